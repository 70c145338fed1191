/// Answer to GET /v1/worklist: open matches that somebody has to look at, oldest first.
package struct WorklistDocument: LocalDocument {
  /// Why.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    case unread
    case noContact = "no-contact"
    case nobodyLeads = "nobody-leads"
    case handoverWanted = "handover-wanted"
    case refused, overdue
    case awaitsRelease = "awaits-release"
    case birthDateConflict = "birth-date-conflict"
  }

  /// A match, or in its place the signals that tell different birth dates of one youth.
  package struct Item: Codable, Hashable, Sendable {
    package var reasons: [Word<Reason>]
    package var match: MatchDocument?
    package var signals: [StoredSignalDocument]?

    package init(reasons: [Word<Reason>], match: MatchDocument? = nil, signals: [StoredSignalDocument]? = nil) {
      self.reasons = reasons
      self.match = match
      self.signals = signals
    }
  }

  package var items: [Item]

  package init(items: [Item]) {
    self.items = items
  }
}
