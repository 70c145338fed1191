public import Cryptography
public import PeerProtocol

extension IntroductionReader {
  /// What taking an introduction in means.
  public struct Reception: Sendable {
    /// What happened; empty where nothing is new.
    public var events: [RegionEvent] = []
    /// What does not fit together since it came, and did before.
    public var contradictions: [Contradiction] = []
  }

  /// Takes in an introduction whose signatures, and the card's, were verified.
  ///
  /// - Parameters:
  ///   - own: the region whose node decides.
  ///   - ownKey: its identity key.
  ///   - environment: of its node.
  /// - Throws: ``IntroductionRefusal/invalid(_:)`` where it counts for nothing; then nothing changes.
  public func decideReception(
    of arrived: ReceivedIntroduction, own: RegionName, ownKey: Ed25519PublicKey, environment: PeerEnvironment
  ) throws(IntroductionRefusal) -> Reception {
    let facts = arrived.facts
    guard facts.to == own else { throw .invalid(.otherReceiver) }
    guard facts.region != own, facts.identityKey != ownKey, facts.region != facts.introducer,
      facts.identityKey != arrived.introducerKey
    else { throw .invalid(.knownSelf) }
    guard arrived.cardFacts.region == facts.region, arrived.cardFacts.identityKey == facts.identityKey else {
      throw .invalid(.otherCard)
    }
    guard arrived.cardFacts.environment == environment else { throw .invalid(.otherEnvironment) }
    if let reason = faultOfIntroducer(facts, signedBy: arrived.introducerKey) { throw .invalid(reason) }
    let contradicted = introductions.contradictory.count { $0.introducer == facts.introducer }
    guard contradicted < IntroductionClaim.limit else { throw .invalid(.tooMany(contradicted)) }
    let isPeer = peering.peers[facts.region]?.status == .accepted
    let held = introductions.received[facts.introducer]?[facts.region]
    if held == nil, !isPeer {
      let waiting = waitingCount(of: facts.introducer, now: arrived.arrivedAt)
      guard waiting < ReceivedIntroduction.waitingLimit else { throw .invalid(.tooMany(waiting)) }
    }
    var reception = Reception()
    if let kept = merged(arrived, held) {
      reception.events.append(.introductions(.received(kept)))
      reception.contradictions = contradictions(of: kept, after: held, now: arrived.arrivedAt)
    }
    if let card = newerCard(arrived) { reception.events.append(.peering(.cardReplaced(card, arrived.cardFacts))) }
    return reception
  }

  /// Introductions of regions that are no peers yet, which still count by their age.
  private func waitingCount(of introducer: RegionName, now: Timestamp) -> Int {
    (introductions.received[introducer] ?? [:]).values.count {
      $0.endsAt > now && peering.peers[$0.facts.region]?.status != .accepted
    }
  }

  /// What is kept once an introduction came on top of the one that is held; nil where that stays as it is.
  ///
  /// The same document again counts from its first arrival. Each change is an entry of the audit log, so that an introducer
  /// which says the same of a region anew is heard once a day, unless what it said before counts no longer.
  private func merged(_ arrived: ReceivedIntroduction, _ held: ReceivedIntroduction?) -> ReceivedIntroduction? {
    guard let held, arrived.facts.identityKey == held.facts.identityKey,
      faultOfIntroducer(held.facts, signedBy: held.introducerKey) == nil
    else { return arrived }
    var kept = arrived
    if arrived.document.documentId == held.document.documentId || arrived.facts.at < held.facts.at.adding(days: 1) {
      (kept.document, kept.facts, kept.arrivedAt) = (held.document, held.facts, held.arrivedAt)
    }
    if held.cardFacts.version >= arrived.cardFacts.version {
      (kept.card, kept.cardFacts) = (held.card, held.cardFacts)
    }
    return kept == held ? nil : kept
  }

  /// What contradicts something once the introduction is held in the place of an earlier one: an introducer that names
  /// another key than before contradicts itself.
  private func contradictions(
    of kept: ReceivedIntroduction, after held: ReceivedIntroduction?, now: Timestamp
  ) -> [Contradiction] {
    var after = self
    after.introductions.apply(.received(kept))
    let earlier = held.flatMap { held in
      held.endsAt > now && held.facts.identityKey != kept.facts.identityKey ? IntroductionClaim(held) : nil
    }
    return after.newContradictions(now: now, and: earlier)
  }

  /// The card, where it is a newer one of an accepted peer under its own key and names nobody else's.
  private func newerCard(_ arrived: ReceivedIntroduction) -> SignedDocument? {
    guard let peer = peering.peers[arrived.facts.region], peer.status == .accepted,
      peer.facts.identityKey == arrived.facts.identityKey, arrived.cardFacts.version > peer.facts.version,
      peer.facts.environment == arrived.cardFacts.environment
    else { return nil }
    do { try peering.requireOwnKeys(arrived.cardFacts) } catch { return nil }
    return arrived.card
  }

  // MARK: - Accepting

  /// The peer that a region becomes by its introductions, judged again now.
  ///
  /// - Parameters:
  ///   - introducers: how many different regions have to vouch for one key.
  ///   - allowsInternalAddress: the operator's leave for an endpoint on this machine or an internal network.
  public func decideAcceptance(
    of region: RegionName, now: Timestamp, introducers: Int, allowsInternalAddress: Bool
  ) throws(Refusal) -> RegionEvent {
    guard let found = introducedRegion(region, now: now) else { throw .introductions(.notIntroduced(region)) }
    if found.isConflicting { throw .introductions(.conflicting(region)) }
    guard found.introducers.count >= introducers else {
      throw .introductions(.tooFew(region, introducers: found.introducers, needed: introducers))
    }
    switch peering.peers[region]?.status {
    case .pending, .requested: throw .introductions(.requestUnderWay(region))
    case .accepted: throw .peering(.alreadyPeers)
    case .rejected: throw .introductions(.comparisonNeeded(region))
    case nil: break
    }
    guard !frameworks.trouble.concerns(region, found.identityKey.thumbprint) else {
      throw .introductions(.comparisonNeeded(region))
    }
    try peering.requireOwnKeys(found.cardFacts)
    if !allowsInternalAddress, found.cardFacts.address?.mayBeInternal ?? true {
      throw .introductions(.internalAddress(region, endpoint: found.cardFacts.endpoint))
    }
    let peer = Peer(
      card: found.card, facts: found.cardFacts, status: .accepted, requestId: "", nonce: [], weJoined: false,
      confirmedCardVersion: 0)
    let mark = IntroducedMark(
      introducers: found.introducers, allowsInternalAddress: allowsInternalAddress, at: now)
    return .introductions(.accepted(peer, mark))
  }
}
