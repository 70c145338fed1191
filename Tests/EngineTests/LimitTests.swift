import Cryptography
import PeerProtocol
import Simulation
import TestSupport
import Testing

@testable import Engine
@testable import Region

/// Limits between two honest nodes, and against one that is not (Schemas/peer-protocol.md, section 5).
@Suite(.timeLimit(.minutes(30))) struct LimitTests {
  private static let day = 86_400_000

  /// Two regions with these limits for both, of which the first has so many youths to send.
  private func world(_ youths: Int, active: Int = 5_000, perDay: Int, perYear: Int = 100_000) throws -> World {
    let world = try World(seed: 11, regions: 2, identities: 2)
    (world.active, world.perDay, world.perYear) = (active, perDay, perYear)
    world.kinds = ["youth"]
    try world.connectAll()
    for number in 0..<youths { try report(world, number) }
    return world
  }

  private func report(_ world: World, _ number: Int) throws {
    let report = Report(
      id: "b\(number)", youth: ["vnr:\(5_000_000_000 + number)"], person: "p", startedOn: world.nodes[0].today)
    _ = try world.nodes[0].engine.putSignal(id: report.id, document: report.document)
  }

  private func key(_ world: World) throws -> FeedKey {
    FeedKey(
      agreement: try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).last?.id), kind: .youth)
  }

  private func arrived(_ world: World) throws -> Int {
    world.nodes[1].state.exchange.incoming[try key(world)]?.count ?? 0
  }

  /// Batches that reached the second region so far.
  private func batches(_ world: World) -> Int { world.network.reached.count { $0.hasSuffix("/youth/batches") } }

  /// Lets everything happen that is due until `time` has passed, looking every `step` milliseconds.
  private func pass(_ world: World, _ time: Int, step: Int) throws {
    for _ in 0..<4 { try world.pass() }
    for _ in 0..<(time / step) {
      world.time.advance(step)
      for _ in 0..<4 { try world.pass() }
    }
  }

  private func status(_ world: World, _ number: Int = 0) throws -> JSONValue {
    try #require(world.nodes[number].engine.statusDocument()["peers"]?.arrayValue?.first)
  }

  /// Three thousand where a thousand a day may go: all are there on the third day, nothing is asked again and again, and
  /// status says how much waits and until when.
  @Test(arguments: [false, true])
  func aBurstThatWasNotAnnouncedDrainsOverDays(restarting: Bool) throws {
    let world = try world(3_000, perDay: 1_000)
    let before = batches(world)
    try pass(world, 2_000, step: 500)
    #expect(try arrived(world) == 1_000)
    let peer = try status(world)
    #expect(peer["state"]?.stringValue == "waiting")
    #expect(peer["reason"]?.stringValue?.hasPrefix("2000 additions wait for the limit perDay, until 20") == true)
    #expect(peer["next"]?.stringValue?.hasPrefix("samenloop agreement except ") == true)
    let limits = try #require(peer["limits"]?.arrayValue?.first)
    #expect(limits["waiting"]?["additions"]?.integerValue == 2_000)
    #expect(limits["waiting"]?["limit"]?.stringValue == "perDay")
    #expect(limits["sent"]?["perDay"]?.integerValue == 0 && limits["sent"]?["remaining"]?.integerValue == 0)
    #expect(limits["sent"]?["active"]?.integerValue == 4_000 && limits["sent"]?["perYear"]?.integerValue == 99_000)
    #expect(limits["received"]?["remaining"]?.integerValue == 1_000)
    let there = try #require(try status(world, 1)["limits"]?.arrayValue?.first)
    #expect(there["received"]?["perDay"]?.integerValue == 0 && there["received"]?["perYear"]?.integerValue == 99_000)
    // A withdrawal still goes at once, and changes nothing about the wait.
    for number in 0..<20 { _ = try world.nodes[0].engine.withdrawSignal(id: "b\(number)", reason: "mistaken") }
    try pass(world, 2_000, step: 500)
    let dropped = 1_000 - (try arrived(world))
    #expect(world.nodes[0].state.exchange.outgoing[try key(world)]?.hasWithdrawals == false)
    let late = batches(world)
    #expect(late - before <= 3, "a thousand, a refusal, the withdrawals")
    try pass(world, 23 * 3_600_000, step: 600_000)
    #expect(batches(world) == late, "no try before Retry-After")
    if restarting { try world.nodes[0].restart() }
    try pass(world, 2 * 3_600_000, step: 600_000)
    #expect(try arrived(world) == 2_000 - dropped)
    try pass(world, 26 * 3_600_000, step: 600_000)
    #expect(try arrived(world) == 3_000 - 20)
    #expect(batches(world) - before <= (restarting ? 14 : 10))
    #expect(try status(world)["state"]?.stringValue == "in step")
    #expect(try status(world)["limits"]?.arrayValue?.first?["waiting"] == nil)
    try world.checkReplay(0)
    try world.checkReplay(1)
  }

  /// Where the feed is full only a withdrawal makes room, and it does so at once.
  @Test func aWithdrawalMakesRoomUnderActive() throws {
    let world = try world(12, active: 10, perDay: 100, perYear: 200)
    try pass(world, 2_000, step: 500)
    #expect(try arrived(world) == 10)
    #expect(try status(world)["limits"]?.arrayValue?.first?["waiting"]?["limit"]?.stringValue == "active")
    let sent = try #require(world.nodes[0].state.exchange.outgoing[try key(world)])
    let row = try #require(sent.entries.indices.first { sent.entries[$0] != nil })
    _ = try world.nodes[0].engine.withdrawSignal(id: "b\(row)", reason: "mistaken")
    try pass(world, 2_000, step: 500)
    #expect(try arrived(world) == 10)
    #expect(try status(world)["limits"]?.arrayValue?.first?["waiting"]?["additions"]?.integerValue == 1)
  }

  // MARK: - What counts

  @Test func whatIsWithdrawnAndAddedAgainCountsAgain() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    (world.active, world.perDay) = (100, 5)
    let peer = try ForeignPeer(world)
    func room() -> Int? {
      LimitReader(peer.node.state).room(peer.key.agreement, .received, at: world.time.milliseconds)?.perDay
    }
    #expect(peer.send(try peer.batch([peer.point(0), peer.point(1)])).status == 200)
    #expect(room() == 3)
    // In the feed already: free. Withdrawals apply first: withdrawn and added in one batch counts.
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    #expect(room() == 3)
    #expect(peer.send(try peer.batch([peer.point(0)], withdraw: [peer.handle(0)])).status == 200)
    #expect(room() == 2)
    #expect(peer.send(try peer.batch([], withdraw: [peer.handle(0)])).status == 200)
    #expect(room() == 2)
    #expect(peer.send(try peer.batch([peer.point(0)])).status == 200)
    #expect(room() == 1)
    // A new generation names what is held for free.
    let last = peer.feed?.receipt
    let named = try peer.batch(
      [peer.point(0), peer.point(1)],
      request: { parts in (parts.generation, parts.sequence, parts.previous) = (parts.generation + 1, 1, last) },
      receipt: { $0.active = 2 })
    #expect(peer.send(named).status == 200)
    #expect(room() == 1)
    // The last room is refused to one that is withdrawn and comes again in the same batch with another.
    let both = try peer.batch([peer.point(0), peer.point(2)], withdraw: [peer.handle(0)])
    #expect(peer.refusal(peer.send(both)).members["remaining"]?.integerValue == 1)
    // A repeat counts nothing.
    #expect(peer.send(named).status == 200)
    #expect(room() == 1)
    try peer.node.restart()
    #expect(room() == 1)
    peer.node.engine.writeSnapshot()
    try peer.node.restart()
    #expect(room() == 1)
  }

  /// The count is one over all agreements with the peer: a renewal's load is measured against what is left.
  @Test func aRenewalCountsWithTheAgreementBefore() throws {
    let world = try world(60, active: 100, perDay: 100, perYear: 300)
    try pass(world, 2_000, step: 500)
    let old = try key(world)
    #expect(world.nodes[1].state.exchange.incoming[old]?.count == 60)
    try world.propose(0, 1, replaces: old.agreement.base64URL)
    for _ in 0..<8 {
      try world.pass()
      try world.approveOffers(1)
      world.time.advance(500)
    }
    let new = try #require(
      world.nodes[1].state.agreements.with(world.nodes[0].name).first { $0.id != old.agreement }?.id)
    let feed = FeedKey(agreement: new, kind: .youth)
    #expect(world.nodes[1].state.exchange.incoming[feed]?.count == 40)
    #expect(LimitReader(world.nodes[1].state).room(new, .received, at: world.nodes[1].clock.milliseconds)?.perDay == 0)
    #expect(LimitReader(world.nodes[1].state).room(new, .received, at: world.nodes[1].clock.milliseconds)?.active == 60)
    try pass(world, 25 * 3_600_000, step: 600_000)
    #expect(world.nodes[1].state.exchange.incoming[feed]?.count == 60)
    #expect(world.nodes[1].state.limits.suspicions.isEmpty)
  }

  /// What a generation names again is free, and is not divided by what the limits leave.
  @Test func aGenerationOfAFullFeedGoesInOneBatch() throws {
    let world = try world(10, active: 11, perDay: 100, perYear: 200)
    try pass(world, 2_000, step: 500)
    let key = try key(world)
    try world.nodes[0].engine.store.commit { (transaction) throws(Refusal) in
      try transaction.append(.exchange(.disagreementFound(key, highest: 1)))
    }
    let before = batches(world)
    try pass(world, 60_000, step: 1_000)
    let feed = try #require(world.nodes[1].state.exchange.incoming[key])
    #expect(feed.generation == 2 && feed.complete && feed.named == 10)
    #expect(batches(world) - before == 1)
    #expect(LimitReader(world.nodes[0].state).room(key.agreement, .sent, at: world.time.milliseconds)?.perYear == 190)
  }

  /// A feed that stands full of what the sender lost is not shut for ever: its new generation counts what it leaves.
  @Test func aGenerationThatReplacesAFullFeedFits() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    (world.active, world.perDay) = (3, 100)
    let peer = try ForeignPeer(world)
    #expect(peer.send(try peer.batch((0..<3).map { try peer.point($0) })).status == 200)
    let last = peer.feed?.receipt
    func next(_ range: Range<Int>, complete: Bool) throws -> [UInt8] {
      try peer.batch(
        range.map { try peer.point($0) },
        request: { parts in (parts.generation, parts.sequence, parts.previous) = (parts.generation + 1, 1, last) },
        receipt: { facts in (facts.active, facts.complete) = (range.count, complete) })
    }
    #expect(peer.refusal(peer.send(try next(2..<5, complete: false))).members["limit"]?.stringValue == "active")
    #expect(peer.refusal(peer.send(try next(2..<6, complete: true))).members["limit"]?.stringValue == "active")
    #expect(peer.send(try next(2..<5, complete: true)).status == 200)
    #expect(peer.feed?.count == 3)
  }

  // MARK: - The clock

  /// A node whose clock is set: forward opens no limit, backward shuts none.
  @Test(arguments: [400 * 86_400_000, -400 * 86_400_000])
  func aClockThatIsSetMovesNoLimit(jump: Int) throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    (world.active, world.perDay) = (100, 2)
    let peer = try ForeignPeer(world)
    peer.node.engine.tick()
    #expect(peer.send(try peer.batch([peer.point(0), peer.point(1)])).status == 200)
    world.time.advance(3_600_000)
    peer.node.engine.tick()
    peer.node.clock.set(by: jump)
    peer.node.engine.clockWatch.observe()
    let room = { LimitReader(peer.node.state).room(peer.key.agreement, .received, at: peer.node.engine.milliseconds) }
    #expect(room()?.perDay == 0)
    try peer.node.restart()
    peer.node.engine.clockWatch.observe()
    #expect(room()?.perDay == 0)
    world.time.advance(22 * 3_600_000)
    #expect(room()?.perDay == 0)
    world.time.advance(2 * 3_600_000)
    #expect(room()?.perDay == 2, "a day passed, whatever the clock says")
    try world.checkReplay(0)
  }

  // MARK: - Guessing

  /// A thousand a day at the limit, withdrawn the next day: an alarm in words, once, that survives a restart.
  @Test func aGuesserIsTold() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    (world.active, world.perDay) = (100, 40)
    world.kinds = ["youth"]
    let peer = try ForeignPeer(world)
    var last: Range<Int> = 0..<0
    for day in 0..<8 {
      world.time.advance(Self.day)
      peer.node.engine.tick()
      let next = (day * 40)..<(day * 40 + 40)
      let batch = try peer.batch(next.map { try peer.point($0) }, withdraw: last.map { try peer.handle($0) })
      #expect(peer.send(batch).status == 200)
      last = next
      if day == 4 { try peer.node.restart() }
    }
    let alarms = try #require(try status(world)["alarms"]?.arrayValue)
    #expect(alarms.compactMap { $0["code"]?.stringValue } == ["hasty-withdrawals", "unexplained-additions"])
    let detail = try #require(alarms.first?["detail"]?.stringValue)
    #expect(detail.contains("region-1 added 120 youths in 30 days, and withdrew 80 of them within 7 days"))
    #expect(detail.contains("Ask their privacy officer why") && detail.contains("samenloop peer suspend region-1"))
    #expect(alarms.first?["count"]?.integerValue == 1)
    // Weeks of quiet end it.
    for _ in 0..<40 {
      world.time.advance(Self.day)
      peer.node.engine.tick()
    }
    #expect(try status(world)["alarms"]?.arrayValue?.isEmpty == true)
    try world.checkReplay(0)
  }
}
