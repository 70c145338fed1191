/// What is said of a file that is the whole index.
public struct WholeIndexTerms: Sendable {
  /// As many removals as somebody confirmed.
  public var confirmedRemovals: Int
  /// How many rows the file should have, where somebody said so.
  public var rows: Int?

  /// Terms for one file.
  public init(confirmedRemovals: Int = 0, rows: Int? = nil) {
    self.confirmedRemovals = confirmedRemovals
    self.rows = rows
  }
}
