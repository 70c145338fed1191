import Cryptography
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// When something that a log or witness does becomes a fault, and when it does not.
@Suite(.timeLimit(.minutes(30))) struct LogFaultTests {
  private let world: World
  private let checkpoints: Int

  /// Two regions; the first signed a checkpoint that the second did not see.
  init() throws {
    world = try World(seed: 7, regions: 2, identities: 8)
    try world.connectAll()
    for _ in 0..<20 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    checkpoints = world.nodes[0].state.audit.checkpoints.sizes.count
  }

  private var node: SimulatedNode { world.nodes[0] }
  private var peer: SimulatedNode { world.nodes[1] }

  /// Why a peer's witness gets a new start.
  enum Reason: CaseIterable { case absence, suspension, newLog }

  /// Lets time pass in which the peer's witness refuses every checkpoint, and answers everything else.
  private func refuse(
    days: Int, with refusal: (_ call: Int) -> PeerReply = { _ in PeerReply(status: 422, body: Array("no\n".utf8)) }
  ) {
    var calls = 0
    for _ in 0..<days * 12 {
      world.time.advance(2 * 3_600_000)
      node.engine.tick()
      for _ in 0..<3 {
        for delivery in node.engine.outboxes.nextDeliveries(to: peer.name) {
          let outcome: Result<PeerReply, PeerCallFailure>
          switch delivery.key {
          case .checkpoint:
            calls += 1
            outcome = .success(refusal(calls))
          case .ownLogHeld: outcome = .success(PeerReply(status: 404, body: Problem(.notFound, "none").json.bytes))
          default: outcome = world.network.carry(delivery.call, from: node.tlsKey)
          }
          node.engine.outboxes.complete(delivery, outcome)
        }
      }
    }
  }

  private var accusations: [LogFault.Kind] { node.state.audit.faults.map(\.kind) }

  @Test func witnessThatRefusesForAWeekIsAFault() {
    refuse(days: 6)
    #expect(accusations.isEmpty && node.state.audit.checkpoints.sizes.count > checkpoints)
    refuse(days: 2)
    #expect(accusations == [.falseWitness])
    refuse(days: 3)
    #expect(accusations == [.falseWitness])
  }

  /// A witness says of one checkpoint now that it holds one size, and then that it holds another.
  @Test func witnessThatContradictsItselfForAWeekIsAFault() throws {
    func otherSize(_ call: Int) -> PeerReply {
      PeerReply(status: 409, body: Array("\(call % 2 == 0 ? 0 : 1 + call % 60)\n".utf8))
    }
    refuse(days: 6, with: otherSize)
    #expect(accusations.isEmpty && node.state.audit.checkpoints.refusals[peer.name] != nil)
    _ = try node.engine.peering.suspend(region: peer.name.text, reason: "to be sure")
    _ = try node.engine.peering.resume(region: peer.name.text)
    refuse(days: 6, with: otherSize)
    #expect(accusations.isEmpty, "a suspension is a new start")
    refuse(days: 2, with: otherSize)
    #expect(accusations == [.falseWitness])
  }

  /// One other size for each checkpoint is what an honest witness may say whose answer was lost.
  @Test func witnessThatNamesItsSizeOnceIsNoFault() throws {
    var said: Set<Int> = []
    for _ in 0..<9 * 12 {
      world.time.advance(2 * 3_600_000)
      node.engine.tick()
      for _ in 0..<3 {
        for delivery in node.engine.outboxes.nextDeliveries(to: peer.name) {
          guard case .checkpoint(let size) = delivery.key, said.insert(size).inserted else {
            node.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: node.tlsKey))
            continue
          }
          node.engine.outboxes.complete(delivery, .success(PeerReply(status: 409, body: Array("0\n".utf8))))
        }
      }
    }
    #expect(said.count > 20 && accusations.isEmpty)
  }

  /// A peer that was away, was kept out or has another log and witness now is given the week anew.
  @Test(arguments: Reason.allCases) func newStartIsANewWeek(reason: Reason) throws {
    refuse(days: 6)
    switch reason {
    case .absence: for _ in 0..<6 { world.time.advance(12 * 3_600_000) }
    case .suspension:
      _ = try node.engine.peering.suspend(region: peer.name.text, reason: "to be sure")
      _ = try node.engine.peering.resume(region: peer.name.text)
    case .newLog:
      let known = try #require(node.state.peering.peers[peer.name])
      var facts = known.facts
      facts.version += 1
      facts.log = RegionCard.Log(
        instance: try #require(LogInstance("00000000000000aa")),
        witnessKey: try Ed25519PrivateKey(seed: SHA256.hash([9])).publicKey, previous: nil)
      let card = facts
      try node.engine.store.commit { (transaction) throws(Refusal) in
        try transaction.append(.peering(.cardReplaced(known.card, card)))
      }
    }
    refuse(days: 6)
    #expect(!accusations.contains(.falseWitness))
    refuse(days: 2)
    #expect(accusations.contains(.falseWitness))
  }

  /// The same for a log that gives no proof, in looks that are half a day apart.
  @Test(arguments: Reason.allCases) func logIsGivenAWeekForItsProof(reason: Reason) throws {
    for _ in 0..<20 {
      world.time.advance(30 * 60_000)
      try world.pass()
    }
    let owner = try #require(node.state.peerLog(peer.name))
    let seen = try #require(node.state.audit.witnessed[owner.origin])
    let comparison = node.engine.logComparison
    func look(halfDays: Int) throws {
      for _ in 0..<halfDays {
        world.time.advance(12 * 3_600_000)
        node.engine.tick()
        comparison.hold(
          TreeHead(size: UInt64(seen.size) + 64, root: SHA256.hash([1])), evidence: [], of: owner, shownBy: nil)
        try comparison.take(nil, from: seen.size, to: seen.size + 64, by: owner)
      }
    }
    try look(halfDays: 12)
    switch reason {
    case .absence: world.time.advance(3 * 86_400_000)
    case .suspension:
      _ = try node.engine.peering.suspend(region: peer.name.text, reason: "to be sure")
      _ = try node.engine.peering.resume(region: peer.name.text)
    case .newLog:
      // A proof that it gives ends the week as well: the tree that it has is the one that was seen.
      let pair = try #require(node.state.audit.witnessed[owner.origin]?.unproven.first?.pair)
      try node.engine.store.commit { (transaction) throws(Refusal) in
        try transaction.append(.audit(.unproven(origin: owner.origin, pair, nil)))
      }
    }
    try look(halfDays: 12)
    #expect(!accusations.contains(.unprovenLog))
    try look(halfDays: 4)
    #expect(accusations.contains(.unprovenLog))
  }

  // MARK: - Clocks

  /// A checkpoint that a clock far ahead signed does not keep the next ones back, and neither does a clock in doubt.
  @Test func clockAheadStopsNoBeat() throws {
    let ahead = Timestamp(seconds: Int64(world.time.milliseconds / 1000)).adding(days: 60)
    let signed = node.state.audit.checkpoints
    try node.engine.store.commit { (transaction) throws(Refusal) in
      try transaction.append(
        .audit(
          .checkpointSigned(
            size: signed.size, root: signed.root, note: signed.note, roster: signed.roster, at: ahead)))
    }
    let before = node.state.audit.checkpoints.sizes.count
    #expect(try node.engine.checkpoints.signNow(), "one that is signed in the future does not stand")
    for _ in 0..<28 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    #expect(node.state.audit.checkpoints.sizes.count > before + 1)
    node.clock.set(by: 90 * 86_400_000)
    node.engine.tick()
    try #require(node.engine.isClockInDoubt)
    let inDoubt = node.state.audit.checkpoints.sizes.count
    for _ in 0..<7 {
      world.time.advance(3_600_000)
      node.engine.tick()
    }
    #expect(node.state.audit.checkpoints.sizes.count > inDoubt)
  }

  // MARK: - The list of faults

  /// A log that goes on forking pushes out nothing that was noticed of others, and is told of once a day.
  @Test func forkerPushesOutNothing() throws {
    let (liar, honest) = (try #require(RegionName("liar")), try #require(RegionName("other")))
    let start = Timestamp(seconds: 1_800_000_000)
    var state = AuditState()
    state.apply(.faultNoticed(LogFault(.unprovenLog, region: honest, origin: "samenloop/other/a", at: start)))
    for number in 0..<1_000 {
      let fault = LogFault(
        .splitView, region: liar, origin: "samenloop/liar/\(number % 50)", size: number,
        at: start.adding(seconds: Int64(number) * 60))
      if !state.knows(fault) { state.apply(.faultNoticed(fault)) }
    }
    #expect(state.faults.first?.region == honest && state.faults.count == AuditState.faultsOfOneRegion + 1)
    #expect(Set(state.faults.map(\.origin)).count == state.faults.count, "the newest of each log")
    let newest = try #require(state.faults.last)
    var again = newest
    again.size += 1
    #expect(state.knows(again))
    again.at = newest.at.adding(seconds: 86_400)
    #expect(!state.knows(again))
  }
}
