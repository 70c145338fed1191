import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// When a sender starts its feed anew, and when it must not.
@Suite(.timeLimit(.minutes(30))) struct GenerationTests {
  /// Two regions, and a feed whose second generation started; nothing of it was sent yet. The batch that was given up
  /// for it may have arrived.
  private func started(arrived: Bool = false) throws -> ForeignPeer {
    let peer = try ForeignPeer()
    let world = peer.world
    let day = peer.node.today.adding(days: -3)
    try world.put(Report(id: "s1", youth: ["vnr:1000000000"], person: "a", startedOn: day), at: 0)
    try world.settle()
    try world.put(Report(id: "s2", youth: ["vnr:1000000001"], person: "b", startedOn: day), at: 0)
    let due = peer.node.engine.outboxes.nextDeliveries(to: world.nodes[1].name)
    #expect(due.contains { if case .batch = $0.key { true } else { false } })
    for delivery in due {
      if arrived { _ = world.network.carry(delivery.call, from: peer.node.tlsKey) }
      peer.node.engine.outboxes.complete(delivery, .failure(.timedOut))
    }
    try world.withdraw("s2", reason: "mistaken", at: 0)
    peer.node.engine.tick()
    world.time.advance(20 * 60_000)
    try exchange(peer) { if case .state = $0 { true } else { false } }
    return peer
  }

  /// Carries what is due and wanted to the second region; the rest is lost.
  private func exchange(_ peer: ForeignPeer, _ isWanted: (DeliveryKey) -> Bool) throws {
    for delivery in peer.node.engine.outboxes.nextDeliveries(to: peer.world.nodes[1].name) {
      peer.node.engine.outboxes.complete(
        delivery,
        isWanted(delivery.key) || delivery.key.isOfLogs
          ? peer.world.network.carry(delivery.call, from: peer.node.tlsKey) : .failure(.timedOut))
    }
  }

  private func feed(_ peer: ForeignPeer) throws -> OutgoingFeed {
    try #require(peer.node.state.exchange.outgoing[peer.key])
  }

  @Test(arguments: [false, true])
  func aBatchThatWasGivenUpStartsOne(arrived: Bool) throws {
    let peer = try started(arrived: arrived)
    let feed = try feed(peer)
    #expect(feed.generation == 2 && feed.sequence == 0 && !feed.needsRepair)
    #expect(feed.previousReceipt == peer.world.nodes[1].state.exchange.incoming[peer.key]?.receipt)
  }

  /// The peer still shows the receipt that the first batch will name: that is no disagreement.
  @Test(arguments: [false, true], [false, true])
  func oneThatStartedIsNotStartedAgain(isRestarted: Bool, arrived: Bool) throws {
    let peer = try started(arrived: arrived)
    func compared() -> Int { peer.world.network.reached.count { $0.hasSuffix("/state") } }
    let before = compared()
    for _ in 0..<3 {
      peer.world.time.advance(61 * 60_000)
      if isRestarted { try peer.node.restart() }
      try exchange(peer) { if case .state = $0 { true } else { false } }
      try exchange(peer) { _ in false }
    }
    #expect(compared() >= before + 3)
    #expect(try feed(peer).generation == 2)
    try peer.world.settle()
    try peer.world.checkTruth()
    #expect(try feed(peer).generation == 2)
  }

  /// The answer was lost, not the batch: the same bytes are sent again, and nothing starts anew.
  @Test func anAnswerThatWasLostIsNoDisagreement() throws {
    let peer = try ForeignPeer()
    let world = peer.world
    let report = Report(id: "s1", youth: ["vnr:1000000000"], person: "a", startedOn: peer.node.today)
    try world.put(report, at: 0)
    let sent = peer.node.engine.outboxes.nextDeliveries(to: world.nodes[1].name)
    let batch = try #require(sent.first { if case .batch = $0.key { true } else { false } })
    _ = world.network.carry(batch.call, from: peer.node.tlsKey)
    peer.node.engine.outboxes.complete(batch, .failure(.timedOut))
    let pending = try #require(try feed(peer).pending)
    #expect(pending.body == batch.call.body)
    world.time.advance(61 * 60_000)
    try peer.node.restart()
    try exchange(peer) { if case .state = $0 { true } else { false } }
    #expect(try feed(peer).generation == 1)
    let again = peer.node.engine.outboxes.nextDeliveries(to: world.nodes[1].name).compactMap(\.call.body)
    #expect(again.contains(pending.body))
    #expect(try feed(peer).generation == 1)
  }
}
