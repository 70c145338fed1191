import Cryptography
import PeerProtocol
package import Region

/// What peers and strangers with an invitation ask of this node, besides the exchange.
extension Peering {
  package func answerHealth(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    _ = try admission.admitPeer(request)
    return .json(HealthReport(time: clock.machineNow, version: Engine.version, region: region).json)
  }

  package func answerCard(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    _ = try admission.admitPeer(request)
    return .json(try ownCard.card().json)
  }

  /// A stranger with an invitation asks to be a peer.
  package func answerPeeringRequest(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    guard admission.trust(spkiSHA256: request.client) != .refuse else { throw .unknownPeer }
    let body = try PeeringRequest(reading: request.readBody(ProtocolLimits.bodyBytes))
    let facts = try checkedCard(body.card, client: request.client)
    let nonce = random.bytes(16)
    let requestId = Base64URL.encode(random.bytes(16))
    let at = clock.now
    typealias Answer = (answer: PeeringAnswer, distrusted: [(peer: RegionName, alarm: Alarm)])
    let (answer, distrusted) = try store.commit { (transaction) throws(Refusal) -> Answer in
      let peering = transaction.state.peering
      guard let invitation = peering.invitations.first(where: { $0.id == body.invitation }),
        equalInConstantTime(
          InvitationCode.proof(secret: invitation.secret, invitationId: invitation.id, card: body.card.documentId),
          body.proof), let ownCard = peering.ownCard
      else { throw .peering(.invitationUnknown) }
      // Only who knows the code reads what became of it.
      guard invitation.expiresAt > at else { throw .peering(.invitationExpired(invitation.expiresAt)) }
      try requireOwnEnvironment(facts)
      if let usedBy = invitation.usedBy {
        // The same card again gets the same answer, any other none.
        guard invitation.usedByCard == body.card.documentId, let peer = peering.peers[usedBy] else {
          throw .peering(.invitationUsed)
        }
        let answer = PeeringAnswer(
          id: peer.requestId, status: peer.status.onWire, card: ownCard, nonce: peer.nonce,
          terms: transaction.state.onboarding.terms(with: usedBy))
        return (answer, [])
      }
      try peering.requireOwnKeys(facts)
      if let known = peering.peers[facts.region] {
        // Whoever was rejected does not keep the name from the region that bears it.
        guard known.facts.identityKey == facts.identityKey || known.status.isRejected else { throw .cardMismatch }
        // One that took its acceptance back joins anew, as long as nothing was agreed on.
        guard
          known.status != .accepted
            || (known.suspension == nil && !transaction.state.agreements.hasConcluded(with: facts.region))
        else { throw .peering(.alreadyPeers) }
      }
      let peer = Peer(
        card: body.card, facts: facts, status: .pending, requestId: requestId, nonce: nonce, weJoined: false,
        confirmedCardVersion: 0)
      let terms = termsFor(facts, transaction.state.onboarding.ofInvitations[invitation.id], at: at)
      let kept = terms.map { [RegionEvent.onboarding(.peerTerms(facts.region, $0.bytes))] } ?? []
      // Whoever begins anew is not compared: peers that stand on its word are named.
      let distrusted = Alarm.distrusted(facts.region, peering).filter { $0.peer != facts.region }
      var events: [RegionEvent] = [.peering(.peerRequested(invitation: invitation.id, peer))] + kept
      events += distrusted.map { $0.alarm.event(about: $0.peer, at: at) }
      try transaction.append(events)
      return (PeeringAnswer(id: requestId, status: .pending, card: ownCard, nonce: nonce, terms: terms), distrusted)
    }
    for entry in distrusted { alarms.tell(entry.alarm, about: entry.peer) }
    log(LogEvent(.info, "peering-requested", ["peer": .string(facts.region.text)]))
    return .json(answer.json, status: 201)
  }

  /// The terms of an invitation, made out for the region that used it; none where they name another region.
  private func termsFor(_ joiner: RegionCard, _ terms: [UInt8]?, at now: Timestamp) -> JSONValue? {
    guard let terms else { return nil }
    do {
      let agreement = try drafting.draft(
        try JSONValue(parsing: terms), with: joiner.region, peerKey: joiner.identityKey.thumbprint, at: now,
        nonce: [UInt8](repeating: 0, count: 16))
      return AgreementDrafting.terms(of: agreement)
    } catch {
      log(LogEvent(.warning, "invitation-terms-unusable", ["peer": .string(joiner.region.text)]))
      return nil
    }
  }

  /// Who asked may learn what became of it, and nobody else.
  package func answerOutcome(_ request: PeerRequest, id: String) throws(Refusal) -> PeerResponse {
    let found = try store.readDurable { state in
      state.peering.peers.values.first {
        $0.requestId == id && !$0.weJoined && $0.facts.tlsKeys.contains(request.client)
      }
    }
    guard let peer = found else { throw .unknownPeer }
    if case .rejected(let reason, _) = peer.status {
      return .json(PeeringOutcome(status: .rejected, reason: reason).json)
    }
    return .json(PeeringOutcome(status: peer.status.onWire).json)
  }

  /// A peer's newer card (Schemas/peer-protocol.md, section 3).
  package func takeCard(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let card = try SignedDocument(reading: request.readBody(ProtocolLimits.bodyBytes))
    let facts = try RegionCard(reading: card.payload)
    guard facts.region == peer.facts.region, facts.identityKey == peer.facts.identityKey else { throw .cardMismatch }
    try signer.verify(card, as: .card, by: [peer.facts.identityKey])
    let (version, isNew) = try store.commit { (transaction) throws(Refusal) -> (Int, Bool) in
      guard let held = transaction.state.peering.peers[facts.region] else { throw .unknownPeer }
      if held.card.documentId == card.documentId { return (held.facts.version, false) }
      try transaction.state.peering.requireOwnKeys(facts)
      guard facts.version > held.facts.version else {
        throw .peering(.staleCard(held: held.facts.version))
      }
      try transaction.append(.peering(.cardReplaced(card, facts)))
      return (facts.version, true)
    }
    if isNew {
      log(LogEvent(.info, "card-replaced", ["peer": .string(facts.region.text), "version": JSONValue(version)]))
    }
    return .json(["status": "accepted", "version": JSONValue(version)])
  }
}

extension PeerStatus {
  var onWire: PeeringStatus {
    switch self {
    case .accepted: .accepted
    case .rejected: .rejected
    case .requested, .pending: .pending
    }
  }
}
