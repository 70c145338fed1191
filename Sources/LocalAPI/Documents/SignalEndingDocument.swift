/// Answer to POST /v1/signals/{id}/withdrawal.
package struct SignalEndingDocument: LocalDocument {
  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case erased
    /// Ended, and findable for its term.
    case left
    case archived
  }

  package var id: String
  package var status: Word<Status>

  package init(id: String, status: Word<Status>) {
    self.id = id
    self.status = status
  }
}
