import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A batch whose body arrives after it was admitted.
@Suite(.timeLimit(.minutes(30))) struct BatchUnderWayTests {
  @Test func batchThatOutlivesTheTermOfItsAgreementIsRefused() throws {
    let peer = try ForeignPeer()
    let body = try peer.batch([peer.point(1)])
    let received = peer.feed?.sequence
    let response = peer.node.engine.answer(
      PeerRequest(method: "POST", path: peer.batches, client: peer.world.nodes[1].tlsKey) { _ in
        peer.world.time.advance(1_001 * 86_400_000)
        return body
      })
    #expect(peer.refusal(response).code == .agreementNotActive)
    #expect(peer.feed?.sequence == received && peer.feed?.count == 0)
  }
}
