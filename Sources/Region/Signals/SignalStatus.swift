/// How far a stored signal is.
public enum SignalStatus: String, Hashable, Sendable, CaseIterable {
  /// The involvement goes on, as far as the region knows.
  case active
  /// The family moved away: findable for the rest of the term.
  case left
  /// It ended and is no longer findable.
  case archived
}
