import Cryptography
public import PeerProtocol
public import Region

/// Cards that come by file, where a connection cannot carry them: a peer that lost its TLS key
/// (Schemas/peer-protocol.md, section 4).
extension Peering {
  /// Takes in a peer's newer card that came by another way than its connection: the peer's other TLS keys count at once.
  ///
  /// The card must be signed with the identity key that is held; what it may change is what `PUT /v1/card` may, but for the
  /// environment. The same card again changes nothing.
  ///
  /// - Throws: ``Refusal`` that names the member that does not fit.
  public func importCard(
    _ document: JSONValue, of text: String, by approver: Approver
  ) throws(Refusal) -> PeerDetails {
    let (card, facts) = try checkedFile(document, of: try known(text))
    let before = try store.commit { (transaction) throws(Refusal) -> Int in
      let held = try transaction.state.peering.peer(named: text)
      try requireSameRegion(facts, held)
      if held.card.documentId == card.documentId { return held.facts.version }
      if let foreign = transaction.state.peering.foreignKey(facts) {
        throw .peering(.foreignKey(member: foreign.member, holder: foreign.holder))
      }
      try transaction.state.peering.requireWitnessKey(facts)
      guard facts.version > held.facts.version else {
        throw .peering(.staleFile(version: facts.version, held: held.facts.version))
      }
      try transaction.append(.peering(.cardReplaced(card, facts)))
      return held.facts.version
    }
    // What failed under the old card says nothing of the new one; a first sign of life makes the peer try again, too.
    lanes.lane(facts.region) { lane in
      lane.retries = [:]
      lane.compareAnew()
      lane.healthCheckedAt = nil
      lane.askedUntil = Int.min / 2
      lane.lastFailure = nil
    }
    lanes.wakeAll()
    guard before != facts.version else { return try peer(named: text) }
    log(
      LogEvent(
        .warning, "card-imported",
        [
          "peer": .string(facts.region.text), "version": JSONValue(facts.version), "versionBefore": JSONValue(before),
          "by": .string(approver.name),
        ]))
    return try peer(named: text)
  }

  /// The card in a file, once it was seen that the peer's identity key signed it.
  private func checkedFile(_ document: JSONValue, of peer: Peer) throws(Refusal) -> (SignedDocument, RegionCard) {
    let card: SignedDocument
    let facts: RegionCard
    do throws(JSONFaults) {
      card = try SignedDocument(document)
      facts = try RegionCard(parsing: card.payload)
    } catch {
      throw .peering(.noCardInFile(of: peer.facts.region, error.faults.map(FieldFault.init(line:))))
    }
    try requireSameRegion(facts, peer)
    do throws(Refusal) {
      try signer.verify(card, as: .card, by: [peer.facts.identityKey])
    } catch .invalidSignature(let error) {
      throw .peering(.cardNotSigned(by: peer.facts.region, error))
    }
    return (card, facts)
  }

  /// That a card is a newer one of the very region that was compared, and no other's.
  private func requireSameRegion(_ facts: RegionCard, _ held: Peer) throws(Refusal) {
    let region = held.facts.region
    guard facts.region == region else {
      throw .peering(
        facts.region == self.region
          ? .ownCardInFile(own: self.region, peer: region) : .otherRegionsCard(facts.region, wanted: region))
    }
    switch held.status {
    case .accepted: break
    case .pending: throw .peering(.notAcceptedHere(region))
    case .requested: throw .peering(.notAcceptedThere(region))
    case .rejected: throw .peering(.rejected(region))
    }
    guard facts.identityKey == held.facts.identityKey else { throw .peering(.otherIdentityKey(region)) }
    guard facts.environment == held.facts.environment else {
      throw .peering(.otherEnvironment(region, card: facts.environment, held: held.facts.environment))
    }
  }
}
