import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What would end at once, and is more than usual, waits for an operator; what ends from day to day does not.
@Suite(.timeLimit(.minutes(30))) struct EndingsTests {
  private static let day = 86_400_000
  private let world: World

  init() throws { world = try World(seed: 1, regions: 2, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }

  /// Signals whose terms run out one after the other, `daysApart`.
  private func load(_ count: Int, daysApart: (Int) -> Int) throws {
    let file = node.engine.signals.beginImport()
    for number in 0..<count {
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(2_000_000_000 + number)", "organisation_id": "o",
          "organisation": "Organisation", "sector": "jgz", "contact_email": "team@mail.test",
          "started_on": node.today.adding(days: -700 + daysApart(number)).iso,
        ])
    }
    _ = try file.finish()
  }

  private var archived: Int { node.state.signals.ids.count { node.state.signals.summary($0)?.isArchived == true } }

  @Test func aDailySweepAsksNobody() throws {
    try load(100) { $0 / 2 }
    for _ in 0..<90 {
      world.time.advance(Self.day / 24)
      for _ in 0..<23 {
        node.engine.tick()
        world.time.advance(Self.day / 24)
      }
    }
    #expect(archived == 100)
    #expect(node.engine.statusDocument()["endings"] == nil)
  }

  @Test func aNodeThatWasOffForMonthsAsks() throws {
    try load(100) { $0 }
    node.engine.tick()
    world.time.advance(90 * Self.day)
    try node.restart()
    _ = try node.engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
    node.engine.tick()
    #expect(archived == 0)
    let waiting = try #require(node.engine.statusDocument()["endings"])
    let count = try #require(waiting["signals"]?.integerValue)
    #expect(count > 20 && waiting["of"]?.integerValue == 100)
    #expect(waiting["next"]?.stringValue == "samenloop retention confirm --endings \(count)")
    for wrong in [count - 1, count + 1] {
      #expect(throws: Refusal.self) {
        try node.engine.confirmEndings(signals: wrong, agreements: nil, approver: node.operatorRole)
      }
    }
    #expect(archived == 0)
    _ = try node.engine.confirmEndings(signals: count, agreements: nil, approver: node.operatorRole)
    #expect(archived == count && node.engine.statusDocument()["endings"] == nil)
  }

  @Test func allOfSeveralAgreementsDoNotEndAtOnce() throws {
    let world = try World(seed: 2, regions: 3, identities: 8)
    try world.connectAll()
    let node = world.nodes[0]
    world.time.advance(1_001 * Self.day)
    for node in world.nodes {
      _ = try node.engine.confirmClock(date: node.engine.clockDay.iso, approver: node.operatorRole)
    }
    for node in world.nodes { node.engine.tick() }
    #expect(node.state.agreements.records.values.count { $0.status == .concluded } == 2)
    #expect(node.engine.statusDocument()["endings"]?["agreements"]?.integerValue == 2)
    for wrong in [1, 3] {
      #expect(throws: Refusal.self) {
        try node.engine.confirmEndings(signals: nil, agreements: wrong, approver: node.operatorRole)
      }
    }
    _ = try node.engine.confirmEndings(signals: nil, agreements: 2, approver: node.operatorRole)
    #expect(node.state.agreements.records.values.count { $0.status == .concluded } == 0)
  }
}
