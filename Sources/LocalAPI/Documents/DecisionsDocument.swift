package import PeerProtocol

/// Answer to GET /v1/decisions: the youths who are held back until somebody decides, oldest first, without identities.
package struct DecisionsDocument: LocalDocument {
  /// A youth who is held back.
  package struct Decision: Codable, Hashable, Sendable {
    /// What it is about.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case objection, death, erasure
    }

    /// How far it is.
    package enum Standing: String, Hashable, Sendable, CaseIterable {
      case lodged, reported
      case awaitsSecondPerson = "awaits-second-person"
    }

    /// Such as `objection-3`; stands for a signal's id in the commands.
    package var id: String
    package var kind: Word<Kind>
    package var standing: Word<Standing>
    /// A day in UTC.
    package var since: CalendarDate
    /// The ids of the signals on the youth.
    package var signals: [String]
    /// The ids of signals on the youth that are gone.
    package var formerSignals: [String]
    /// The ids of the signals with which the death was reported.
    package var reportedBy: [String]?
    package var erasesOn: CalendarDate?
    /// The first of the two people who decide.
    package var firstWord: ApprovalDocument?
    /// The command that carries the decision on.
    package var next: String
    /// The command that takes it back.
    package var otherwise: String

    package init(
      id: String, kind: Word<Kind>, standing: Word<Standing>, since: CalendarDate, signals: [String],
      formerSignals: [String], reportedBy: [String]? = nil, erasesOn: CalendarDate? = nil,
      firstWord: ApprovalDocument? = nil, next: String, otherwise: String
    ) {
      self.id = id
      self.kind = kind
      self.standing = standing
      self.since = since
      self.signals = signals
      self.formerSignals = formerSignals
      self.reportedBy = reportedBy
      self.erasesOn = erasesOn
      self.firstWord = firstWord
      self.next = next
      self.otherwise = otherwise
    }
  }

  package var decisions: [Decision]

  package init(decisions: [Decision]) {
    self.decisions = decisions
  }
}
