import Cryptography
public import PeerProtocol
public import Region

/// Cards that go by file, where a connection cannot carry them: a peer that lost its TLS key (Schemas/peer-protocol.md,
/// section 4).
extension Engine {
  /// The node's own card as it signed it, for a file that a peer's operator imports. It holds nothing secret.
  ///
  /// - Throws: ``Refusal`` where nothing can be stored now.
  public func card() throws(Refusal) -> JSONValue {
    guard let card = try store.readDurable({ $0.peering.ownCard }) else {
      throw .problem(Problem(.tryAgain, "The node is starting."))
    }
    return card.json
  }

  /// The node's own card of a version above `version`; signs one where there is none, after a restored backup say.
  ///
  /// - Throws: ``Refusal`` `conflict` where that would use numbers up.
  public func card(above version: Int) throws(Refusal) -> JSONValue {
    let own = try store.readDurable { $0.peering.ownCardVersion }
    guard version - own <= EngineLimits.cardVersionLeap else {
      throw .problem(
        Problem(
          .conflict,
          "above: version \(version) is more than \(EngineLimits.cardVersionLeap) above this node's card, which is version "
            + "\(own). Compare the number with the peer's operator."))
    }
    try renewOwnCard(above: version)
    return try card()
  }

  /// Takes in a peer's newer card that came by another way than its connection: the peer's other TLS keys count at once.
  ///
  /// The card must be signed with the identity key that is held; what it may change is what `PUT /v1/card` may, but for the
  /// environment. The same card again changes nothing.
  ///
  /// - Throws: ``Refusal`` that names the member that does not fit and the next step.
  public func importCard(
    _ document: JSONValue, of text: String, by approver: Approver
  ) throws(Refusal) -> JSONValue {
    let peer = try store.readDurable { (state) throws(Refusal) -> Peer in try self.peer(text, state) }
    let (card, facts) = try checkedFile(document, of: peer)
    let before = try store.commit { (transaction) throws(Refusal) -> Int in
      let held = try self.peer(text, transaction.state)
      try Self.requireSameRegion(facts, held, own: region)
      if held.card.documentId == card.documentId { return held.facts.version }
      if let foreign = transaction.state.peering.foreignKey(facts) {
        let whose = foreign.holder.map { "the region \($0)" } ?? "this node"
        throw .problem(
          Problem(
            .cardMismatch,
            "\(foreign.member): this key is that of \(whose). A key belongs to one region: its operator makes another.")
        )
      }
      guard facts.version > held.facts.version else {
        throw .problem(
          Problem(
            .staleCard,
            "version: the file holds version \(facts.version), and version \(held.facts.version) is held already. Ask for "
              + "the present card; where that is it, its operator makes a newer one: samenloop card export --above "
              + "\(held.facts.version)", members: ["version": JSONValue(held.facts.version)]))
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
    guard before != facts.version else { return try fingerprint(of: text) }
    log(
      LogEvent(
        .warning, "card-imported",
        [
          "peer": .string(facts.region.text), "version": JSONValue(facts.version), "versionBefore": JSONValue(before),
          "by": .string(approver.name),
        ]))
    return try fingerprint(of: text)
  }

  /// The card in a file, once it was seen that the peer's identity key signed it.
  private func checkedFile(
    _ document: JSONValue, of peer: Peer
  ) throws(Refusal) -> (SignedDocument, RegionCard) {
    let card: SignedDocument
    let facts: RegionCard
    do throws(JSONFaults) {
      card = try SignedDocument(document)
      facts = try RegionCard(parsing: card.payload)
    } catch {
      throw .problem(
        Problem(
          .malformed,
          "The file holds no signed card. The operator of \(peer.facts.region) makes one with: samenloop card export",
          members: rendered(Refusal(error)).members))
    }
    try Self.requireSameRegion(facts, peer, own: region)
    do throws(JWSError) {
      try card.verify(type: .card, signers: [peer.facts.identityKey], by: signatures)
    } catch {
      throw .problem(
        Problem(
          .invalidSignature,
          "signatures: not those of \(peer.facts.region) on a card (\(error)). The file was changed or is not its: call "
            + "its operator, and import nothing until that is clear."))
    }
    return (card, facts)
  }

  /// That a card is a newer one of the very region that was compared, and no other's.
  private static func requireSameRegion(_ facts: RegionCard, _ held: Peer, own: RegionName) throws(Refusal) {
    let region = held.facts.region
    guard facts.region == region else {
      throw .problem(
        Problem(
          .cardMismatch,
          facts.region == own
            ? "region: this is the card of this region itself. Its place is with \(region): samenloop peer import-card \(own)"
            : "region: this is the card of \(facts.region), not of \(region). Import it under its own name, or ask \(region) "
              + "for its own."))
    }
    switch held.status {
    case .accepted: break
    case .pending:
      throw .problem(
        Problem(
          .conflict,
          "status: \(region) was not accepted yet, so nobody compared its identity key. Reject the request, and let it join "
            + "anew: samenloop peer reject \(region), samenloop peer invite"))
    case .requested:
      throw .problem(
        Problem(
          .conflict,
          "status: \(region) did not accept this region yet. Ask its operator for a new invitation: samenloop peer join CODE"
        ))
    case .rejected:
      throw .problem(
        Problem(
          .conflict, "status: the request of \(region) was rejected. Make a new invitation: samenloop peer invite"))
    }
    guard facts.identityKey == held.facts.identityKey else {
      throw .problem(
        Problem(
          .cardMismatch,
          "identityKey: another than that of \(region), which both operators compared. Call its operator: this card is not "
            + "its, or the region lost its identity too, and then joins under another name."))
    }
    guard facts.environment == held.facts.environment else {
      throw .problem(
        Problem(
          .cardMismatch,
          "environment: the card says \(facts.environment.rawValue), and \(region) is a \(held.facts.environment.rawValue) "
            + "node. Its operator corrects environment in node.json, and exports the card again."))
    }
  }
}
