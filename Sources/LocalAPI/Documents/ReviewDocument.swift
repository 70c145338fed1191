package import PeerProtocol

/// Answer to POST /v1/audit/reviews: the review that is open, with the entries that were chosen for it.
package struct ReviewDocument: LocalDocument {
  /// The checkpoint whose root is the seed of the choice.
  package struct Seed: Codable, Hashable, Sendable {
    /// The instance of the log.
    package var instance: String
    /// How many entries the checkpoint covers.
    package var size: Int
    /// The root, base64url.
    package var root: String

    package init(instance: String, size: Int, root: String) {
      (self.instance, self.size, self.root) = (instance, size, root)
    }
  }

  package var id: String
  /// The first day of its period (UTC).
  package var from: CalendarDate
  /// The day after the last one.
  package var to: CalendarDate
  /// From this day on it is overdue.
  package var overdueOn: CalendarDate
  package var openedAt: Timestamp
  /// Percent.
  package var share: Int
  /// Entries of the period that concern people.
  package var found: Int
  /// How many the share asks for; more than `chosen` where that is over the limit.
  package var asked: Int
  package var seed: Seed
  /// The ids of the chosen entries, lowest hash first.
  package var chosen: [String]
  /// The chosen entries, in the order of the log, as far as they are still kept.
  package var entries: [AuditEntryDocument]

  package init(
    id: String, from: CalendarDate, to: CalendarDate, overdueOn: CalendarDate, openedAt: Timestamp, share: Int,
    found: Int, asked: Int, seed: Seed, chosen: [String], entries: [AuditEntryDocument]
  ) {
    (self.id, self.from, self.to, self.overdueOn, self.openedAt) = (id, from, to, overdueOn, openedAt)
    (self.share, self.found, self.asked, self.seed) = (share, found, asked, seed)
    (self.chosen, self.entries) = (chosen, entries)
  }
}
