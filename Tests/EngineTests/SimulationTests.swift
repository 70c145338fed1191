import Foundation
import Testing

@testable import Engine

/// Regions on a simulated network; `SIMULATION_SEEDS=1000..<2000` runs other seeds than the usual few.
@Suite struct SimulationTests {
  static let seeds: [UInt64] = {
    let parts = (ProcessInfo.processInfo.environment["SIMULATION_SEEDS"] ?? "").components(separatedBy: "..<")
    guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first < last else {
      return Array(0..<40)
    }
    return Array(first..<last)
  }()

  @Test(arguments: seeds)
  func regionsFindExactlyWhatTheyShare(seed: UInt64) throws {
    let world = try World(seed: seed, regions: seed % 5 == 4 ? 3 : 2, identities: 8)
    try world.connectAll()
    for _ in 0..<2 {
      try world.run(steps: 150, faults: World.Faults())
      try world.settle()
      try world.passAnHour()
      try world.checkTruth()
    }
  }
}
