/// Answer to PUT /v1/signals/{id}.
public struct SignalResultDocument: LocalDocument {
  /// What became of the report.
  public enum Result: String, Hashable, Sendable, CaseIterable {
    case added, updated, unchanged
    /// It was not known and nothing of it is kept, such as a signal that is reported as mistaken.
    case notKept
    case restored, keptErased
  }

  public var id: String
  public var result: Word<Result>
  /// Why a signal stays erased.
  public var cause: Word<ErasureCause>?

  public init(id: String, result: Word<Result>, cause: Word<ErasureCause>? = nil) {
    self.id = id
    self.result = result
    self.cause = cause
  }
}
