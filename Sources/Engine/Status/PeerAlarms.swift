public import PeerProtocol
public import Region

/// What a peer did that it should not have, and what its feeds did that looks like guessing.
public struct PeerAlarms: Sendable {
  /// The peer.
  public var peer: RegionName
  /// What it did that it should not have.
  public var alarms: [AlarmCount]
  /// Signs of guessing.
  public var suspicions: [Suspicion]
  /// What its feeds hold, in words.
  public var feedContents: String

  init(of peer: RegionName, _ state: RegionState) {
    self.peer = peer
    alarms = state.peering.alarms[peer] ?? []
    suspicions = state.limits.suspicions[peer] ?? []
    feedContents = Limits.feedContents(of: peer, state)
  }
}
