/// A count as a report shows it. Counts under five could point at a child, and go.
public enum ShownCount: Hashable, Sendable {
  /// The count itself, five or more.
  case exact(Int)
  /// Zero to four: a report does not say which.
  case underFive
  /// Not shown, whatever it is: with it, a hidden count could be computed.
  case withheld

  /// The count where it is shown.
  public var shown: Int? {
    guard case .exact(let count) = self else { return nil }
    return count
  }
}
