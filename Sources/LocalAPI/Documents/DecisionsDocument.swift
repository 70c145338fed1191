public import PeerProtocol

/// Answer to GET /v1/decisions: the youths who are held back until somebody decides, oldest first, without identities.
public struct DecisionsDocument: LocalDocument {
  /// A youth who is held back.
  public struct Decision: Codable, Hashable, Sendable {
    /// What it is about.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      case objection, death
    }

    /// How far it is.
    public enum Standing: String, Hashable, Sendable, CaseIterable {
      case lodged, reported
      case awaitsSecondPerson = "awaits-second-person"
    }

    /// Such as `objection-3`; stands for a signal's id in the commands.
    public var id: String
    public var kind: Word<Kind>
    public var standing: Word<Standing>
    /// A day in UTC.
    public var since: CalendarDate
    /// The ids of the signals on the youth.
    public var signals: [String]
    /// The ids of signals on the youth that are gone.
    public var formerSignals: [String]
    /// The ids of the signals with which the death was reported.
    public var reportedBy: [String]?
    public var erasesOn: CalendarDate?
    /// The first of the two people who decide.
    public var firstWord: ApprovalDocument?
    /// The command that carries the decision on.
    public var next: String
    /// The command that takes it back.
    public var otherwise: String

    public init(
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

  public var decisions: [Decision]

  public init(decisions: [Decision]) {
    self.decisions = decisions
  }
}
