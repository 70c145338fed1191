import Region

extension Refusal {
  /// The same for every key that may not do what it asks.
  static let unknownPeer = Refusal.peering(.unknownPeer)
  /// The same for every request of a suspended peer.
  static let peerSuspended = Refusal.peering(.suspended)
  /// The same for every card that does not fit.
  static let cardMismatch = Refusal.peering(.cardMismatch)
  /// The same for agreements that are unknown, not in force or ended.
  static let agreementNotActive = Refusal.agreements(.notActive)
}
