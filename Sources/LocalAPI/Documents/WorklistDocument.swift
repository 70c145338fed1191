/// Answer to GET /v1/worklist: open matches that somebody has to look at, oldest first.
public struct WorklistDocument: LocalDocument {
  /// Why.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    case unread
    case noContact = "no-contact"
    case nobodyLeads = "nobody-leads"
    case handoverWanted = "handover-wanted"
    case refused, overdue
    case awaitsRelease = "awaits-release"
    case birthDateConflict = "birth-date-conflict"
  }

  /// A match, or in its place the signals that tell different birth dates of one youth.
  public struct Item: Codable, Hashable, Sendable {
    public var reasons: [Word<Reason>]
    public var match: MatchDocument?
    public var signals: [StoredSignalDocument]?

    public init(reasons: [Word<Reason>], match: MatchDocument? = nil, signals: [StoredSignalDocument]? = nil) {
      self.reasons = reasons
      self.match = match
      self.signals = signals
    }
  }

  public var items: [Item]

  public init(items: [Item]) {
    self.items = items
  }
}
