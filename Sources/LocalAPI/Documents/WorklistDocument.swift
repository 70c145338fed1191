package import PeerProtocol

/// Answer to GET /v1/worklist: open matches that somebody has to look at, most urgent first.
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
    /// With a match: this region's professionals behind it.
    package var ours: [InvolvementDocument]?
    /// With a match: the municipalities of this region's signals, sorted.
    package var municipalities: [String]?
    /// By when the professionals should have spoken, as the agreement says.
    package var due: Timestamp?
    /// With a match: the ids of this region's organisations behind it that take no part or are not registered, sorted;
    /// missing where all do.
    package var flagged: [String]?
    /// With a match: the ids of the other open matches of the same family, oldest first.
    package var related: [String]?

    package init(
      reasons: [Word<Reason>], match: MatchDocument? = nil, signals: [StoredSignalDocument]? = nil,
      ours: [InvolvementDocument]? = nil, municipalities: [String]? = nil, due: Timestamp? = nil,
      related: [String]? = nil
    ) {
      self.reasons = reasons
      self.match = match
      self.signals = signals
      self.ours = ours
      self.municipalities = municipalities
      self.due = due
      self.related = related
    }
  }

  package var items: [Item]

  package init(items: [Item]) {
    self.items = items
  }
}
