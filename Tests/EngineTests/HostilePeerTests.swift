import Cryptography
import Node
import PeerProtocol
import PrivateMatching
import Region
import Simulation
import TestSupport
import Testing

@testable import Engine

/// What an accepted peer, or a stranger with an invitation, can try against a node, and what it gets.
@Suite(.timeLimit(.minutes(30))) struct HostilePeerTests {
  private static let stale = 9_007_199_254_740_990

  /// Two peers of which the second is driven by hand; `agreed` with an agreement in force.
  private func world(agreed: Bool = true) throws -> World {
    let world = try World(seed: 7, regions: 2, identities: 8)
    if agreed { try world.connectAll() } else { try world.peer(0, 1) }
    return world
  }

  private func key(_ region: String) throws -> Ed25519PrivateKey {
    try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \(region)".utf8)))
  }

  private func ask(_ world: World, _ method: String, _ path: String, _ body: [UInt8], as key: [UInt8]? = nil)
    -> PeerResponse
  {
    world.nodes[0].engine.answer(
      PeerRequest(method: method, path: path, client: key ?? world.nodes[1].tlsKey) { _ in body })
  }

  // MARK: - Answers of a peer

  @Test func aPeerCannotUseUpTheVersionsOfOurCard() throws {
    let world = try world(agreed: false)
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    let before = node.state.peering.ownCardVersion
    var sent = 0
    for _ in 0..<200 {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        guard case .card(let version) = delivery.key else { continue }
        sent += 1
        let claimed = sent == 1 ? Self.stale : version
        let problem = Problem(.staleCard, "Held.", members: ["version": JSONValue(claimed)])
        node.engine.outboxes.complete(delivery, .success(PeerReply(status: 409, body: problem.json.bytes)))
      }
      world.time.advance(1_000)
    }
    #expect(sent >= 1)
    #expect(sent < 10)
    #expect(node.state.peering.ownCardVersion <= before + 2)
    #expect(node.state.peering.alarms[peer]?.contains { $0.code == "card-version" } == true)
  }

  @Test func aNodeFromABackupGoesAboveTheCardThatAPeerHolds() throws {
    let world = try world(agreed: false)
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    let delivery = try #require(
      node.engine.outboxes.nextDeliveries(to: peer).first { if case .card = $0.key { true } else { false } })
    let problem = Problem(.staleCard, "Held.", members: ["version": 7])
    node.engine.outboxes.complete(delivery, .success(PeerReply(status: 409, body: problem.json.bytes)))
    #expect(node.state.peering.ownCardVersion == 8)
    #expect(node.engine.outboxes.nextDeliveries(to: peer).contains { $0.key == .card(version: 8) })
  }

  @Test func aPeerWhoseLimitsAlwaysLeaveRoomIsNotAskedAtOnce() throws {
    let world = try world()
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    try world.put(world.randomReport(0), at: 0)
    for number in 0..<5 {
      _ = try node.engine.putSignal(
        id: "t\(number)",
        document: Report(
          id: "t\(number)", youth: ["vnr:\(2_000_000_000 + number)"], person: "p", startedOn: node.today
        ).document)
    }
    let before = node.state.exchange.signedReceipts.count
    var answered = 0
    for _ in 0..<50 {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        guard case .batch = delivery.key else {
          node.engine.outboxes.complete(delivery, .failure(.timedOut))
          continue
        }
        answered += 1
        let problem = Problem(
          .limitExceeded, "Too much.", members: ["limit": "perDay", "remaining": 5_000])
        node.engine.outboxes.complete(delivery, .success(PeerReply(status: 429, body: problem.json.bytes)))
      }
    }
    #expect(answered >= 1)
    #expect(answered <= 2)
    #expect(node.state.exchange.signedReceipts.count <= before + 2)
  }

  /// A peer without time for a batch says nothing about the batch: it gets the same bytes again, when it said; where it
  /// makes itself heard, some seconds after that.
  @Test(arguments: [429, 503], [false, true])
  func aPeerThatHasNoTimeIsLeftAloneAndLosesNothing(status: Int, calls: Bool) throws {
    let world = try world()
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    _ = try node.engine.putSignal(
      id: "t", document: Report(id: "t", youth: ["vnr:2000000001"], person: "p", startedOn: node.today).document)
    func batch() -> Delivery? {
      node.engine.outboxes.nextDeliveries(to: peer).first { if case .batch = $0.key { true } else { false } }
    }
    let first = try #require(batch())
    let problem = Problem(status == 429 ? .tooManyRequests : .tryAgain, "Later.")
    node.engine.outboxes.complete(
      first, .success(PeerReply(status: status, body: problem.json.bytes, retryAfter: 120)))
    world.time.advance(60_000)
    // A question for health comes all the time, and shortens nothing.
    let asked = try ForeignPeer(connected: world).ask("GET", calls ? "/v1/witness/00/checkpoint" : "/v1/health")
    #expect(asked.status == (calls ? 404 : 200))
    let left = calls ? EngineLimits.retryResetMilliseconds : 60_000
    world.time.advance(left - 1_000)
    #expect(node.engine.outboxes.nextDeliveries(to: peer).isEmpty)
    // With what is added by chance.
    let chance = calls ? 0 : 120_000 / 4
    #expect((1...1_000 + chance).contains(node.engine.outboxes.millisecondsUntilDue(peer)))
    world.time.advance(1_000 + chance)
    let second = try #require(batch())
    #expect(second.call.body == first.call.body)
    node.engine.outboxes.complete(second, .failure(.timedOut))
    try world.settle()
    #expect(world.nodes[1].state.exchange.incoming.values.contains { $0.count > 0 })
  }

  /// However long a peer wants to be left alone: no longer than after any other failure.
  @Test func nobodyIsLeftAloneForADay() throws {
    let world = try world()
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    _ = try node.engine.putSignal(
      id: "t", document: Report(id: "t", youth: ["vnr:2000000001"], person: "p", startedOn: node.today).document)
    let first = try #require(node.engine.outboxes.nextDeliveries(to: peer).first)
    let problem = Problem(.tryAgain, "Tomorrow.")
    node.engine.outboxes.complete(first, .success(PeerReply(status: 503, body: problem.json.bytes, retryAfter: 86_400)))
    // With what is added by chance.
    world.time.advance(EngineLimits.longestRetryMilliseconds * 5 / 4)
    #expect(!node.engine.outboxes.nextDeliveries(to: peer).isEmpty)
  }

  // MARK: - Requests of a peer

  private func proposal(_ world: World, _ number: Int, createdAt: Timestamp? = nil) throws -> (String, [UInt8]) {
    let regions = world.nodes.map(\.name.text).sorted()
    let keys = try regions.map { ($0, JSONValue.string(try key($0).publicKey.thumbprint.base64URL)) }
    var terms = world.terms(0, 1)
    terms["parties"] = .array(regions.map { .string($0) })
    terms["identityKeys"] = .object(Dictionary(uniqueKeysWithValues: keys))
    terms["environment"] = "training"
    terms["createdAt"] = JSONValue(createdAt ?? Timestamp(seconds: Int64(world.nodes[0].clock.milliseconds / 1000)))
    terms["nonce"] = JSONValue(base64URL: SHA256.hash(Array("\(number)".utf8)))
    let document = try SignedDocument.sign(payload: terms.bytes, type: .agreement, key: key("region-1"))
    return ("/v1/agreements/" + document.documentId.base64URL, document.bytes)
  }

  @Test func aPeerCannotFillTheNodeWithProposals() throws {
    let world = try world(agreed: false)
    var statuses: [Int: Int] = [:]
    for number in 0..<100 {
      let (path, body) = try proposal(world, number)
      statuses[ask(world, "PUT", path, body).status, default: 0] += 1
    }
    #expect(statuses == [200: EngineLimits.openProposals, 409: 100 - EngineLimits.openProposals])
    #expect(world.nodes[0].state.agreements.records.count == EngineLimits.openProposals)
  }

  @Test func proposalsThatThePeerTakesBackDoNotPileUp() throws {
    let world = try world(agreed: false)
    let at = Timestamp(seconds: Int64(world.nodes[0].clock.milliseconds / 1000))
    for number in 0..<EngineLimits.unconcludedAgreements + 50 {
      let (path, body) = try proposal(world, number)
      _ = ask(world, "PUT", path, body)
      let id = try #require(AgreementId(base64URL: String(path.dropFirst("/v1/agreements/".count))))
      let ending = try SignedDocument.sign(
        payload: AgreementEnding(agreement: id, reason: "no", at: at).bytes, type: .rejection, key: key("region-1"))
      _ = ask(world, "PUT", path + "/rejection", ending.bytes)
    }
    #expect(world.nodes[0].state.agreements.records.values.allSatisfy { $0.status == .rejected })
    #expect(world.nodes[0].state.agreements.records.count == EngineLimits.unconcludedAgreements)
  }

  @Test func aProposalOfAFarDayWouldNeverLapse() throws {
    let world = try world(agreed: false)
    let (path, body) = try proposal(world, 1, createdAt: Timestamp(rfc3339: "9000-01-01T00:00:00Z"))
    #expect(ask(world, "PUT", path, body).status == 409)
  }

  @Test func batchesThatChangeNothingAreCounted() throws {
    let world = try world()
    let node = world.nodes[0]
    let (key, feed) = try #require(node.state.exchange.incoming.first { $0.key.kind == .youth })
    var (sequence, previous) = (feed.sequence, feed.receipt?.documentId)
    let before = node.state.exchange.signedReceipts.count
    let signer = try self.key("region-1")
    func send() throws -> PeerResponse {
      let salt = [UInt8](repeating: 1, count: 32)
      let facts = ReceiptPayload(
        agreement: key.agreement, kind: key.kind, from: world.nodes[1].name, to: node.name,
        generation: max(1, feed.generation), sequence: sequence + 1, complete: true, added: 0, withdrawn: 0, active: 0,
        digest: Naming.batchDigest(salt: salt, add: [], withdraw: []), previous: previous,
        at: Timestamp(seconds: Int64(node.clock.milliseconds / 1000)))
      let receipt = try SignedDocument.sign(payload: facts.bytes, type: .receipt, key: signer)
      let batch = BatchRequest(
        generation: facts.generation, sequence: facts.sequence, points: [], withdraw: [], salt: salt,
        previousReceipt: nil, receipt: receipt, receiptPayload: facts)
      let path = "/v1/agreements/\(key.agreement.base64URL)/feeds/youth/batches"
      let response = ask(world, "POST", path, batch.bytes)
      if response.status == 200 { (sequence, previous) = (facts.sequence, receipt.documentId) }
      return response
    }
    var refused = 0
    for _ in 0..<(EngineLimits.idleBatches + 100) where try send().status == 503 { refused += 1 }
    #expect(refused >= 100)
    #expect(node.state.exchange.signedReceipts.count <= before + EngineLimits.idleBatches)
    world.time.advance(EngineLimits.idleBatchMilliseconds)
    #expect(try send().status == 200)
    #expect(try send().status == 503)
  }

  // MARK: - Strangers with an invitation

  private func join(
    _ world: World, region: String, identity: Ed25519PrivateKey, tlsKeys: [[UInt8]]
  ) throws -> Int {
    let text = try world.nodes[0].engine.peering.createInvitation().code.text
    let code = try #require(InvitationCode(text))
    let facts = RegionCard(
      region: try #require(RegionName(region)), name: region, endpoint: "https://\(region).test:1",
      identityKey: identity.publicKey, tlsKeys: tlsKeys, environment: .training, operatorContact: nil,
      privacyOfficer: nil, version: 1, issuedAt: Timestamp(seconds: 1_790_000_000))
    let card = try SignedDocument.sign(payload: facts.bytes, type: .card, key: identity)
    let request = PeeringRequest(invitation: code.invitationId, proof: code.proof(card: card.documentId), card: card)
    return ask(world, "POST", "/v1/peering-requests", request.bytes, as: tlsKeys[0]).status
  }

  @Test func whoWasRejectedKeepsNoRegionOut() throws {
    let world = try World(seed: 8, regions: 2, identities: 2)
    let mallory = try Ed25519PrivateKey(seed: SHA256.hash([1]))
    let foreign = world.nodes[1].tlsKey
    let own = SHA256.hash([2])
    // It takes the name of a region, and elsewhere that region's TLS key.
    #expect(try join(world, region: "region-1", identity: mallory, tlsKeys: [own, foreign]) == 201)
    _ = try world.nodes[0].engine.peering.reject(region: "region-1", reason: "nobody we know")
    let eve = try Ed25519PrivateKey(seed: SHA256.hash([3]))
    #expect(try join(world, region: "eve", identity: eve, tlsKeys: [SHA256.hash([4]), foreign]) == 201)
    _ = try world.nodes[0].engine.peering.reject(region: "eve", reason: "nobody we know")
    try world.peer(0, 1)
    let peer = try #require(world.nodes[0].state.peering.peer(tlsKey: foreign))
    #expect(peer.facts.region.text == "region-1")
    #expect(peer.status == .accepted)
    #expect(peer.facts.identityKey == (try key("region-1").publicKey))
    #expect(ask(world, "GET", "/v1/health", [], as: own).status == 403)
  }

  @Test func whoIsPendingKeepsItsNameAndKeys() throws {
    let world = try World(seed: 8, regions: 2, identities: 2)
    let mallory = try Ed25519PrivateKey(seed: SHA256.hash([1]))
    try world.peer(0, 1)
    #expect(try join(world, region: "region-1", identity: mallory, tlsKeys: [SHA256.hash([2])]) == 403)
    #expect(
      try join(world, region: "eve", identity: mallory, tlsKeys: [SHA256.hash([2]), world.nodes[1].tlsKey]) == 403)
  }
}
