package import PeerProtocol

/// Answer to GET /v1/signal-marks: what is left of erased signals, without identities.
package struct SignalMarksDocument: LocalDocument {
  /// An erased signal.
  package struct Mark: Codable, Hashable, Sendable {
    /// The signal's id.
    package var id: String
    package var cause: Word<ErasureCause>
    /// A day in UTC.
    package var erasedOn: CalendarDate?
    /// Whether the next report restores the signal.
    package var lifted: Bool
    /// The ids of the signals on whose reports it was erased.
    package var reportedBy: [String]?
    /// The role whose word is missing.
    package var liftAwaits: Word<Role>?

    package init(
      id: String, cause: Word<ErasureCause>, erasedOn: CalendarDate? = nil, lifted: Bool, reportedBy: [String]? = nil,
      liftAwaits: Word<Role>? = nil
    ) {
      self.id = id
      self.cause = cause
      self.erasedOn = erasedOn
      self.lifted = lifted
      self.reportedBy = reportedBy
      self.liftAwaits = liftAwaits
    }
  }

  package var marks: [Mark]

  package init(marks: [Mark]) {
    self.marks = marks
  }
}
