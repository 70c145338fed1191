import Cryptography
package import PeerProtocol
package import Region

/// What peers ask on introductions.
extension Introductions {
  /// A peer introduces another region (`PUT /v1/introductions/{documentId}`).
  package func take(_ request: PeerRequest, _ id: DocumentId) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let body = try IntroductionDelivery(reading: request.readBody(ProtocolLimits.bodyBytes))
    guard body.introduction.documentId == id else { throw .introductions(.invalid(.pathNamesOther)) }
    let facts = try Introduction(reading: body.introduction.payload)
    let card = try RegionCard(reading: body.card.payload)
    guard facts.introducer == peer.facts.region,
      isSigned(body.introduction, as: .introduction, by: peer.facts.identityKey)
    else { throw .introductions(.invalid(.otherIntroducer)) }
    guard isSigned(body.card, as: .card, by: facts.identityKey) else { throw .introductions(.invalid(.otherCard)) }
    let arrived = ReceivedIntroduction(
      document: body.introduction, facts: facts, card: body.card, cardFacts: card,
      introducerKey: peer.facts.identityKey, arrivedAt: clock.now)
    let reception = try store.commit { (transaction) throws(Refusal) -> IntroductionReader.Reception in
      try transaction.requireAdmitted(peer.facts.region)
      let reception: IntroductionReader.Reception
      do throws(IntroductionRefusal) {
        reception = try IntroductionReader(transaction.state).decideReception(
          of: arrived, own: region, ownKey: signer.publicKey, environment: configuration.environment)
      } catch {
        throw .introductions(error)
      }
      try transaction.append(reception.events + self.events(reception.contradictions, at: arrived.arrivedAt))
      return reception
    }
    tell(reception, of: facts)
    return .json(["status": "received"])
  }

  private func isSigned(_ document: SignedDocument, as type: DocumentType, by key: Ed25519PublicKey) -> Bool {
    do throws(Refusal) { try signer.verify(document, as: type, by: [key]) } catch { return false }
    return true
  }

  private func tell(_ reception: IntroductionReader.Reception, of facts: Introduction) {
    guard !reception.events.isEmpty else { return }
    log(
      LogEvent(
        .info, "introduction-received",
        ["peer": .string(facts.introducer.text), "region": .string(facts.region.text)]))
    tell(reception.contradictions)
  }

  /// A peer asks to be introduced (`POST /v1/introduction-requests`): its wish waits for this region's operator.
  package func takeRequest(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let wish = try IntroductionRequest(reading: request.readBody(ProtocolLimits.bodyBytes))
    let (caller, at) = (peer.facts.region, clock.now)
    let isNew = try store.commit { (transaction) throws(Refusal) -> Bool in
      try transaction.requireAdmitted(caller)
      let state = transaction.state
      guard state.peering.isCompared(caller) else { throw .introductions(.askedInvalid(.introducerNotCompared)) }
      guard state.frameworks.signedByOwn(wish.framework),
        state.frameworks.signed(by: caller, identity: peer.facts.identityKey.thumbprint, wish.framework)
      else { throw .introductions(.askedInvalid(.frameworkNotSigned)) }
      if let asked = state.introductions.asked[caller] {
        if asked.request == wish { return false }
        let left = AskedIntroductions.changeSeconds - abs(at.seconds(since: asked.at))
        guard left <= 0 else { throw .introductions(.askedTooSoon(seconds: Int(left))) }
      }
      try transaction.append(.introductions(.asked(caller, AskedIntroductions(request: wish, at: at))))
      return true
    }
    if isNew { log(LogEvent(.info, "introductions-asked", ["peer": .string(caller.text)])) }
    return .json(["status": "pending"])
  }
}
