/// Answer to POST /v1/signals/{id}/withdrawal.
public struct SignalEndingDocument: LocalDocument {
  /// How far it is.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case erased
    /// Ended, and findable for its term.
    case left
    case archived
  }

  public var id: String
  public var status: Word<Status>

  public init(id: String, status: Word<Status>) {
    self.id = id
    self.status = status
  }
}
