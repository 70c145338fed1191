import LocalAPI
import Node
import PeerProtocol
import Simulation
import Testing

import enum Cryptography.SubjectKind

@testable import Engine
@testable import Region

/// What peers still have to erase is listed until they confirmed it; and how a region leaves.
@Suite(.timeLimit(.minutes(30))) struct WithdrawalTests {
  private func youth(_ number: Int) -> String { "vnr:\(1_000_000_000 + number * 7_919)" }

  private func world(_ regions: Int = 2) throws -> World {
    let world = try World(seed: 1, regions: regions, identities: 8)
    try world.connectAll()
    for number in world.nodes.indices {
      for signal in 0..<3 {
        let day = world.nodes[number].today.adding(days: -3)
        try world.put(
          Report(id: "s\(signal)", youth: [youth(signal)], person: "p\(number)", startedOn: day), at: number)
      }
    }
    try world.settle()
    for node in world.nodes {
      #expect(node.state.matches.shown.values.count { $0.isOpen } == 3 * (regions - 1))
    }
    return world
  }

  private func rows(_ world: World, _ member: String) throws -> [JSONValue] {
    try world.nodes[0].engine.withdrawals()[member]?.arrayValue ?? []
  }

  @Test func whatIsNotConfirmedIsListedWithItsAge() throws {
    let world = try world()
    #expect(try rows(world, "withdrawals").isEmpty)
    world.nodes[1].setReachable(false)
    try world.withdraw("s0", reason: "mistaken", at: 0)
    world.time.advance(3_600_000)
    try world.withdraw("s1", reason: "risk-gone", at: 0)
    try world.pass()
    world.time.advance(3_600_000)
    for _ in 0..<2 {
      let row = try #require(try rows(world, "withdrawals").first)
      #expect(try rows(world, "withdrawals").count == 1)
      #expect(row["peer"]?.stringValue == "region-1" && row["kind"]?.stringValue == "youth")
      #expect(row["unconfirmed"]?.integerValue == 2)
      #expect((row["ageSeconds"]?.integerValue ?? 0) >= 7_200)
      let status = world.nodes[0].engine.statusDocument()["peers"]?.arrayValue?.first
      #expect(status?["unconfirmedWithdrawals"]?.integerValue == 2)
      // The list survives a restart, from the journal and from a snapshot.
      world.nodes[0].engine.writeSnapshot()
      try world.nodes[0].restart()
    }
    world.nodes[1].setReachable(true)
    try world.settle()
    #expect(try rows(world, "withdrawals").isEmpty)
  }

  @Test func aSignalThatComesBackIsNotLeaving() throws {
    let world = try world()
    world.nodes[1].setReachable(false)
    try world.withdraw("s0", reason: "risk-gone", at: 0)
    #expect(try rows(world, "withdrawals").count == 1)
    let day = world.nodes[0].today.adding(days: -2)
    try world.put(Report(id: "s7", youth: [youth(0)], person: "again", startedOn: day), at: 0)
    #expect(try rows(world, "withdrawals").isEmpty)
  }

  @Test func whatEndsWhileItIsOnItsWayHasToLeaveToo() throws {
    let world = try world()
    let (engine, name) = (world.nodes[0].engine, world.nodes[1].name)
    let day = world.nodes[0].today.adding(days: -2)
    try world.put(Report(id: "s7", youth: [youth(7)], person: "new", startedOn: day), at: 0)
    for confirmed in [false, true] {
      let delivery = try #require(engine.outboxes.nextDeliveries(to: name).first { $0.call.path.hasSuffix("/batches") })
      let answer = world.network.carry(delivery.call, from: world.nodes[0].tlsKey)
      if !confirmed { try world.withdraw("s7", reason: "risk-gone", at: 0) }
      engine.outboxes.complete(delivery, answer)
      #expect(try rows(world, "withdrawals").map { $0["unconfirmed"]?.integerValue } == (confirmed ? [] : [1]))
    }
  }

  /// Both sides erase what they hold of a peer that went silent, and say so once they can.
  @Test func aPeerThatWasSilentIsToldOnceItIsBack() throws {
    let world = try world()
    world.nodes[1].setReachable(false)
    world.time.advance(91 * 86_400_000)
    world.nodes[0].engine.tick()
    let record = try #require(world.nodes[0].state.agreements.records.values.first)
    #expect(record.status == .ended && record.ending != nil && !record.endingDelivered)
    #expect(world.nodes[0].state.exchange.incoming.isEmpty && world.nodes[0].state.exchange.outgoing.isEmpty)
    let row = try #require(try rows(world, "endings").first)
    #expect(row["peer"]?.stringValue == "region-1" && row["status"]?.stringValue == "ended")
    world.nodes[1].setReachable(true)
    try world.settle()
    #expect(try rows(world, "endings").isEmpty)
    let standing = world.nodes[1].state.agreements.records[record.id]?.status
    #expect(standing == .revoked || standing == .ended)
    #expect(world.nodes[1].state.exchange.incoming.isEmpty)
  }

  /// Nothing can be said of peers by a node that did not listen itself: after months off it hears them first.
  @Test func aNodeThatWasOffTakesNobodyForSilent() throws {
    let world = try world()
    world.separate(0, 1)
    world.time.advance(91 * 86_400_000)
    for node in world.nodes { try node.restart() }
    for node in world.nodes { node.engine.tick() }
    world.time.advance(3_600_000)
    for node in world.nodes { node.engine.tick() }
    try world.settle()
    #expect(world.nodes[0].state.agreements.records.values.map(\.status) == [.concluded])
    #expect(world.nodes[0].state.matches.shown.values.count { $0.isOpen } == 3)
    // One that stays silent is silent.
    world.separate(0, 1)
    try world.nodes[0].restart()
    world.nodes[0].engine.tick()
    world.time.advance(91 * 86_400_000)
    world.nodes[0].engine.tick()
    #expect(world.nodes[0].state.agreements.records.values.map(\.status) == [.ended])
  }

  /// A clock that jumps months ahead is a fault of the clock, until hours went by.
  @Test func aClockThatLeapsMakesNobodySilent() throws {
    let world = try world()
    let node = world.nodes[0]
    node.engine.tick()
    world.time.advance(7 * 3_600_000)
    node.engine.tick()
    node.clock.set(by: 91 * 86_400_000)
    node.engine.tick()
    #expect(node.engine.isClockInDoubt)
    world.time.advance(60_000)
    node.engine.tick()
    #expect(node.state.agreements.records.values.map(\.status) == [.concluded])
    node.clock.set(by: -91 * 86_400_000)
    node.engine.tick()
    try world.settle()
    #expect(node.state.matches.shown.values.count { $0.isOpen } == 3)
  }

  // MARK: - Leaving

  /// The peer answers, but confirms nothing: it is waited for no longer than one that says nothing.
  @Test func aPeerThatConfirmsNothingDoesNotKeepARegionFromLeaving() throws {
    let world = try world()
    try close(world)
    let node = world.nodes[0]
    func refuseAll() {
      for delivery in node.engine.outboxes.nextDeliveries(to: world.nodes[1].name) {
        let problem = Problem(.tryAgain, "Later.")
        node.engine.outboxes.complete(
          delivery, .success(PeerReply(status: 503, body: problem.json.bytes, retryAfter: nil)))
      }
      let hello = PeerCall(
        endpoint: node.endpoint, path: "/v1/health", method: "GET", body: nil, pins: [node.tlsKey], timeoutSeconds: 5)
      _ = world.network.carry(hello, from: world.nodes[1].tlsKey)
      node.engine.tick()
    }
    for day in 0..<185 {
      refuseAll()
      world.time.advance(86_400_000)
      if day == 88 { #expect(node.state.agreements.records.values.map(\.status) == [.concluded]) }
      if day == 91 { #expect(node.state.agreements.records.values.map(\.status) == [.revoked]) }
    }
    let done = try node.engine.closing.progress().document().json
    #expect(done["state"]?.stringValue == "closed")
    let certificate = try SignedDocument(reading: try #require(done["certificate"]).bytes)
    let agreement = try #require(try JSONValue(parsing: certificate.payload)["agreements"]?.arrayValue?.first)
    #expect(agreement["confirmed"]?.boolValue == false, "\(agreement)")
    #expect(agreement["receipts"]?.arrayValue == [])
  }

  private func close(_ world: World) throws {
    let node = world.nodes[0]
    _ = try node.engine.closing.approve(confirming: "region-0", approver: node.operatorRole)
    _ = try node.engine.closing.approve(confirming: "region-0", approver: node.officer)
  }

  @Test func twoPeopleCloseARegion() throws {
    let world = try world()
    let node = world.nodes[0]
    #expect(throws: Refusal.self) {
      try node.engine.closing.approve(confirming: "region-1", approver: node.operatorRole)
    }
    for _ in 0..<2 {
      let answer = try node.engine.closing.approve(confirming: "region-0", approver: node.operatorRole).document()
      #expect(answer.state == .approval)
    }
    let same = Approver(role: "privacy-officer", credential: node.operatorRole.credential, name: "same")
    #expect(throws: Refusal.self) { try node.engine.closing.approve(confirming: "region-0", approver: same) }
    try world.settle()
    #expect(node.state.matches.shown.values.count { $0.isOpen } == 3)
    let answer = try node.engine.closing.approve(confirming: "region-0", approver: node.officer).document()
    #expect(answer.state == .withdrawing)
  }

  @Test func aRegionThatLeavesWithdrawsEverywhereAndKeepsTheProof() throws {
    let world = try world(3)
    try close(world)
    #expect(world.nodes[0].state.matches.shown.values.allSatisfy { !$0.isOpen })
    world.nodes[2].setReachable(false)
    for _ in 0..<20 {
      try world.pass()
      world.time.advance(5_000)
    }
    let waiting = try world.nodes[0].engine.closing.progress().document().json
    #expect(waiting["state"]?.stringValue == "withdrawing" && waiting["certificate"] == nil)
    #expect(waiting["waitingFor"]?.arrayValue?.compactMap { $0["peer"]?.stringValue } == ["region-2"])
    #expect(try rows(world, "withdrawals").count == 1)
    try world.nodes[0].restart()
    world.nodes[2].setReachable(true)
    for _ in 0..<20 {
      try world.pass()
      world.time.advance(60_000)
    }
    let done = try world.nodes[0].engine.closing.progress().document().json
    #expect(done["state"]?.stringValue == "closed")
    let certificate = try SignedDocument(reading: try #require(done["certificate"]).bytes)
    try certificate.verify(type: .closing, signers: [world.nodes[0].configuration.identityKey.publicKey])
    let facts = try JSONValue(parsing: certificate.payload)
    let agreements = facts["agreements"]?.arrayValue ?? []
    #expect(agreements.compactMap { $0["peer"]?.stringValue } == ["region-1", "region-2"])
    for (agreement, node) in zip(agreements, world.nodes.dropFirst()) {
      #expect(agreement["confirmed"]?.boolValue == true)
      let receipts = agreement["receipts"]?.arrayValue ?? []
      #expect(receipts.count == 2)
      for value in receipts {
        let receipt = try SignedDocument(reading: value.bytes)
        try receipt.verify(
          type: .receipt,
          signers: [world.nodes[0].configuration.identityKey.publicKey, node.configuration.identityKey.publicKey])
        #expect(try receipt.payload(as: ReceiptPayload.self).active == 0)
      }
      #expect(node.state.exchange.incoming.values.allSatisfy { $0.peer != world.nodes[0].name })
    }
    // The other two go on with each other.
    #expect(world.nodes[1].state.matches.shown.values.count { $0.isOpen } == 3)
    #expect(throws: Refusal.self) {
      try world.nodes[0].engine.agreements.propose(
        with: "region-1", terms: world.terms(0, 1), approver: world.nodes[0].operatorRole)
    }
  }
}
