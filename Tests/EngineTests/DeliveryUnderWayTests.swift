import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What goes to a peer while its answer is awaited.
@Suite(.timeLimit(.minutes(30))) struct DeliveryUnderWayTests {
  @Test func deliveryUnderWayIsNotHandedOutAgain() throws {
    let peer = try ForeignPeer()
    let (world, name) = (peer.world, peer.world.nodes[1].name)
    let day = peer.node.today.adding(days: -3)
    for number in 0...1 {
      try world.put(Report(id: "s", youth: ["vnr:1000000000"], person: "p\(number)", startedOn: day), at: number)
    }
    var handedOut: Set<String> = []
    for _ in 0..<12 {
      let due = peer.node.engine.outboxes.nextDeliveries(to: name)
      let again = peer.node.engine.outboxes.nextDeliveries(to: name)
      #expect(Set(due.map(\.key)).isDisjoint(with: again.map(\.key)))
      for delivery in due + again {
        handedOut.insert(delivery.call.path.split(separator: "/").dropFirst(3).first.map(String.init) ?? "")
        peer.node.engine.outboxes.complete(delivery, world.network.carry(delivery.call, from: peer.node.tlsKey))
      }
      try world.pass()
      world.time.advance(61 * 60_000)
    }
    #expect(handedOut.isSuperset(of: ["feeds", "matches", "state"]), "\(handedOut)")
  }
}
