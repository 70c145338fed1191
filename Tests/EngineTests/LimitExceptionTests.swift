import Cryptography
import PeerProtocol
import Simulation
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// Room for an announced burst: drawn up, approved by both privacy officers, used once (Schemas/peer-protocol.md,
/// section 3).
@Suite(.timeLimit(.minutes(30))) struct LimitExceptionTests {
  /// Two regions that may send a hundred a day; the first has 250 youths.
  private func world(_ youths: Int = 250) throws -> World {
    let world = try World(seed: 12, regions: 2, identities: 2)
    (world.active, world.perDay) = (1_000, 100)
    world.kinds = ["youth"]
    try world.connectAll()
    for number in 0..<youths {
      let report = Report(
        id: "b\(number)", youth: ["vnr:\(6_000_000_000 + number)"], person: "p", startedOn: world.nodes[0].today)
      _ = try world.nodes[0].engine.putSignal(id: report.id, document: report.document)
    }
    return world
  }

  private func agreement(_ world: World) throws -> AgreementId {
    try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).last?.id)
  }

  private func arrived(_ world: World) throws -> Int {
    world.nodes[1].state.exchange.incoming[FeedKey(agreement: try agreement(world), kind: .youth)]?.count ?? 0
  }

  private func pass(_ world: World, rounds: Int = 8, step: Int = 500) throws {
    for _ in 0..<rounds {
      try world.pass()
      world.time.advance(step)
    }
  }

  private func terms(_ world: World, additions: Int = 150, from: Int = -1, until: Int = 10) -> JSONValue {
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    return [
      "additions": JSONValue(additions), "from": JSONValue(now.adding(days: from)),
      "until": JSONValue(now.adding(days: until)), "reason": "an organisation enters its signals anew",
    ]
  }

  private func propose(_ world: World, _ terms: JSONValue) throws -> String {
    let drawn = try world.nodes[0].engine.limits.proposeException(
      agreement: try agreement(world).base64URL, terms: terms, approver: world.nodes[0].officer)
    #expect(drawn.record.standing == .proposed)
    return drawn.record.id.base64URL
  }

  private func held(_ world: World, _ number: Int, _ id: String) throws -> LimitExceptionRecord {
    let known = try #require(DocumentId(base64URL: id))
    return try #require(world.nodes[number].state.limits.exceptions[known])
  }

  @Test(arguments: [false, true])
  func anAnnouncedBurstGoesAtOnceWhenBothApproved(restarting: Bool) throws {
    let world = try world()
    try pass(world)
    #expect(try arrived(world) == 100)
    let id = try propose(world, terms(world))
    try pass(world)
    #expect(try held(world, 1, id).standing == .received)
    #expect(try arrived(world) == 100, "one signature is none")
    let waiting = try #require(world.nodes[1].engine.statusDocument()["peers"]?.arrayValue?.first)
    #expect(waiting["next"]?.stringValue?.hasPrefix("samenloop agreement approve-exception ") == true)
    if restarting {
      try world.nodes[0].restart()
      try world.nodes[1].restart()
    }
    let name = try agreement(world).base64URL
    let approved = try world.nodes[1].engine.limits.approveException(
      agreement: name, id: id, approver: world.nodes[1].officer)
    #expect(approved.record.standing == .concluded)
    // Twice is once.
    _ = try world.nodes[1].engine.limits.approveException(agreement: name, id: id, approver: world.nodes[1].officer)
    try pass(world)
    #expect(try arrived(world) == 250)
    for number in 0..<2 {
      let record = try held(world, number, id)
      #expect(record.standing == .concluded && record.deliveredSignatures == 2 && record.used == 150)
      #expect(record.approvals.map(\.role) == ["privacy-officer"])
      let room = try #require(
        LimitReader(world.nodes[number].state).room(
          try agreement(world), number == 0 ? .sent : .received, at: world.nodes[number].clock.milliseconds))
      #expect(room.perDay == 0 && room.perYear == 100_000 - 100 && room.excepted == 0 && room.active == 750)
      try record.document.verify(
        type: .limitException,
        signers: try ["region-0", "region-1"].map {
          try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \($0)".utf8))).publicKey
        })
    }
    let shown = try world.nodes[1].engine.agreements.agreement(id: name).exceptions?.first
    #expect(shown?.record.used == 150 && shown?.isInForce == true)
    #expect(world.nodes[1].state.limits.suspicions.isEmpty)
    try world.checkReplay(0)
    try world.checkReplay(1)
  }

  /// It widens the day and the year, not the feed; outside its term it is nothing; and it is used once.
  @Test func anExceptionIsUsedOnceAndInItsTermOnly() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    (world.active, world.perDay) = (60, 10)
    let peer = try ForeignPeer(world)
    func conclude(_ additions: Int, from: Int, until: Int) throws {
      let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
      let terms = LimitException(
        agreement: peer.key.agreement, region: world.nodes[1].name, additions: additions,
        from: now.adding(seconds: Int64(from)), until: now.adding(seconds: Int64(until)), reason: "announced")
      let document = try SignedDocument.sign(payload: terms.bytes, type: .limitException, key: peer.identityKey)
      #expect(peer.put(document).status == 200)
      _ = try peer.node.engine.limits.approveException(
        agreement: peer.key.agreement.base64URL, id: document.documentId.base64URL, approver: peer.node.officer)
    }
    func add(_ range: Range<Int>) throws -> PeerResponse { peer.send(try peer.batch(range.map { try peer.point($0) })) }
    try conclude(20, from: 3_600, until: 7_200)
    let early = try add(0..<15)
    #expect(peer.refusal(early).members["remaining"]?.integerValue == 10)
    #expect(early.retryAfter == 3_600, "the exception begins before the day is over")
    world.time.advance(3_600_000)
    #expect(try add(0..<15).status == 200)
    let over = peer.refusal(try add(15..<31))
    #expect(over.members["limit"]?.stringValue == "perDay" && over.members["remaining"]?.integerValue == 15)
    let batch = try peer.batch((15..<25).map { try peer.point($0) })
    #expect(peer.send(batch).status == 200)
    #expect(peer.send(batch).status == 200, "a repeat uses nothing")
    try peer.node.restart()
    var room = LimitReader(peer.node.state).room(peer.key.agreement, .received, at: world.time.milliseconds)
    #expect(room?.excepted == 5 && room?.perDay == 0)
    world.time.advance(3_600_000 + 2_000)
    #expect(peer.refusal(try add(25..<26)).code == .limitExceeded, "its term is over")
    // What it took does not count on: the day after, the day's own room is whole.
    world.time.advance(24 * 3_600_000)
    room = LimitReader(peer.node.state).room(peer.key.agreement, .received, at: world.time.milliseconds)
    #expect(room?.perDay == 10)
    // The feed stays bounded, whatever is excepted.
    try conclude(500, from: 0, until: 86_400)
    let full = peer.refusal(try add(25..<61))
    #expect(full.members["limit"]?.stringValue == "active" && full.members["remaining"]?.integerValue == 35)
    #expect(try add(25..<60).status == 200)
    try world.checkReplay(0)
  }

  @Test func anExceptionThatBeginsLaterIsUsedWhenItBegins() throws {
    let world = try world()
    let id = try propose(world, terms(world, from: 0, until: 5))
    let later = Timestamp(seconds: Int64(world.time.milliseconds / 1000) + 3 * 3_600)
    var shifted = terms(world, additions: 149)
    shifted["from"] = JSONValue(later)
    let second = try propose(world, shifted)
    try pass(world)
    let name = try agreement(world).base64URL
    _ = try world.nodes[1].engine.limits.rejectException(
      agreement: name, id: id, reason: "the other will do", approver: world.nodes[1].officer)
    _ = try world.nodes[1].engine.limits.approveException(agreement: name, id: second, approver: world.nodes[1].officer)
    try pass(world)
    #expect(try arrived(world) == 100)
    try pass(world, rounds: 20, step: 600_000)
    #expect(try arrived(world) == 249)
    #expect(try held(world, 0, id).standing == .lapsed, "the peer was told when it asked again")
    #expect(try held(world, 0, id).reason.contains("the other will do"))
  }

  /// A receiver that knows of no exception when it refuses names the whole day; ours begins before that.
  @Test func aWaitEndsWhereAnExceptionBegins() throws {
    let world = try world()
    try pass(world)
    var later = terms(world)
    later["from"] = JSONValue(Timestamp(seconds: Int64(world.time.milliseconds / 1000) + 3 * 3_600))
    let id = try propose(world, later)
    try pass(world)
    _ = try world.nodes[1].engine.limits.approveException(
      agreement: try agreement(world).base64URL, id: id, approver: world.nodes[1].officer)
    func batchesThatAreRefused() -> Int {
      for delivery in world.nodes[1].engine.outboxes.nextDeliveries(to: world.nodes[0].name) {
        world.nodes[1].engine.outboxes.complete(
          delivery, world.network.carry(delivery.call, from: world.nodes[1].tlsKey))
      }
      var refused = 0
      for delivery in world.nodes[0].engine.outboxes.nextDeliveries(to: world.nodes[1].name) {
        guard case .batch = delivery.key else {
          world.nodes[0].engine.outboxes.complete(
            delivery, world.network.carry(delivery.call, from: world.nodes[0].tlsKey))
          continue
        }
        refused += 1
        let problem = Problem(.limitExceeded, "Later.", members: ["limit": "perDay", "remaining": 0])
        world.nodes[0].engine.outboxes.complete(
          delivery, .success(PeerReply(status: 429, body: problem.json.bytes, retryAfter: 86_400)))
      }
      world.time.advance(1_000)
      return refused
    }
    #expect((0..<4).map { _ in batchesThatAreRefused() }.reduce(0, +) == 1)
    #expect(try held(world, 0, id).standing == .concluded)
    world.time.advance(2 * 3_600_000)
    #expect((0..<4).map { _ in batchesThatAreRefused() }.reduce(0, +) == 0)
    world.time.advance(3_600_000)
    #expect((0..<4).map { _ in batchesThatAreRefused() }.reduce(0, +) == 1)
  }

  @Test func oneThatNobodyApprovesLapses() throws {
    let world = try world(1)
    let id = try propose(world, terms(world, until: 1))
    try pass(world)
    #expect(try held(world, 1, id).standing == .received)
    try pass(world, rounds: 30, step: 3_600_000)
    #expect(try held(world, 0, id).standing == .lapsed)
    #expect(try held(world, 1, id).standing == .lapsed)
    let name = try agreement(world).base64URL
    let late = problem {
      _ = try world.nodes[1].engine.limits.approveException(agreement: name, id: id, approver: world.nodes[1].officer)
    }
    #expect(late?.code == .conflict)
  }

  @Test func anExceptionEndsWithItsAgreement() throws {
    let world = try world(1)
    let id = try propose(world, terms(world))
    try pass(world)
    #expect(try held(world, 1, id).standing == .received)
    let name = try agreement(world).base64URL
    _ = try world.nodes[1].engine.agreements.revoke(
      id: name, reason: "enough", approver: world.nodes[1].operatorRole)
    try pass(world)
    #expect(try held(world, 0, id).standing == .lapsed && held(world, 1, id).standing == .lapsed)
    #expect(
      problem { _ = try propose(world, terms(world, additions: 7)) }?.code == .conflict)
  }

  // MARK: - Who may, and what is refused

  private func problem(_ body: () throws -> Void) -> Refusal? {
    do {
      try body()
      return nil
    } catch {
      return error as? Refusal
    }
  }

  @Test func onlyThePrivacyOfficerDecides() throws {
    let world = try world(1)
    let name = try agreement(world).base64URL
    let node = world.nodes[0]
    #expect(
      problem {
        _ = try node.engine.limits.proposeException(agreement: name, terms: terms(world), approver: node.operatorRole)
      }?.code == .forbidden)
    let id = try propose(world, terms(world))
    try pass(world)
    for body in [
      { (engine: Engine, who: Approver) in
        _ = try engine.limits.approveException(agreement: name, id: id, approver: who)
      },
      { _ = try $0.limits.rejectException(agreement: name, id: id, reason: "no", approver: $1) },
    ] {
      #expect(problem { try body(world.nodes[1].engine, world.nodes[1].operatorRole) }?.code == .forbidden)
    }
    #expect(try held(world, 1, id).standing == .received)
  }

  @Test(arguments: ["additions", "until", "past", "order", "reason", "region", "agreement", "unknown"])
  func termsThatDoNotFitAreRefusedByName(member: String) throws {
    let world = try world(1)
    let node = world.nodes[0]
    var name = try agreement(world).base64URL
    var terms = terms(world)
    switch member {
    case "additions": terms["additions"] = 0
    case "until": terms["until"] = "tomorrow"
    case "past": terms = self.terms(world, from: -3, until: -1)
    case "order": terms = self.terms(world, from: 3, until: 2)
    case "reason": terms["reason"] = ""
    case "region": terms["region"] = "region-1"
    case "agreement": name = "none"
    default: name = DocumentId(SHA256.hash([1]))?.base64URL ?? ""
    }
    let found = try #require(
      problem { _ = try node.engine.limits.proposeException(agreement: name, terms: terms, approver: node.officer) })
    switch member {
    case "agreement": #expect(found.code == .malformed)
    case "unknown": #expect(found.code == .notFound)
    default:
      #expect(found.code == .malformed)
      let field = ["past": "until", "order": "until"][member] ?? member
      #expect(found.members["faults"]?.arrayValue?.first?.stringValue?.hasPrefix(field + ":") == true)
    }
    #expect(node.state.limits.exceptions.isEmpty)
  }
}
