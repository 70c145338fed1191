public import PeerProtocol

/// Guardians that go to a peer later, so that a small batch does not draw a household.
public struct WaitingGuardians: Hashable, Sendable {
  /// How many.
  public var additions: Int
  /// When they go, if nothing changes meanwhile; nil where that hangs on the youths that go first.
  public var from: Timestamp?
}
