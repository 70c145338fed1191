import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What `status` says of guardians, which go to a peer later than youths.
@Suite(.timeLimit(.minutes(30))) struct WaitingGuardiansTests {
  private func report(_ id: String, guardian: Int, in world: World) throws {
    var report = Report(
      id: id, youth: ["vnr:\(1_000_000_000 + guardian)"], person: "person-\(id)",
      startedOn: world.nodes[0].today.adding(days: -3))
    report.guardians = ["vnr:\(3_000_000_000 + guardian)"]
    try world.put(report, at: 0)
  }

  private func waiting(_ world: World) -> JSONValue? {
    world.nodes[0].engine.statusDocument()["peers"]?.arrayValue?.first?["guardiansWaiting"]
  }

  @Test func statusSaysHowManyGuardiansWaitAndUntilWhen() throws {
    let world = try World(seed: 1, regions: 2, identities: 2)
    try world.connectAll()
    #expect(waiting(world) == nil)
    try report("a", guardian: 1, in: world)
    try report("b", guardian: 2, in: world)
    for _ in 0..<4 { try world.pass() }
    let shown = waiting(world)
    let told = try #require(shown)
    #expect(told["additions"] == 2, "\(told)")
    let from = try #require(told["from"]?.stringValue.flatMap { Timestamp(rfc3339: $0) })
    let now = Int64(world.time.milliseconds / 1_000)
    #expect(from.seconds > now && from.seconds <= now + 86_401)
    // A second before that nothing went; then they go.
    world.time.advance(Int(from.seconds - now + 1) * 1_000)
    try world.settle()
    #expect(waiting(world) == nil)
    #expect(world.nodes[0].engine.statusDocument()["peers"]?.arrayValue?.first?["sent"] == 4)
  }
}
