import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A peer that is suspended once more.
@Suite(.timeLimit(.minutes(30))) struct RepeatedSuspensionTests {
  @Test func secondSuspensionKeepsReasonAndTimeOfTheFirst() throws {
    let peer = try ForeignPeer()
    let name = peer.world.nodes[1].name
    _ = try peer.node.engine.peering.suspend(region: name.text, reason: "its key may be stolen")
    let first = try #require(peer.node.state.peering.peers[name]?.suspension)
    peer.world.time.advance(3_600_000)
    _ = try peer.node.engine.peering.suspend(region: name.text, reason: "another reason")
    #expect(peer.node.state.peering.peers[name]?.suspension == first)
  }
}
