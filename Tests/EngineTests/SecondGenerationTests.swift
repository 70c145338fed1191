import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A feed whose second generation is complete.
@Suite(.timeLimit(.minutes(30))) struct SecondGenerationTests {
  private func carry(_ peer: ForeignPeer, _ isWanted: (DeliveryKey) -> Bool) {
    for delivery in peer.node.engine.outboxes.nextDeliveries(to: peer.world.nodes[1].name) {
      let isCarried = isWanted(delivery.key)
      peer.node.engine.outboxes.complete(
        delivery,
        isCarried ? peer.world.network.carry(delivery.call, from: peer.node.tlsKey) : .failure(.timedOut))
    }
  }

  @Test func laterBatchDoesNotSendTheViewsOfMatchesAgain() throws {
    let peer = try ForeignPeer()
    let world = peer.world
    let day = peer.node.today.adding(days: -3)
    for number in 0...1 {
      try world.put(Report(id: "s1", youth: ["vnr:1000000000"], person: "a\(number)", startedOn: day), at: number)
    }
    for _ in 0..<8 {
      try world.pass()
      world.time.advance(10_000)
    }
    // A batch whose answer never came is given up once its signal is erased: the feed starts anew.
    try world.put(Report(id: "s2", youth: ["vnr:1000000001"], person: "b", startedOn: day), at: 0)
    carry(peer) { _ in false }
    try world.withdraw("s2", reason: "mistaken", at: 0)
    peer.node.engine.tick()
    world.time.advance(20 * 60_000)
    try world.settle()
    let feed = try #require(peer.node.state.exchange.outgoing[peer.key])
    #expect(feed.generation == 2 && feed.complete)
    let match = try #require(peer.node.state.matches.records.values.first)
    #expect(match.seenByPeer > 0)

    try world.put(Report(id: "s3", youth: ["vnr:1000000002"], person: "c", startedOn: day), at: 0)
    carry(peer) { if case .batch = $0 { true } else { false } }
    #expect(peer.node.state.exchange.outgoing[peer.key]?.count == 2, "the batch was answered")
    #expect(peer.node.state.matches.records[match.id]?.seenByPeer == match.seenByPeer)
  }
}
