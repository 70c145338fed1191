import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A region that still believes to be the peer of one that removed it.
@Suite(.timeLimit(.minutes(30))) struct ForgottenPeerTests {
  @Test func joinAtARegionThatForgotItsPeerAsksItsOperatorAnew() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    try world.peer(0, 1)
    for _ in 0..<6 {
      try world.pass()
      world.time.advance(1_000)
    }
    let (inviter, joiner) = (world.nodes[0], world.nodes[1])
    #expect(joiner.state.peering.peers[inviter.name]?.status == .accepted)
    _ = try inviter.engine.peering.remove(region: joiner.name.text, confirming: joiner.name.text)
    let code = try inviter.engine.peering.createInvitation().code.text
    _ = try joiner.engine.peering.join(code: code)
    #expect(joiner.state.peering.peers[inviter.name]?.status == .requested)
    #expect(inviter.state.peering.peers[joiner.name]?.status == .pending)
  }
}
