/// Why an age file is not opened.
public enum AgeFault: Error, Equatable, Sendable, CustomStringConvertible {
  /// Its armor, the text form, is not in order.
  case armor(String)
  /// Its header is not in order, or is of another version.
  case header(String)
  /// No pass phrase or key at hand opens it.
  case noMatch
  /// Its header was changed after it was made.
  case changedHeader
  /// Its contents were changed, are cut off, or something stands behind them.
  case payload(String)
  /// An age key that is not one.
  case key(String)

  /// What is wrong, for an operator.
  public var description: String {
    switch self {
    case .armor(let reason): "it is no age file in text form: \(reason)"
    case .header(let reason): "it is no age file that this program reads: \(reason)"
    case .noMatch: "this pass phrase or key does not open it"
    case .changedHeader: "its header was changed"
    case .payload(let reason): "its contents are damaged: \(reason)"
    case .key(let reason): reason
    }
  }
}
