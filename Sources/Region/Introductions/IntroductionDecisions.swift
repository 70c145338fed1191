public import Cryptography
public import PeerProtocol

extension IntroductionReader {
  /// What taking an introduction in means.
  public struct Reception: Sendable {
    /// What happened; empty where nothing is new.
    public var events: [RegionEvent] = []
    /// Introducers whose introductions of a region contradict each other, with that region.
    public var conflicting: [(introducer: RegionName, region: RegionName)] = []
    /// True where the introduction contradicts an accepted peer.
    public var contradictsPeer = false
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
    let isPeer = peering.peers[facts.region]?.status == .accepted
    let held = introductions.received[facts.introducer]?[facts.region]
    if held == nil, !isPeer {
      let waiting = waitingCount(of: facts.introducer, now: arrived.arrivedAt)
      guard waiting < ReceivedIntroduction.waitingLimit else { throw .invalid(.tooMany(waiting)) }
    }
    var reception = Reception()
    if let kept = merged(arrived, held) {
      reception.events.append(.introductions(.received(kept)))
      note(kept, in: &reception)
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
  /// The same document again counts from its first arrival. An introducer that names another key than before is in conflict
  /// with itself until the introduction runs out.
  private func merged(_ arrived: ReceivedIntroduction, _ held: ReceivedIntroduction?) -> ReceivedIntroduction? {
    guard let held else { return arrived }
    var kept = arrived
    if arrived.facts.identityKey == held.facts.identityKey {
      if arrived.document.documentId == held.document.documentId || arrived.facts.at < held.facts.at {
        (kept.document, kept.facts, kept.arrivedAt) = (held.document, held.facts, held.arrivedAt)
      }
      if held.cardFacts.version >= arrived.cardFacts.version {
        (kept.card, kept.cardFacts) = (held.card, held.cardFacts)
      }
      kept.namedOtherKey = held.namedOtherKey
    } else {
      kept.namedOtherKey = held.endsAt > arrived.arrivedAt || held.namedOtherKey
    }
    return kept == held ? nil : kept
  }

  /// Whom the introduction contradicts, for alarms.
  private func note(_ kept: ReceivedIntroduction, in reception: inout Reception) {
    if contradictsPeer(kept.facts) { reception.contradictsPeer = true }
    let others = liveIntroductions(now: kept.arrivedAt).filter {
      ($0.facts.region == kept.facts.region) != ($0.facts.identityKey == kept.facts.identityKey)
        && ($0.facts.introducer, $0.facts.region) != (kept.facts.introducer, kept.facts.region)
    }
    guard kept.namedOtherKey || !others.isEmpty else { return }
    let introducers = Set(others.map(\.facts.introducer)).union([kept.facts.introducer])
    reception.conflicting = introducers.sorted().map { ($0, kept.facts.region) }
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
