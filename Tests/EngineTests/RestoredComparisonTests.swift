import Journal
import PeerProtocol
import Simulation
import Testing

import enum Cryptography.SubjectKind

@testable import Engine
@testable import Region

/// Regions compare what they hold of each other, and find what a restored backup lacks.
@Suite(.timeLimit(.minutes(30))) struct RestoredComparisonTests {
  private func youth(_ number: Int) -> String { "vnr:\(1_000_000_000 + number * 7_919)" }

  /// Two regions with four youths in common; the first was restored from a backup, and confirmed, that lacks the last batch
  /// of the second and nothing else. The second compared the sides just now, so that nothing but a request makes it look.
  private func withoutTheLastBatchOfThePeer() throws -> World {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    for number in 0..<4 { try world.report("a\(number)", youth(number), at: 0) }
    for number in 0..<3 { try world.report("b\(number)", youth(number), at: 1) }
    try world.settle()
    let backup = world.nodes[0].journal.inner.store
    try world.report("b3", youth(3), at: 1)
    try world.settle()
    #expect(try world.openMatches(0) == 4)
    try world.nodes[0].restore(backup)
    _ = try world.nodes[0].engine.restoreWatch.announce()
    _ = try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true)
    let (other, now) = (world.nodes[1].engine, world.nodes[1].clock.uptimeMilliseconds)
    other.lanes.lane(world.nodes[0].name) { lane in
      for id in lane.stateCheckedAt.keys { lane.stateCheckedAt[id] = now }
    }
    try quickPasses(world)
    #expect(try world.openMatches(0) == 3)
    return world
  }

  private func quickPasses(_ world: World, _ count: Int = 15) throws {
    for _ in 0..<count {
      try world.pass()
      world.time.advance(100)
    }
  }

  /// What the peers compared before says nothing of what a backup lacks.
  @Test(arguments: [0, 1]) func whoAsksForTheExchangeAtOnceGetsWhatTheBackupLacks(number: Int) throws {
    let world = try withoutTheLastBatchOfThePeer()
    world.time.advance(EngineLimits.comparisonMilliseconds)
    let engine = world.nodes[number].engine
    #expect(throws: Refusal.self) { try engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0) }
    try quickPasses(world, 30)
    #expect(try world.openMatches(0) == 4 && world.openMatches(1) == 4)
    #expect(world.nodes[0].state.peering.restoration.evidence.isEmpty)
  }

  /// A node that starts compares, and whom it asks does so as well: not an hour later.
  @Test func whomAStartingNodeAsksComparesToo() throws {
    let world = try withoutTheLastBatchOfThePeer()
    world.time.advance(EngineLimits.comparisonMilliseconds)
    try world.nodes[0].restart()
    try quickPasses(world, 30)
    #expect(try world.openMatches(0) == 4 && world.openMatches(1) == 4)
  }

  /// Nodes that ask each other do not go on doing so.
  @Test func comparingEndsWhenBothHaveCompared() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.connectAll()
    world.time.advance(EngineLimits.comparisonMilliseconds)
    let before = world.network.reached.count { $0.hasSuffix("/state") }
    #expect(throws: Refusal.self) {
      try world.nodes[0].engine.synchronizer.synchronize(region: nil, deadlineSeconds: 0)
    }
    // A minute and a half.
    try quickPasses(world, 900)
    #expect(world.network.reached.count { $0.hasSuffix("/state") } - before == 2)
  }

  /// Who compares again before the first batch of a new generation went does not begin one more.
  @Test(arguments: [false, true]) func aGenerationThatWasJustBegunIsNotBegunAgain(holdsNothing: Bool) throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    let node = world.nodes[0]
    let key = try #require(node.state.exchange.outgoing.keys.first { $0.kind == .youth })
    try world.report("a0", youth(0), at: 0)
    try world.settle()
    let older = try #require(world.nodes[1].state.exchange.incoming[key]?.report)
    try world.report("a1", youth(1), at: 0)
    try world.settle()
    let newest = try #require(world.nodes[1].state.exchange.incoming[key]?.report)
    let peer = try #require(node.state.peering.peers[world.nodes[1].name])
    func generation(after report: FeedStateReport) throws -> Int? {
      try node.engine.feedSender.reconcile(key, report, peer)
      return node.state.exchange.outgoing[key]?.generation
    }
    let lost = holdsNothing ? .empty : older
    #expect(try generation(after: newest) == 1)
    #expect(try generation(after: lost) == 2)
    #expect(try generation(after: lost) == 2 && generation(after: newest) == 2)
    try world.settle()
    #expect(world.nodes[1].state.exchange.incoming[key]?.report.generation == 2)
    // Once a batch of it was answered, what lacks that batch is a disagreement again.
    #expect(try generation(after: newest) == 3)
    #expect(node.state.peering.restoration.evidence.isEmpty)
  }
}
