public import PeerProtocol

/// Answer to GET /v1/signal-marks: what is left of erased signals, without identities.
public struct SignalMarksDocument: LocalDocument {
  /// An erased signal.
  public struct Mark: Codable, Hashable, Sendable {
    /// The signal's id.
    public var id: String
    public var cause: Word<ErasureCause>
    /// A day in UTC.
    public var erasedOn: CalendarDate?
    /// Whether the next report restores the signal.
    public var lifted: Bool
    /// The ids of the signals on whose reports it was erased.
    public var reportedBy: [String]?
    /// The role whose word is missing.
    public var liftAwaits: Word<Role>?

    public init(
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

  public var marks: [Mark]

  public init(marks: [Mark]) {
    self.marks = marks
  }
}
