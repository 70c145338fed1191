import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// The peer's own message about a match overtakes its answer to ours.
@Suite(.timeLimit(.minutes(30))) struct CrossedMatchAnswerTests {
  @Test func answerThatWasOvertakenDoesNotDelayTheNextView() throws {
    let peer = try ForeignPeer()
    let (world, engine, name) = (peer.world, peer.node.engine, peer.world.nodes[1].name)
    let day = peer.node.today.adding(days: -3)
    for number in 0...1 {
      try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p\(number)", startedOn: day), at: number)
    }
    for _ in 0..<8 {
      try world.pass()
      world.time.advance(10_000)
    }
    func report(_ person: String) throws {
      try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: person, startedOn: day), at: 0)
    }
    func view() -> Delivery? {
      engine.outboxes.nextDeliveries(to: name).first { if case .match = $0.key { true } else { false } }
    }
    try report("p2")
    let delivery = try #require(view())
    guard case .success(let reply) = world.network.carry(delivery.call, from: peer.node.tlsKey) else {
      Issue.record("the peer did not answer")
      return
    }
    // The peer tells by itself what it holds of ours.
    let seen = try MatchView(reading: reply.body)
    #expect(peer.ask("PUT", delivery.call.path, seen.bytes).status == 200)
    #expect(peer.node.state.matches.records.values.allSatisfy { !$0.isUnsettled })
    // Its answer is an older one.
    engine.outboxes.complete(delivery, .success(PeerReply(status: 200, body: MatchView(proof: seen.proof).bytes)))
    try report("p3")
    #expect(view() != nil)
  }
}
