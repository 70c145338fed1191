import Cryptography
import Journal
import PeerProtocol
import PrivateMatching
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What was erased leaves the disk soon, whatever happens meanwhile; and terms end on time.
@Suite(.timeLimit(.minutes(30))) struct ErasureTests {
  private static let text = "vnr:1000000000"
  private static let minutes = 60_000

  private func world() throws -> World { try World(seed: 1, regions: 1, identities: 8) }

  private func report(_ world: World, daysAgo: Int = 10) -> Report {
    Report(id: "s1", youth: [Self.text], person: "person", startedOn: world.nodes[0].today.adding(days: -daysAgo))
  }

  private func isOnDisk(_ world: World) throws -> Bool {
    let node = world.nodes[0]
    let pseudonym = try node.arithmetic.pseudonyms(of: [Identity(Self.text)], kind: .youth)[0]
    let store = node.journal.inner.store
    return Haystack((store.snapshot + store.records).flatMap { $0 }).contains(pseudonym.dropFirst())
  }

  @Test func whatWasErasedLeavesTheDiskWithinMinutes() throws {
    let world = try world()
    try world.put(report(world), at: 0)
    try world.withdraw("s1", reason: "mistaken", at: 0)
    world.nodes[0].engine.tick()
    #expect(try isOnDisk(world))
    world.time.advance(16 * Self.minutes)
    world.nodes[0].engine.tick()
    #expect(try !isOnDisk(world))
  }

  @Test func aRestartDoesNotForgetWhatTheDiskStillHolds() throws {
    let world = try world()
    try world.put(report(world), at: 0)
    try world.withdraw("s1", reason: "objection", at: 0)
    try world.nodes[0].restart()
    #expect(try isOnDisk(world))
    world.time.advance(16 * Self.minutes)
    world.nodes[0].engine.tick()
    #expect(try !isOnDisk(world))
  }

  @Test func aSnapshotThatFailsIsTriedAgain() throws {
    let world = try world()
    let node = world.nodes[0]
    try world.put(report(world), at: 0)
    try world.withdraw("s1", reason: "objection", at: 0)
    world.time.advance(16 * Self.minutes)
    // The begin succeeds, a chunk does not.
    node.journal.failsSnapshots = true
    node.engine.tick()
    #expect(try isOnDisk(world))
    node.journal.failsSnapshots = false
    node.engine.tick()
    #expect(try !isOnDisk(world))
  }

  @Test func aTermEndsAlsoWhereTheDiskWasFullThen() throws {
    let world = try world()
    let node = world.nodes[0]
    node.engine.tick()
    try world.put(report(world, daysAgo: 729), at: 0)
    #expect(try node.engine.signal(id: "s1")["status"]?.stringValue == "active")
    world.time.advance(2 * 86_400_000)
    node.journal.inner.refuse(with: .full)
    node.engine.tick()
    node.journal.inner.refuse(with: nil)
    #expect(try node.engine.signal(id: "s1")["status"]?.stringValue == "active")
    node.engine.tick()
    #expect(try node.engine.signal(id: "s1")["status"]?.stringValue == "archived")
  }

  /// A batch that may have arrived is not repeated with what was erased meanwhile: it is given up, and its salt with it.
  @Test func aBatchWithAnErasedYouthIsGivenUp() throws {
    let peer = try ForeignPeer()
    let (world, node) = (peer.world, peer.node)
    world.separate(0, 1)
    try world.put(report(world), at: 0)
    try world.pass()
    let pending = try #require(node.state.exchange.outgoing[peer.key]?.pending)
    try #require(BatchRequest(parsing: pending.body).pointCount == 1)
    try world.withdraw("s1", reason: "objection", at: 0)
    world.time.advance(60 * Self.minutes)
    for delivery in node.engine.outboxes.nextDeliveries(to: world.nodes[1].name) {
      #expect(delivery.call.body != pending.body, "the erased youth is sent again")
      node.engine.outboxes.complete(delivery, .failure(.timedOut))
    }
    // Also where the peer is down, so that nothing is due to it.
    node.engine.tick()
    let left = node.state.exchange.outgoing[peer.key]?.pending
    #expect(left == nil)
    node.engine.writeSnapshot()
    let disk = Haystack((node.journal.inner.store.snapshot + node.journal.inner.store.records).flatMap { $0 })
    let isLeft = disk.contains(pending.body)
    #expect(!isLeft)
    try world.settle()
    try world.checkTruth()
    #expect(node.state.exchange.outgoing[peer.key]?.generation == 2)
  }
}
