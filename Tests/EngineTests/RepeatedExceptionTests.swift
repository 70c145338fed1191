import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// An exception to limits that is proposed once more in the same words.
@Suite(.timeLimit(.minutes(30))) struct RepeatedExceptionTests {
  @Test func proposalOfAConcludedExceptionChangesNothing() throws {
    let world = try World(seed: 12, regions: 2, identities: 2)
    world.kinds = ["youth"]
    try world.connectAll()
    let agreement = try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).last?.id).base64URL
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    let terms: JSONValue = [
      "additions": 150, "from": JSONValue(now.adding(days: -1)), "until": JSONValue(now.adding(days: 10)),
      "reason": "an organisation enters its signals anew",
    ]
    func propose() throws -> DocumentId {
      let drawn = try world.nodes[0].engine.limits.proposeException(
        agreement: agreement, terms: terms, approver: world.nodes[0].officer)
      return drawn.record.id
    }
    func pass() throws {
      for _ in 0..<8 {
        try world.pass()
        world.time.advance(500)
      }
    }
    let id = try propose()
    try pass()
    _ = try world.nodes[1].engine.limits.approveException(
      agreement: agreement, id: id.base64URL, approver: world.nodes[1].officer)
    try pass()
    #expect(world.nodes[0].state.limits.exceptions[id]?.standing == .concluded)
    #expect(try propose() == id)
    #expect(world.nodes[0].state.limits.exceptions[id]?.standing == .concluded)
    #expect(world.nodes[0].state.limits.exceptions.count == 1)
  }
}
