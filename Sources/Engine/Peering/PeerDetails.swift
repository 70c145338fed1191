import Cryptography
public import PeerProtocol
public import Region

/// A peer, the fingerprint that both operators compare, and what to do next.
public struct PeerDetails: Sendable {
  /// The peer.
  public var peer: Peer
  /// On whose introductions it was accepted; nil for a peer that people compared.
  public var introduced: IntroducedMark?
  /// Six groups of five digits that both operators read to each other: of both keys, or of the peer's alone where it was
  /// introduced.
  public var fingerprint: Fingerprint
  /// What to do next.
  public var nextStep: NextStep

  init(_ peer: Peer, _ introduced: IntroducedMark?, own: EngineConfiguration) {
    self.peer = peer
    self.introduced = introduced
    // A peer that was introduced drew no nonce.
    fingerprint =
      peer.nonce.isEmpty
      ? Fingerprint(key: peer.facts.identityKey)
      : Fingerprint(keys: own.identityKey.publicKey, peer.facts.identityKey, nonce: peer.nonce)
    nextStep = Self.nextStep(peer, introduced != nil, own)
  }

  private static func nextStep(_ peer: Peer, _ isIntroduced: Bool, _ own: EngineConfiguration) -> NextStep {
    let region = peer.facts.region
    if peer.suspension != nil { return .resumePeer(region) }
    return switch peer.status {
    case .requested: .letPeerAccept(peer: region, own: own.region)
    case .pending: .acceptPeer(region)
    case .accepted where peer.facts.environment != own.environment:
      .noAgreementPossible(region, peer.facts.environment)
    case .accepted where isIntroduced && peer.confirmedCardVersion == 0:
      .letIntroducedAccept(peer: region, own: own.region)
    case .accepted: .proposeAgreement(region)
    case .rejected: .inviteAnew
    }
  }
}
