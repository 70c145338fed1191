public import PeerProtocol

extension PeeringState {
  /// True where people of this region compared the peer's key with its people: so far every accepted peer.
  public func isCompared(_ region: RegionName) -> Bool { peers[region]?.status == .accepted }
}
