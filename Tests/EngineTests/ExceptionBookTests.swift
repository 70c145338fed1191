import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// How many exceptions to limits this region's people may propose under one agreement.
@Suite(.timeLimit(.minutes(30))) struct ExceptionBookTests {
  @Test func proposalsThatWaitFillTheBook() throws {
    let world = try World(seed: 12, regions: 2, identities: 2)
    world.kinds = ["youth"]
    try world.connectAll()
    let node = world.nodes[0]
    let agreement = try #require(node.state.agreements.with(world.nodes[1].name).last?.id).base64URL
    let now = node.engine.now
    func propose(_ number: Int) throws {
      _ = try node.engine.limits.proposeException(
        agreement: agreement,
        terms: [
          "additions": JSONValue(100 + number), "from": JSONValue(now.adding(days: -1)),
          "until": JSONValue(now.adding(days: 10)), "reason": "a burst",
        ], approver: node.officer)
    }
    for number in 0..<EngineLimits.standingExceptions { try propose(number) }
    let problem = #expect(throws: Refusal.self) { try propose(EngineLimits.standingExceptions) }
    #expect(problem?.code == .conflict)
  }
}
