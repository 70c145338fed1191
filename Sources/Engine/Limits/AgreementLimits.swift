public import PeerProtocol
public import Region

/// What the limits of an agreement leave room for in both directions, what waits because of them, and its exceptions.
public struct AgreementLimits: Sendable {
  /// The agreement.
  public var agreement: AgreementId
  /// What the peer may still send. Exact.
  public var received: LimitRoom
  /// What this region may still send, by its own count; the peer's decides.
  public var sent: LimitRoom
  /// What the peer's limits hold up; nil where nothing waits.
  public var waiting: WaitingAdditions?
  /// Exceptions that are not over.
  public var exceptions: [LimitExceptionDetails]
}

/// Additions that wait for a limit of the peer.
public struct WaitingAdditions: Hashable, Sendable {
  /// How many.
  public var additions: Int
  /// How many of them are guardians.
  public var guardians: Int
  /// Which limit, as the peer named it; empty where it named none.
  public var limit: String
  /// When they are tried again.
  public var until: Timestamp
}
