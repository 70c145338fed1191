import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Node
@testable import Region

/// The search for looks at a person ends, and says how far it came.
@Suite(.timeLimit(.minutes(30))) struct LookSearchTests {
  @Test func searchEndsWithItsLimitAndSaysFromWhichDayItIsComplete() throws {
    let world = try World(seed: 15, regions: 1, identities: 4)
    let node = world.nodes[0]
    let desk = try OfficerDesk(node)
    let youth = "vnr:1000000000"
    try world.put(Report(id: "s1", youth: [youth], person: "p", startedOn: node.today.adding(days: -3)), at: 0)
    func report() throws -> OfficerDesk.Answer { try desk.subject("report", youth, "youth", ["reason": "file 1"]) }
    for _ in 0..<3 { _ = try report() }
    world.time.advance(400 * 86_400_000)
    node.engine.tick()
    for _ in 0..<2 { _ = try report() }
    #expect(try report().body["looksFrom"] == nil)

    func found(_ trials: Int) throws -> LookSearch.Found {
      var search = LookSearch(node.engine.audit, today: node.today, trials: trials)
      return try search.find([.signal("s1")])
    }
    let all = try found(EngineLimits.commitmentTrials)
    #expect(all.looks.count == 6 && all.completeFrom == nil)
    let none = try found(0)
    #expect(none.looks.isEmpty && none.completeFrom == node.today.adding(days: 1))
    // With more trials it is never complete for less, and what it lists is all of what it says it lists.
    var from = try #require(none.completeFrom)
    var counts: Set<Int> = [0]
    for trials in 0..<40 {
      let part = try found(trials)
      guard let first = part.completeFrom else {
        #expect(part.looks == all.looks)
        counts.insert(part.looks.count)
        continue
      }
      #expect(first <= from)
      from = first
      #expect(part.looks == all.looks.filter { $0.on >= first })
      counts.insert(part.looks.count)
    }
    #expect(counts == [0, 3, 6])
  }
}
