import PeerProtocol
import Region

extension Refusal {
  /// The same for every key that may not do what it asks.
  static let unknownPeer = Refusal.problem(
    Problem(
      .unknownPeer, "This key belongs to no accepted peer. Join with an invitation of the region's operator first."))
  /// The same for agreements that are unknown, not in force or ended.
  static let agreementNotActive = Refusal.problem(
    Problem(
      .agreementNotActive,
      "No agreement with this id is in force between the regions. Put the concluded agreement again."
    ))
}
