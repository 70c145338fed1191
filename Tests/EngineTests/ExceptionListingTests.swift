import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Which exceptions to limits `status` lists.
@Suite(.timeLimit(.minutes(30))) struct ExceptionListingTests {
  @Test func exceptionIsListedUpToTheLastSecondOfItsTerm() throws {
    let world = try World(seed: 12, regions: 2, identities: 2)
    world.kinds = ["youth"]
    try world.connectAll()
    let node = world.nodes[0]
    let agreement = try #require(node.state.agreements.with(world.nodes[1].name).last?.id).base64URL
    let until = node.engine.now.adding(seconds: 600)
    _ = try node.engine.limits.proposeException(
      agreement: agreement,
      terms: [
        "additions": 150, "from": JSONValue(until.adding(days: -1)), "until": JSONValue(until), "reason": "a burst",
      ], approver: node.officer)
    func listed() throws -> Int? {
      let peer = try #require(node.engine.statusDocument()["peers"]?.arrayValue?.first)
      return peer["limits"]?.arrayValue?.first?["exceptions"]?.arrayValue?.count
    }
    world.time.advance(Int(until.seconds - node.engine.now.seconds) * 1_000)
    #expect(node.engine.now == until)
    #expect(try listed() == 1)
    world.time.advance(1_000)
    #expect(try listed() == 0)
  }
}
