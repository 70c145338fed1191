package import PeerProtocol

/// Where the reviews of the audit log stand: answer to PUT /v1/audit/reviews/plan and to the closing of a review.
package struct ReviewsDocument: LocalDocument {
  /// How often.
  package enum Cadence: String, Hashable, Sendable, CaseIterable {
    case week, month
  }

  /// How far the next review is.
  package enum Stage: String, Hashable, Sendable, CaseIterable {
    /// Its period is not over.
    case upcoming
    /// Its period is over.
    case due
    /// Its entries were chosen.
    case open
    case overdue
  }

  /// What a review found.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case inOrder = "in-order"
    case explained, incident
  }

  /// The review of the oldest period that is not reviewed.
  package struct Next: Codable, Hashable, Sendable {
    package var id: String
    /// The first day of its period (UTC).
    package var from: CalendarDate
    /// The day after the last one.
    package var to: CalendarDate
    /// From this day on it is overdue.
    package var overdueOn: CalendarDate
    package var stage: Word<Stage>

    package init(id: String, from: CalendarDate, to: CalendarDate, overdueOn: CalendarDate, stage: Word<Stage>) {
      (self.id, self.from, self.to, self.overdueOn, self.stage) = (id, from, to, overdueOn, stage)
    }
  }

  /// A review that was closed.
  package struct Closed: Codable, Hashable, Sendable {
    package var id: String
    package var outcome: Word<Outcome>
    /// The ids of the entries that the outcome is about.
    package var references: [String]
    package var at: Timestamp

    package init(id: String, outcome: Word<Outcome>, references: [String], at: Timestamp) {
      (self.id, self.outcome, self.references, self.at) = (id, outcome, references, at)
    }
  }

  /// Percent of the entries that concern people.
  package var share: Int
  package var every: Word<Cadence>
  package var next: Next
  /// The one that was closed last.
  package var last: Closed?

  package init(share: Int, every: Word<Cadence>, next: Next, last: Closed? = nil) {
    (self.share, self.every, self.next, self.last) = (share, every, next, last)
  }
}
