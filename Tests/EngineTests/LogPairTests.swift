import Cryptography
import PeerProtocol
import Simulation
import Synchronization
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// Which proofs a peer's log has to give, and what happens to one that does not give them.
@Suite(.timeLimit(.minutes(30))) struct LogPairTests {
  private let world: World
  private let owner: PeerLog

  /// Two regions; the first one's witness has cosigned checkpoints of the second one's log.
  init() throws {
    world = try World(seed: 9, regions: 2, identities: 8)
    try world.connectAll()
    for _ in 0..<30 {
      world.time.advance(30 * 60_000)
      try world.pass()
    }
    owner = try #require(world.nodes[0].state.peerLog(world.nodes[1].name))
  }

  private var node: SimulatedNode { world.nodes[0] }
  private var peer: SimulatedNode { world.nodes[1] }
  private var comparison: LogComparison { node.engine.logComparison }
  private var accusations: [LogFault.Kind] { node.state.audit.faults.map(\.kind) }
  private var wanted: [LogPair] { comparison.wantedProofs(of: owner, node.state.audit) }

  /// A state of the log that its owner never had, as another witness would show it.
  private func hold(forkAt size: Int) {
    comparison.hold(
      TreeHead(size: UInt64(size), root: SHA256.hash([UInt8(truncatingIfNeeded: size)])), evidence: [], of: owner,
      shownBy: nil)
  }

  /// A state that it had.
  private func hold(trueAt size: Int) throws {
    comparison.hold(
      TreeHead(size: UInt64(size), root: try peer.engine.audit.root(at: size)), evidence: [], of: owner, shownBy: nil)
  }

  /// Lets half days pass, with everything sent; `answer` says what comes of a question for a proof, nil what really does.
  private func pass(
    halfDays: Int, answer: (Delivery) -> Result<PeerReply, PeerCallFailure>? = { _ in nil }
  ) {
    for _ in 0..<halfDays {
      world.time.advance(12 * 3_600_000)
      node.engine.tick()
      peer.engine.tick()
      for _ in 0..<6 {
        // What is deferred after a failure is due again a while later.
        world.time.advance(20 * 60_000)
        for (from, to) in [(node, peer), (peer, node)] {
          for delivery in from.engine.outboxes.nextDeliveries(to: to.name) {
            let carried = { world.network.carry(delivery.call, from: from.tlsKey) }
            let isAsked = delivery.key.isOfConsistency && from.name == node.name
            from.engine.outboxes.complete(delivery, (isAsked ? answer(delivery) : nil) ?? carried())
          }
        }
      }
    }
  }

  /// A log that forked proves what both branches have in common as often as it is asked.
  @Test func proofOfOnePairProvesNoOther() throws {
    let first = try #require(peer.state.audit.checkpoints.sizes.first)
    let seen = try #require(node.state.audit.witnessed[owner.origin]?.size)
    try #require(first < seen)
    hold(forkAt: seen + 64_000)
    try hold(trueAt: first)
    #expect(wanted.count == 2)
    for _ in 0..<5 {
      pass(halfDays: 2)
      try hold(trueAt: first)
    }
    pass(halfDays: 1)
    #expect(wanted.map(\.newerSize) == [seen + 64_000] && accusations.isEmpty)
    try node.restart()
    for _ in 0..<2 {
      try hold(trueAt: first)
      pass(halfDays: 2)
    }
    #expect(accusations == [.unprovenLog])
    #expect(wanted.map(\.newerSize) == [seen + 64_000])
  }

  @Test func proofEndsWhatWasDoubted() throws {
    let first = try #require(peer.state.audit.checkpoints.sizes.first)
    try hold(trueAt: first)
    pass(halfDays: 2) { _ in .success(PeerReply(status: 404, body: Problem(.notFound, "none").json.bytes)) }
    #expect(node.state.audit.witnessed[owner.origin]?.unproven.count == 1)
    try node.restart()
    #expect(wanted.count == 1)
    pass(halfDays: 2)
    #expect(wanted.isEmpty && node.state.audit.witnessed[owner.origin]?.unproven.isEmpty == true)
    #expect(accusations.isEmpty)
  }

  /// What comes instead of a proof.
  private static let evasions: [Result<PeerReply, PeerCallFailure>] = [
    .success(PeerReply(status: 200, body: Array("{".utf8))),
    .success(PeerReply(status: 200, body: Array(#"{"proof":[]}"#.utf8))),
    .success(PeerReply(status: 500, body: [])),
    .success(PeerReply(status: 503, body: Array("busy".utf8))),
    .success(PeerReply(status: 429, body: [])),
    .success(PeerReply(status: 403, body: Problem(.unknownPeer, "who").json.bytes)),
    .failure(.notReachable("reset")),
  ]

  @Test(arguments: evasions.indices) func answerWithoutAProofIsATry(number: Int) throws {
    let seen = try #require(node.state.audit.witnessed[owner.origin]?.size)
    hold(forkAt: seen + 64_000)
    pass(halfDays: 11) { _ in Self.evasions[number] }
    #expect(accusations.isEmpty)
    pass(halfDays: 6) { _ in Self.evasions[number] }
    #expect(accusations == [.unprovenLog])
  }

  /// A peer that is away answers nothing at all: that says nothing of its log.
  @Test func absentPeerIsNotAccused() throws {
    let seen = try #require(node.state.audit.witnessed[owner.origin]?.size)
    hold(forkAt: seen + 64_000)
    pass(halfDays: 2) { _ in .success(PeerReply(status: 503, body: [])) }
    peer.setReachable(false)
    pass(halfDays: 20)
    #expect(accusations.isEmpty && wanted.count == 1)
  }

  /// A forker that shows ever new states pushes out none of those that it did not prove.
  @Test func oldestPairsAreKept() throws {
    let seen = try #require(node.state.audit.witnessed[owner.origin]?.size)
    for number in 1...100 { hold(forkAt: seen + number * 64) }
    #expect(wanted.map(\.newerSize) == (1...WitnessedLog.unprovenLimit).map { seen + $0 * 64 })
  }

  // MARK: - Removed peers

  /// What was asked of a peer's witness, and what it showed, goes with the peer.
  @Test func removedPeerIsForgotten() throws {
    let world = try World(seed: 10, regions: 4, identities: 6)
    try world.connectAll()
    for _ in 0..<16 {
      world.time.advance(30 * 60_000)
      try world.pass()
    }
    let node = world.nodes[0]
    let (removed, kept) = (world.nodes[2].name, world.nodes[1].name)
    let log = try #require(node.state.peerLog(removed)).origin
    let outbox = try #require(node.engine.outboxes.sources.checkpoints as? CheckpointOutbox)
    #expect(outbox.asked.withLock { $0[removed] != nil && $0[kept]?[log] != nil })
    #expect(node.engine.witness.shown.withLock { $0.answered[log] != nil })
    let at = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    try node.engine.store.commit { (transaction) throws(Refusal) in
      try transaction.append(.peering(.removed(removed, at: at)))
    }
    for _ in 0..<16 {
      world.time.advance(30 * 60_000)
      for delivery in node.engine.outboxes.nextDeliveries(to: kept) {
        node.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: node.tlsKey))
      }
    }
    node.engine.witness.noteShown(nil, of: log, by: removed)
    #expect(outbox.asked.withLock { $0[removed] == nil && $0[kept]?[log] == nil })
    #expect(node.engine.witness.shown.withLock { $0.answered[log] == nil && $0.heads[log] == nil })
  }
}
