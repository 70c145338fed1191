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
  /// The terms of the invitation by which the two met, until an agreement is concluded: an agreement without what nodes fill
  /// in.
  public var terms: JSONValue?

  init(_ peer: Peer, _ introduced: IntroducedMark?, own: EngineConfiguration, terms: JSONValue?) {
    self.peer = peer
    self.introduced = introduced
    self.terms = terms
    // A peer that was introduced drew no nonce.
    fingerprint =
      peer.nonce.isEmpty
      ? Fingerprint(key: peer.facts.identityKey)
      : Fingerprint(keys: own.identityKey.publicKey, peer.facts.identityKey, nonce: peer.nonce)
    nextStep = Self.nextStep(peer, introduced != nil, own, hasTerms: terms != nil)
  }

  private static func nextStep(
    _ peer: Peer, _ isIntroduced: Bool, _ own: EngineConfiguration, hasTerms: Bool
  ) -> NextStep {
    let region = peer.facts.region
    if peer.suspension != nil { return .resumePeer(region) }
    return switch peer.status {
    case .requested: .letPeerAccept(peer: region, own: own.region)
    case .pending: .acceptPeer(region)
    case .accepted where peer.facts.environment != own.environment:
      .noAgreementPossible(region, peer.facts.environment)
    case .accepted where isIntroduced && peer.confirmedCardVersion == 0:
      .letIntroducedAccept(peer: region, own: own.region)
    case .accepted: .firstAgreement(with: peer, hasTerms: hasTerms)
    case .rejected: .inviteAnew
    }
  }
}

extension NextStep {
  /// What leads to an agreement with a peer that has none: the inviter proposes the terms of its invitation.
  static func firstAgreement(with peer: Peer, hasTerms: Bool) -> NextStep {
    let region = peer.facts.region
    return !hasTerms
      ? .proposeAgreement(region) : peer.weJoined ? .approveProposal(of: region) : .proposeInvited(region)
  }
}

extension OnboardingState {
  /// The terms of the invitation by which this region and a peer met.
  func terms(with peer: RegionName) -> JSONValue? { ofPeers[peer].flatMap { try? JSONValue(parsing: $0) } }
}
