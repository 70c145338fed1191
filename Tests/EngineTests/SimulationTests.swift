import Foundation
import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Scripted regions with random steps in between; `SIMULATION_SEEDS=1000..<2000` runs other seeds than the usual few.
@Suite(.timeLimit(.minutes(30))) struct SimulationTests {
  static let seeds: [UInt64] = {
    let parts = (ProcessInfo.processInfo.environment["SIMULATION_SEEDS"] ?? "").components(separatedBy: "..<")
    guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first < last else {
      return Array(0..<24)
    }
    return Array(first..<last)
  }()

  private func openMatches(_ world: World) -> Int {
    world.nodes.reduce(0) { $0 + $1.state.matches.shown.values.count { $0.isOpen } }
  }

  private func starts(_ world: World) -> Int { world.nodes.reduce(0) { $0 + $1.starts } }

  @Test(arguments: seeds)
  func regionsFindExactlyWhatTheyShare(seed: UInt64) throws {
    let world = try World(seed: seed, regions: seed % 5 == 4 ? 3 : 2, identities: 8)
    // Every third pair may send so little a day that batches are refused and sent in parts.
    world.perDay = seed % 3 == 2 ? 5 : 10_000
    try world.connectAll()
    // Something to find, whatever people report in the random steps.
    for number in world.nodes.indices { try world.report("common-\(number)", world.identities[0], at: number) }
    try world.settle()
    #expect(openMatches(world) >= world.nodes.count, "no match was found")
    for _ in 0..<2 {
      try world.run(steps: 150, faults: World.Faults())
      try world.settle()
      try world.passAnHour()
      try world.checkTruth()
    }
    #expect(starts(world) > world.nodes.count, "no process ever crashed")
    #expect(world.disturbedMessages > 0, "every message arrived once and was answered")
  }

  @Test func dozenRegionsFindExactlyWhatTheyShare() throws {
    let world = try World(seed: 12, regions: 12, identities: 10)
    try world.connectAll()
    try world.run(steps: 400, faults: World.Faults())
    try world.settle()
    try world.checkTruth()
    #expect(openMatches(world) > 0)
  }

  /// The same code with the curve itself instead of its stand-in.
  @Test func regionsFindExactlyWhatTheyShareOnTheCurve() throws {
    let world = try World(seed: 2, regions: 2, identities: 4, onTheCurve: true)
    world.kinds = ["youth"]
    try world.connectAll()
    for number in 0...1 {
      for signal in 0..<3 {
        try world.report("\(number)-\(signal)", world.identities[signal + number], at: number)
      }
    }
    try world.settle()
    try world.checkTruth()
    #expect(openMatches(world) == 4)
    try world.withdraw("0-1", reason: "mistaken", at: 0)
    try world.settle()
    try world.checkTruth()
    #expect(openMatches(world) == 2)
    #expect(world.nodes[0].arithmetic.calls.tokens == 0, "the stand-in computed")
  }

  @Test(arguments: [3, 60])
  func regionThatWasAwayForDaysCatchesUp(days: Int) throws {
    let world = try World(seed: UInt64(days) + 300, regions: 2, identities: 12)
    try world.connectAll()
    try world.run(steps: 100, faults: World.Faults())
    try world.settle()
    world.nodes[1].setReachable(false)
    for _ in 0..<days {
      world.time.advance(86_400_000)
      try world.put(world.randomReport(0), at: 0)
      try world.put(world.randomReport(1), at: 1)
      try world.pass()
    }
    for number in 0...1 { try world.report("away-\(number)", "vnr:1999999999", at: number) }
    try world.pass()
    let state = world.nodes[0].state
    #expect(
      state.exchange.outgoing.keys.contains { FeedBacklog(state, $0).outstanding() > 0 }, "nothing waits for the region"
    )
    world.nodes[1].setReachable(true)
    try world.settle()
    try world.passAnHour()
    try world.checkTruth()
    for (number, node) in world.nodes.enumerated() {
      let open = try node.engine.listedMatches()
      #expect(open.contains { $0["status"] == "open" && $0["signals"] == .array([.string("away-\(number)")]) })
    }
  }

  /// A peer that nobody hears of for `silenceDays` loses its tokens, on both sides.
  @Test func silenceEndsTheExchangeOnBothSides() throws {
    let world = try World(seed: 5, regions: 2, identities: 8)
    try world.connectAll()
    try world.run(steps: 100, faults: World.Faults())
    for number in 0...1 { try world.report("common-\(number)", world.identities[0], at: number) }
    try world.settle()
    #expect(!world.nodes[0].state.exchange.incoming.isEmpty && openMatches(world) >= 2)
    world.separate(0, 1)
    for _ in 0..<92 {
      world.time.advance(86_400_000)
      try world.pass()
    }
    for node in world.nodes {
      #expect(node.state.exchange.incoming.isEmpty && node.state.exchange.outgoing.isEmpty)
      #expect(node.state.matches.records.isEmpty && !node.state.matches.shown.values.contains(where: \.isOpen))
    }
    try world.settle()
    try world.propose(0, 1)
    try world.settle()
    try world.checkTruth()
    #expect(!world.nodes[0].state.exchange.outgoing.isEmpty)
  }

  /// The same youths under a renewal are the same matches to users, and the old agreement ends a day later.
  @Test func renewalKeepsTheMatchesOfTheOldAgreement() throws {
    let world = try World(seed: 9, regions: 2, identities: 8)
    try world.connectAll()
    for number in 0..<12 { try world.put(world.randomReport(number % 2), at: number % 2) }
    try world.settle()
    try world.checkTruth()
    let before = world.nodes[0].state.matches.shown.values.filter(\.isOpen).map(\.id).sorted()
    let old = try #require(world.nodes[0].state.agreements.records.keys.first)
    try #require(!before.isEmpty)
    try world.propose(1, 0, replaces: old.base64URL)
    try world.settle()
    #expect(world.nodes[0].state.agreements.records[old]?.endsAt != nil)
    try world.checkTruth()
    world.time.advance(25 * 3_600_000)
    try world.settle()
    try world.checkTruth()
    for node in world.nodes {
      #expect(node.state.agreements.records[old]?.status == .ended)
      #expect(node.state.exchange.outgoing.keys.allSatisfy { $0.agreement != old })
    }
    #expect(world.nodes[0].state.matches.shown.values.filter(\.isOpen).map(\.id).sorted() == before)
  }
}
