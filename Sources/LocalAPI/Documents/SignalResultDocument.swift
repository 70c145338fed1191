/// Answer to PUT /v1/signals/{id}.
package struct SignalResultDocument: LocalDocument {
  /// What became of the report.
  package enum Result: String, Hashable, Sendable, CaseIterable {
    case added, updated, unchanged
    /// It was not known and nothing of it is kept, such as a signal that is reported as mistaken.
    case notKept
    case restored, keptErased
  }

  package var id: String
  package var result: Word<Result>
  /// Why a signal stays erased.
  package var cause: Word<ErasureCause>?

  package init(id: String, result: Word<Result>, cause: Word<ErasureCause>? = nil) {
    self.id = id
    self.result = result
    self.cause = cause
  }
}
