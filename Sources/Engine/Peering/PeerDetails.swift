import Cryptography
public import PeerProtocol
public import Region

/// A peer, the fingerprint that both operators compare, and what to do next.
public struct PeerDetails: Sendable {
  /// The peer.
  public var peer: Peer
  /// Six groups of five digits that both operators read to each other.
  public var fingerprint: Fingerprint
  /// What to do next.
  public var nextStep: NextStep

  init(_ peer: Peer, own: EngineConfiguration) {
    self.peer = peer
    fingerprint = Fingerprint(keys: own.identityKey.publicKey, peer.facts.identityKey, nonce: peer.nonce)
    nextStep = Self.nextStep(peer, own)
  }

  private static func nextStep(_ peer: Peer, _ own: EngineConfiguration) -> NextStep {
    let region = peer.facts.region
    if peer.suspension != nil { return .resumePeer(region) }
    return switch peer.status {
    case .requested: .letPeerAccept(peer: region, own: own.region)
    case .pending: .acceptPeer(region)
    case .accepted where peer.facts.environment != own.environment:
      .noAgreementPossible(region, peer.facts.environment)
    case .accepted: .proposeAgreement(region)
    case .rejected: .inviteAnew
    }
  }
}
