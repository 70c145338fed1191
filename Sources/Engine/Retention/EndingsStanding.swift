public import Region

/// What would end at once and waits for an operator, since it is more than usual.
public struct EndingsStanding: Sendable, Equatable {
  /// Signals that a sweep would end; nil where none wait.
  public var signals: DueEndings?
  /// Agreements that would end, all that there are; 0 where none wait.
  public var agreements: Int

  /// True where nothing waits.
  public var isEmpty: Bool { signals == nil && agreements == 0 }
}
