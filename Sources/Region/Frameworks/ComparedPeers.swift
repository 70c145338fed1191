public import PeerProtocol

extension PeeringState {
  /// True where people of this region compared the peer's key with its people: every peer that came by an invitation, and
  /// one that was introduced once its comparison was recorded. It says nothing of a suspension.
  public func isCompared(_ region: RegionName) -> Bool {
    peers[region]?.status == .accepted && introduced[region] == nil
  }
}
