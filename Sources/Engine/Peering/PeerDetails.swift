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
  /// The terms of the invitation by which the two met, until an agreement is concluded: an agreement without what nodes fill
  /// in.
  public var terms: JSONValue?

  init(_ peer: Peer, own: EngineConfiguration, terms: JSONValue?) {
    self.peer = peer
    self.terms = terms
    fingerprint = Fingerprint(keys: own.identityKey.publicKey, peer.facts.identityKey, nonce: peer.nonce)
    nextStep = Self.nextStep(peer, own, hasTerms: terms != nil)
  }

  private static func nextStep(_ peer: Peer, _ own: EngineConfiguration, hasTerms: Bool) -> NextStep {
    let region = peer.facts.region
    if peer.suspension != nil { return .resumePeer(region) }
    return switch peer.status {
    case .requested: .letPeerAccept(peer: region, own: own.region)
    case .pending: .acceptPeer(region)
    case .accepted where peer.facts.environment != own.environment:
      .noAgreementPossible(region, peer.facts.environment)
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
