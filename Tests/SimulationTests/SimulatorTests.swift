import Foundation
import Simulation
import Synchronization
import Testing

/// The deterministic simulator: regions, their people, faults and malicious peers, a run a seed.
///
/// `SIMULATION_SEEDS=5000..<9000` runs others than the usual 2,000.
@Suite struct SimulatorTests {
  static let seeds: Range<UInt64> = {
    let parts = (ProcessInfo.processInfo.environment["SIMULATION_SEEDS"] ?? "").components(separatedBy: "..<")
    guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first < last else {
      return 0..<2_000
    }
    return first..<last
  }()

  /// Parts that run beside each other.
  static let parts = stride(from: seeds.lowerBound, to: seeds.upperBound, by: 50).map {
    $0..<min($0 + 50, seeds.upperBound)
  }

  private struct Ledger: Sendable {
    var parts = 0
    var runs = 0
    var events = 0
    var coverage = Coverage()
  }

  private static let ledger = Mutex(Ledger())

  /// No seed breaks a promise; together they meet every command, event, fault and problem code.
  @Test(arguments: parts)
  func noPromiseIsBroken(seeds: Range<UInt64>) {
    var coverage = Coverage()
    var events = 0
    for seed in seeds {
      let outcome = Simulation.run(seed: seed)
      coverage.add(outcome.coverage)
      events += outcome.events
      guard outcome.violation != nil else { continue }
      Issue.record("\(Simulation.shrink(outcome))\nAgain: samenloop-bench simulate --seeds 1 --from \(seed)")
    }
    let (added, happened) = (coverage, events)
    let all = Self.ledger.withLock { ledger in
      ledger.parts += 1
      ledger.runs += seeds.count
      ledger.events += happened
      ledger.coverage.add(added)
      return ledger
    }
    guard all.parts == Self.parts.count else { return }
    print(all.coverage.lines.joined(separator: "\n"))
    // Fewer seeds need not meet everything.
    guard all.runs >= 2_000 else { return }
    #expect(all.coverage.missing.isEmpty)
    #expect(all.events >= 200 * all.runs)
  }

  @Test(arguments: [3, 364, 624, 1428])
  func theSameSeedIsTheSameRun(seed: UInt64) {
    let (first, second) = (Simulation.run(seed: seed), Simulation.run(seed: seed))
    #expect(first.trace == second.trace)
    #expect(first.events == second.events)
  }
}
