import Cryptography
public import PeerProtocol
public import Region

/// The way to a new peer: an invitation here, and joining with one there.
extension Peering {
  /// Makes an invitation.
  ///
  /// - Parameter terms: What this region would agree on with whoever joins: an agreement without what nodes fill in. In its
  ///   `limits` `*` stands for each region that is not named. It binds nobody: people approve what is proposed later.
  public func createInvitation(terms: JSONValue? = nil) throws(Refusal) -> CreatedInvitation {
    guard let endpoint = Endpoint(url: configuration.endpoint), let key = configuration.tlsKeys.first,
      let code = InvitationCode(
        endpoint: endpoint, invitationId: random.bytes(8), secret: random.bytes(16), inviterKey: key)
    else { throw .peering(.unusableEndpoint) }
    let at = clock.now
    var offered: JSONValue?
    if let terms { offered = try drafting.termsOfInvitation(terms, at: at) }
    let events = offered.map { [RegionEvent.onboarding(.invitationTerms(code.invitationId, $0.bytes))] } ?? []
    // While the clock is in doubt either may be right: an invitation is cut to its term once that is known.
    let expiresAt = max(at, clock.machineNow).adding(seconds: EngineLimits.invitationSeconds)
    try store.commit { (transaction) throws(Refusal) in
      let open = transaction.state.peering.invitations.count { $0.usedBy == nil && $0.expiresAt > at }
      guard open < EngineLimits.openInvitations else { throw .peering(.tooManyInvitations(open)) }
      let invitation = Invitation(id: code.invitationId, secret: code.secret, expiresAt: expiresAt)
      try transaction.append([.peering(.invitationCreated(invitation))] + events)
    }
    return CreatedInvitation(code: code, expiresAt: expiresAt)
  }

  /// Asks the inviter of `code` to be a peer; returns after its 201, with the fingerprint to compare.
  public func join(code text: String) throws(Refusal) -> PeerDetails {
    guard let code = InvitationCode(pasted: text) else { throw .peering(.invalidCode) }
    let card = try ownCard.card()
    let request = PeeringRequest(
      invitation: code.invitationId, proof: code.proof(card: card.documentId), card: card)
    let call = PeerCall(
      endpoint: code.endpoint.url, path: "/v1/peering-requests", method: "POST", body: request.bytes,
      pins: [code.inviterKey], timeoutSeconds: EngineLimits.callTimeoutSeconds)
    let reply = try send(call)
    try requireOwnVersion(reply)
    guard reply.status == 201 else {
      throw .peering(.refusedByInviter(Problem(status: reply.status, body: reply.body)))
    }
    let answer = try PeeringAnswer(reading: reply.body)
    // The inviter's key must stand in the card that comes back, or anyone could hand over a card of another.
    let facts = try checkedCard(answer.card, client: code.inviterKey)
    try requireOwnEnvironment(facts)
    let version = try store.readDurable { $0.peering.ownCardVersion }
    let terms = usableTerms(answer.terms, facts)
    let at = clock.now
    let distrusted = try store.commit { (transaction) throws(Refusal) -> [(peer: RegionName, alarm: Alarm)] in
      try transaction.state.peering.requireOwnKeys(facts)
      if let known = transaction.state.peering.peers[facts.region] {
        guard known.facts.identityKey == facts.identityKey || known.status.isRejected else { throw .cardMismatch }
        // The inviter says `pending` although it had accepted: it took that back or lost it, so its operator is asked anew.
        // With an agreement between the two regions the acceptance stands.
        let isForgotten =
          answer.status == .pending && known.suspension == nil
          && !transaction.state.agreements.hasConcluded(with: facts.region)
        if (known.status == .accepted && !isForgotten)
          || (known.weJoined && known.requestId == answer.id && known.nonce == answer.nonce)
        {
          return []
        }
      }
      // Also where the inviter says that it accepted: it could say so before anybody read a group. The question after the
      // outcome follows at once.
      let peer = Peer(
        card: answer.card, facts: facts, status: .requested,
        requestId: answer.id, nonce: answer.nonce, weJoined: true, confirmedCardVersion: version)
      var events: [RegionEvent] = [.peering(.joined(peer))]
      if let terms { events.append(.onboarding(.peerTerms(facts.region, terms.bytes))) }
      // Whoever begins anew was not compared under the key that it has now.
      let distrusted = Alarm.distrusted(facts.region, transaction.state.peering).filter { $0.peer != facts.region }
      events += distrusted.map { $0.alarm.event(about: $0.peer, at: at) }
      try transaction.append(events)
      return distrusted
    }
    for entry in distrusted { alarms.tell(entry.alarm, about: entry.peer) }
    log(LogEvent(.info, "joined", ["peer": .string(facts.region.text)]))
    return try peer(named: facts.region.text)
  }

  /// Terms of an inviter that fit an agreement between the two. Joining does not hang on others: the operators can still
  /// agree on terms of their own.
  private func usableTerms(_ terms: JSONValue?, _ inviter: RegionCard) -> JSONValue? {
    guard let terms else { return nil }
    do {
      return try drafting.termsOfInviter(terms, inviter, at: clock.now)
    } catch {
      log(LogEvent(.warning, "invitation-terms-unusable", ["peer": .string(inviter.region.text)]))
      return nil
    }
  }

  /// Makes agreements of terms.
  var drafting: AgreementDrafting {
    AgreementDrafting(
      region: region, identityKey: signer.publicKey.thumbprint, environment: configuration.environment)
  }

  /// Sends a request to an inviter and waits for its answer.
  private func send(_ call: PeerCall) throws(Refusal) -> PeerReply {
    let waiter = Waiter()
    caller.call(call) { waiter.finish($0) }
    switch waiter.wait() {
    case .success(let reply): return reply
    case .failure(.timedOut): throw .peering(.noAnswer)
    case .failure(.pinMismatch): throw .peering(.otherKeyAnswers)
    case .failure(.refused(let why)) where why.contains("does not accept the certificate"):
      throw .peering(.invitationClosed)
    case .failure(let failure): throw .peering(.unreachable(failure))
    }
  }

  /// Peers speak the same major version of the protocol. Every answer says which that is.
  private func requireOwnVersion(_ reply: PeerReply) throws(Refusal) {
    guard let version = reply.apiVersion, version.prefix(while: { $0 != "." }) != "1" else { return }
    let isNumber = version.utf8.count <= 20 && version.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) }
    throw .peering(.otherVersion(isNumber ? version : "?"))
  }

  /// A node for training and one of production are no peers: made-up and real youths never meet.
  func requireOwnEnvironment(_ facts: RegionCard) throws(Refusal) {
    guard facts.environment == configuration.environment else {
      throw .peering(
        .mixedEnvironments(facts.region, theirs: facts.environment, own: configuration.environment))
    }
  }

  /// What a card says, once its own key signed it and it fits this node and the connection.
  func checkedCard(_ card: SignedDocument, client: [UInt8]) throws(Refusal) -> RegionCard {
    let facts = try RegionCard(reading: card.payload)
    try signer.verify(card, as: .card, by: [facts.identityKey])
    guard facts.tlsKeys.contains(client), facts.region != region, facts.identityKey != signer.publicKey else {
      throw .cardMismatch
    }
    return facts
  }
}
