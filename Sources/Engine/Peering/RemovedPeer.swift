public import PeerProtocol

/// A peer that this region knows no longer.
public struct RemovedPeer: Sendable {
  /// The peer.
  public var region: RegionName
  /// This region, by whose name the peer forgets it too.
  public var own: RegionName
  /// Proposals that lapsed with it.
  public var lapsedProposals: Int
}
