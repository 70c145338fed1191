import PeerProtocol
import Region

extension PeeringState {
  /// The peer of this name.
  func peer(named text: String) throws(Refusal) -> Peer {
    guard let name = RegionName(text), let peer = peers[name] else { throw .peering(.noPeer) }
    return peer
  }
}

extension AgreementsState {
  /// Whether an agreement with this region was ever signed by both.
  func hasConcluded(with region: RegionName) -> Bool {
    with(region).contains { $0.document.signatures.count > 1 || $0.status == .concluded }
  }
}

extension Transaction {
  /// A peer may be suspended or removed while its request is under way: nothing of it takes effect any more.
  func requireAdmitted(_ peer: RegionName) throws(Refusal) {
    guard let held = state.peering.peers[peer] else { throw .unknownPeer }
    if held.suspension != nil { throw .peerSuspended }
  }
}
