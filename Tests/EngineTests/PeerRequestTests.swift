import Cryptography
import Journal
import Node
import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Who gets what: keys, paths, cards, invitations and agreements (Schemas/peer-protocol.md, sections 3 and 4).
@Suite(.timeLimit(.minutes(30))) struct PeerRequestTests {
  private func paths(_ agreement: String) -> [(String, String)] {
    let match = Base64URL.encode([UInt8](repeating: 1, count: 16))
    return [
      ("GET", "/v1/card"), ("PUT", "/v1/card"), ("GET", "/v1/health"), ("PUT", "/v1/agreements/\(agreement)"),
      ("PUT", "/v1/agreements/\(agreement)/rejection"), ("PUT", "/v1/agreements/\(agreement)/revocation"),
      ("PUT", "/v1/agreements/\(agreement)/limit-exceptions/\(agreement)"),
      ("GET", "/v1/agreements/\(agreement)/state"), ("POST", "/v1/agreements/\(agreement)/feeds/youth/batches"),
      ("PUT", "/v1/agreements/\(agreement)/matches/\(match)"),
    ]
  }

  @Test func anUnknownKeyReachesNothing() throws {
    let peer = try ForeignPeer()
    let held = peer.held()
    let stranger = SHA256.hash([1])
    #expect(peer.node.engine.trust(spkiSHA256: stranger) == .refuse)
    for (method, path) in paths(peer.key.agreement.base64URL) + [("POST", "/v1/peering-requests")] {
      let problem = peer.refusal(peer.ask(method, path, as: stranger))
      #expect(problem.status == 403 && problem.code == .unknownPeer, "\(method) \(path)")
    }
    #expect(peer.held() == held)
  }

  @Test func whoIsPendingOrRejectedReachesTheOutcomeOnly() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    let code = try world.nodes[0].engine.peering.createInvitation().code.text
    _ = try world.nodes[1].engine.peering.join(code: code)
    let known = try #require(world.nodes[0].state.peering.peers[world.nodes[1].name])
    func ask(_ method: String, _ path: String) -> Problem {
      let response = world.nodes[0].engine.answer(
        PeerRequest(method: method, path: path, client: world.nodes[1].tlsKey) { _ in [] })
      return Problem(status: response.status, body: response.body)
    }
    func outcome() throws -> PeeringOutcome {
      try PeeringOutcome(
        parsing: world.nodes[0].engine.answer(
          PeerRequest(
            method: "GET", path: "/v1/peering-requests/\(known.requestId)", client: world.nodes[1].tlsKey
          ) { _ in [] }
        ).body)
    }
    let agreement = Base64URL.encode([UInt8](repeating: 1, count: 32))
    for (method, path) in paths(agreement) { #expect(ask(method, path).code == .unknownPeer, "\(path)") }
    #expect(try outcome().status == .pending)
    #expect(ask("GET", "/v1/peering-requests/" + agreement).code == .unknownPeer)
    _ = try world.nodes[0].engine.peering.reject(region: "region-1", reason: "not now")
    for (method, path) in paths(agreement) { #expect(ask(method, path).code == .unknownPeer, "\(path)") }
    #expect(try outcome() == PeeringOutcome(status: .rejected, reason: "not now"))
    #expect(world.nodes[0].engine.trust(spkiSHA256: world.nodes[1].tlsKey) == .known)
    world.time.advance(49 * 3_600_000)
    #expect(world.nodes[0].engine.trust(spkiSHA256: world.nodes[1].tlsKey) == .refuse)
  }

  @Test func pathsThatAreNoneAreNotFound() throws {
    let peer = try ForeignPeer()
    let paths = paths(peer.key.agreement.base64URL) + [("POST", "/v1/peering-requests")]
    for (method, path) in paths {
      #expect(peer.refusal(peer.ask(method, path + "/")).code == .notFound, "\(path)/")
      let response = peer.ask("DELETE", path)
      #expect(response.status == 405 && response.allow?.contains(method) == true, "\(path)")
    }
    for path in [
      "", "/", "/v1", "/v1/", "/v2/card", "/v1/cards", "/v1//card", "//v1/card", "x/v1/card", "/v1/agreements",
      "/v1/agreements/short", "/v1/peering-requests/", peer.path + "/feeds/uncle/batches", peer.path + "/feeds/youth",
      peer.path + "/matches/short", "/v1/%63ard",
    ] {
      #expect(peer.refusal(peer.ask("GET", path)).status == 404, "\(path)")
    }
  }

  @Test func anAgreementThatIsNotInForceLooksLikeNone() throws {
    let world = try World(seed: 2, regions: 3, identities: 8)
    let peer = try ForeignPeer(world)
    let state = world.nodes[0].state
    let mine = try #require(state.agreements.with(world.nodes[1].name).first?.id)
    let foreign = try #require(state.agreements.with(world.nodes[2].name).first?.id)
    let unknown = Base64URL.encode([UInt8](repeating: 7, count: 32))
    func answers(_ id: String) -> Set<[UInt8]> {
      Set(
        paths(id).filter { $0.1.hasSuffix("state") || $0.1.hasSuffix("batches") || $0.1.contains("matches") }
          .map { peer.ask($0.0, $0.1).body })
    }
    let refusal = answers(unknown)
    #expect(refusal.count == 1)
    let problem = Problem(status: 403, body: try #require(refusal.first))
    #expect(problem.code == .agreementNotActive && problem.status == 403)
    #expect(answers(foreign.base64URL) == refusal)
    #expect(answers(mine.base64URL) != refusal)
    _ = try world.nodes[0].engine.agreements.revoke(
      id: mine.base64URL, reason: "enough", approver: world.nodes[0].officer)
    #expect(answers(mine.base64URL) == refusal)
    // Whoever asks under an ended agreement is told again that it ended.
    try world.settle()
    #expect(world.nodes[1].state.agreements.records[mine]?.status == .revoked)
    #expect(answers(mine.base64URL) == refusal)
    #expect(world.nodes[0].state.agreements.records[mine]?.endingDelivered == false)
  }

  /// The peer's question under an ended agreement counts also where the answer to a put before it is taken in after it.
  @Test func aQuestionWhileTheEndingIsUnderWayHasItPutAgain() throws {
    let peer = try ForeignPeer()
    let engine = peer.node.engine
    let name = peer.world.nodes[1].name
    _ = try engine.agreements.revoke(id: peer.key.agreement.base64URL, reason: "over", approver: peer.node.officer)
    func deliverEnding(asking: Bool) throws {
      let due = engine.outboxes.nextDeliveries(to: name)
      let ending = try #require(due.first { $0.call.path.hasSuffix("/revocation") })
      if asking { #expect(peer.ask("GET", peer.path + "/state").status == 403) }
      for delivery in due {
        let isEnding = delivery.call.path == ending.call.path
        engine.outboxes.complete(
          delivery,
          isEnding
            ? .success(PeerReply(status: 200, body: Array(#"{"status":"revoked"}"#.utf8), retryAfter: nil))
            : .failure(.timedOut))
      }
    }
    try deliverEnding(asking: true)
    try deliverEnding(asking: false)
    #expect(!engine.outboxes.nextDeliveries(to: name).contains { $0.call.path.hasSuffix("/revocation") })
  }

  @Test func aKindOutsideTheAgreementIsRefused() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    world.kinds = ["youth"]
    let peer = try ForeignPeer(world)
    let problem = peer.refusal(peer.ask("POST", peer.path + "/feeds/guardian/batches"))
    #expect(problem.code == .agreementNotActive && problem.status == 403)
    #expect(
      try AgreementState(parsing: peer.ask("GET", peer.path + "/state").body).feeds.keys.sorted {
        $0.rawValue < $1.rawValue
      } == [.youth])
  }

  // MARK: - Cards

  private func card(
    _ peer: ForeignPeer, version: Int, key: Ed25519PrivateKey? = nil, change: (inout RegionCard) -> Void = { _ in }
  ) throws -> SignedDocument {
    var facts = try #require(peer.world.nodes[1].state.peering.ownCard).payload(as: RegionCard.self)
    facts.version = version
    change(&facts)
    return try SignedDocument.sign(payload: facts.bytes, type: .card, key: key ?? peer.identityKey)
  }

  @Test func aNewerCardReplacesAnOlderOne() throws {
    let peer = try ForeignPeer()
    let newer = try card(peer, version: 3) { $0.name = "New name" }
    #expect(peer.ask("PUT", "/v1/card", newer.bytes).status == 200)
    #expect(peer.ask("PUT", "/v1/card", newer.bytes).status == 200)
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.facts.name == "New name")
    for version in [2, 3] {
      let problem = peer.refusal(peer.ask("PUT", "/v1/card", try card(peer, version: version) { $0.name = "x" }.bytes))
      #expect(problem.status == 409 && problem.code == .staleCard && problem.members["version"]?.integerValue == 3)
    }
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.facts.name == "New name")
  }

  @Test func aCardOfAnotherKeyOrRegionDoesNotFit() throws {
    let peer = try ForeignPeer(World(seed: 1, regions: 3, identities: 8))
    let other = try Ed25519PrivateKey(seed: [UInt8](repeating: 9, count: 32))
    let cards = [
      try card(peer, version: 3, key: other) { $0.identityKey = other.publicKey },
      try card(peer, version: 3) { $0.region = RegionName("region-9") ?? $0.region },
      // The key of another peer, whose requests would pass for this one's.
      try card(peer, version: 3) { $0.tlsKeys.append(peer.world.nodes[2].tlsKey) },
      // The key of this very node.
      try card(peer, version: 3) { $0.tlsKeys.append(peer.node.tlsKey) },
    ]
    for card in cards {
      let problem = peer.refusal(peer.ask("PUT", "/v1/card", card.bytes))
      #expect(problem.status == 403 && problem.code == .cardMismatch)
    }
    let forged = peer.refusal(peer.ask("PUT", "/v1/card", try card(peer, version: 3, key: other).bytes))
    #expect(forged.status == 400)
    #expect(peer.node.state.peering.peers[peer.world.nodes[1].name]?.facts.version == 1)
  }

  // MARK: - Invitations

  private func join(_ world: World, _ joiner: Int, _ code: InvitationCode, proof: [UInt8]? = nil) throws -> PeerResponse
  {
    let card = try #require(world.nodes[joiner].state.peering.ownCard)
    let request = PeeringRequest(
      invitation: code.invitationId, proof: proof ?? code.proof(card: card.documentId), card: card)
    return world.nodes[0].engine.answer(
      PeerRequest(method: "POST", path: "/v1/peering-requests", client: world.nodes[joiner].tlsKey) { _ in
        request.bytes
      })
  }

  @Test func anInvitationIsUsedOnceAndInTime() throws {
    let world = try World(seed: 6, regions: 3, identities: 8)
    #expect(world.nodes[0].engine.trust(spkiSHA256: world.nodes[1].tlsKey) == .refuse)
    let text = try world.nodes[0].engine.peering.createInvitation().code.text
    let code = try #require(InvitationCode(text))
    #expect(world.nodes[0].engine.trust(spkiSHA256: world.nodes[1].tlsKey) == .stranger)
    let forged = try join(world, 1, code, proof: [UInt8](repeating: 0, count: 32))
    #expect(forged.status == 403 && Problem(status: 403, body: forged.body).code == .invitationInvalid)
    let first = try join(world, 1, code)
    #expect(first.status == 201)
    let again = try join(world, 1, code)
    #expect(again.status == 201 && again.body == first.body)
    let other = try join(world, 2, code)
    #expect(other.status == 403)
    #expect(world.nodes[0].state.peering.peers[world.nodes[2].name] == nil)

    let second = try world.nodes[0].engine.peering.createInvitation().code.text
    world.time.advance(49 * 3_600_000)
    #expect(world.nodes[0].engine.trust(spkiSHA256: world.nodes[2].tlsKey) == .refuse)
    let late = try join(world, 2, try #require(InvitationCode(second)))
    #expect(late.status == 403)
    #expect(world.nodes[0].state.peering.peers[world.nodes[2].name] == nil)
  }

  @Test func aUsedInvitationTakesNoOtherCard() throws {
    let world = try World(seed: 6, regions: 3, identities: 8)
    let text = try world.nodes[0].engine.peering.createInvitation().code.text
    // A second one is open, so that strangers still reach the request.
    _ = try world.nodes[0].engine.peering.createInvitation()
    let code = try #require(InvitationCode(text))
    #expect(try join(world, 1, code).status == 201)
    let other = try join(world, 2, code)
    #expect(other.status == 403 && Problem(status: 403, body: other.body).code == .invitationInvalid)
  }

  // MARK: - Agreements

  @Test func nothingIsSentBeforeTwoPeopleOfBothRegionsApproved() throws {
    let world = try World(seed: 8, regions: 2, identities: 8)
    try world.peer(0, 1)
    try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: world.nodes[0].today), at: 0)
    func exchange() throws {
      for _ in 0..<6 {
        try world.pass()
        world.time.advance(1_000)
      }
    }
    func agreements() -> [String] { world.network.reached.filter { $0.contains("/agreements/") } }
    func hasSent() -> Bool {
      world.network.reached.contains { $0.contains("/feeds/") || $0.contains("/matches/") }
        || world.nodes.contains { $0.arithmetic.calls.points > 0 || !$0.state.exchange.outgoing.isEmpty }
    }
    let (first, second) = (world.nodes[0], world.nodes[1])
    try exchange()
    let drafted = try first.engine.agreements.propose(
      with: "region-1", terms: world.terms(0, 1), approver: first.operatorRole)
    let id = drafted.record.id.base64URL
    try exchange()
    #expect(agreements().isEmpty)
    // The same person, or the same certificate in another role, is no second one.
    _ = try first.engine.agreements.approve(id: id, approver: first.operatorRole)
    #expect(throws: Refusal.self) {
      try first.engine.agreements.approve(
        id: id, approver: Approver(role: "privacy-officer", credential: first.operatorRole.credential, name: "x"))
    }
    #expect(throws: Refusal.self) {
      try first.engine.agreements.approve(
        id: id, approver: Approver(role: "privacy-officer", credential: [9], name: " OPERATOR "))
    }
    #expect(throws: Refusal.self) {
      try first.engine.agreements.approve(id: id, approver: Approver(role: "index", credential: [1], name: "x"))
    }
    try exchange()
    #expect(agreements().isEmpty && !hasSent())
    #expect(throws: Refusal.self) { try second.engine.agreements.approve(id: id, approver: second.officer) }
    _ = try first.engine.agreements.approve(id: id, approver: first.officer)
    try exchange()
    #expect(agreements().count == 1 && !hasSent())
    _ = try second.engine.agreements.approve(id: id, approver: second.officer)
    try exchange()
    #expect(agreements().count == 1 && !hasSent())
    _ = try second.engine.agreements.approve(id: id, approver: second.operatorRole)
    try exchange()
    #expect(hasSent())
  }

  /// Whoever concluded what had lapsed with the other is told so, or it would wait for ever.
  @Test func whatWasApprovedTooLateEndsOnBothSides() throws {
    let world = try World(seed: 8, regions: 2, identities: 8)
    try world.peer(0, 1)
    let (first, second) = (world.nodes[0], world.nodes[1])
    try world.propose(0, 1)
    for _ in 0..<6 {
      try world.pass()
      world.time.advance(1_000)
    }
    let id = try #require(second.state.agreements.records.keys.first)
    // The second region's clock is behind: to the first one the proposal lapsed.
    world.separate(0, 1)
    world.time.advance(30 * 86_400_000)
    first.engine.tick()
    #expect(first.state.agreements.records[id]?.status == .lapsed)
    let late = try #require(second.state.agreements.records[id])
    try #require(late.status == .received)
    world.time.advance(-86_400_000)
    for person in [second.officer, second.operatorRole] {
      _ = try second.engine.agreements.approve(id: id.base64URL, approver: person)
    }
    #expect(second.state.agreements.records[id]?.status == .concluded)
    try world.settle()
    #expect(second.state.agreements.records[id]?.status == .revoked)
    #expect(first.state.agreements.records[id]?.status == .lapsed)
    #expect(second.state.exchange.outgoing.isEmpty)
  }

  /// One side takes the proposal back, or ends what it concluded, while the other does not know yet how it stands.
  @Test(arguments: ["the proposer rejects", "the other concludes and revokes"])
  func endingsThatCrossEndOnBothSides(how: String) throws {
    let world = try World(seed: 8, regions: 2, identities: 8)
    try world.peer(0, 1)
    let (first, second) = (world.nodes[0], world.nodes[1])
    try world.propose(0, 1)
    for _ in 0..<6 {
      try world.pass()
      world.time.advance(1_000)
    }
    let id = try #require(second.state.agreements.records.keys.first)
    world.separate(0, 1)
    for person in [second.officer, second.operatorRole] {
      _ = try second.engine.agreements.approve(id: id.base64URL, approver: person)
    }
    #expect(first.state.agreements.records[id]?.status == .proposed)
    #expect(second.state.agreements.records[id]?.status == .concluded)
    if how == "the proposer rejects" {
      _ = try first.engine.agreements.reject(id: id.base64URL, reason: "no", approver: first.officer)
    } else {
      _ = try second.engine.agreements.revoke(id: id.base64URL, reason: "no", approver: second.officer)
    }
    try world.settle()
    for node in [first, second] {
      let standing = node.state.agreements.records[id]?.status
      #expect(standing == .rejected || standing == .revoked)
      #expect(node.state.exchange.outgoing.isEmpty)
    }
  }

  @Test func aRejectionEndsNothingThatBothHoldAsConcluded() throws {
    let peer = try ForeignPeer()
    let payload = AgreementEnding(
      agreement: peer.key.agreement, reason: "no", at: Timestamp(seconds: Int64(peer.world.time.milliseconds / 1000)))
    func put(_ type: DocumentType, _ name: String) throws -> PeerResponse {
      let document = try SignedDocument.sign(payload: payload.bytes, type: type, key: peer.identityKey)
      return peer.ask("PUT", peer.path + "/" + name, document.bytes)
    }
    #expect(try put(.rejection, "rejection").status == 409)
    #expect(peer.node.state.agreements.records[peer.key.agreement]?.status == .concluded)
    #expect(try put(.rejection, "revocation").status == 400)
    #expect(try put(.revocation, "revocation").status == 200)
    #expect(try put(.revocation, "revocation").status == 200)
    #expect(peer.node.state.exchange.incoming.isEmpty)
  }

  @Test func aFullDiskIsAnsweredWithTryAgain() throws {
    let peer = try ForeignPeer()
    let held = peer.held()
    peer.node.journal.inner.refuse(with: .full)
    #expect(peer.ask("PUT", "/v1/card", try card(peer, version: 2).bytes).status == 503)
    let report = Report(id: "s", youth: ["vnr:1000000000"], person: "p", startedOn: peer.node.today)
    #expect(throws: Refusal.self) { try peer.node.engine.putSignal(id: "s", document: report.document) }
    peer.node.journal.inner.refuse(with: nil)
    #expect(peer.held() == held)
    #expect(peer.ask("PUT", "/v1/card", try card(peer, version: 2).bytes).status == 200)
    try peer.world.put(report, at: 0)
  }

  /// An operator may take days to accept; until then the question comes every few seconds, not at once again.
  @Test func pendingRequestIsNotAskedForWithoutAPause() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    let code = try world.nodes[0].engine.peering.createInvitation().code.text
    _ = try world.nodes[1].engine.peering.join(code: code)
    let (joiner, inviter) = (world.nodes[1], world.nodes[0].name)
    let delivery = try #require(joiner.engine.outboxes.nextDeliveries(to: inviter).first { $0.key == .outcome })
    joiner.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: joiner.tlsKey))
    #expect(joiner.engine.outboxes.nextDeliveries(to: inviter).isEmpty)
    world.time.advance(EngineLimits.outcomeRetryMilliseconds)
    #expect(joiner.engine.outboxes.nextDeliveries(to: inviter).contains { $0.key == .outcome })
  }
}
