import Foundation
import Simulation
import Synchronization
import Testing

/// Random runs: regions, their people, faults and malicious peers, a run a seed.
///
/// A debug build does a few of them; `samenloop-bench simulate --seeds 2000 --from 0` does all that a release needs.
/// `SIMULATION_SEEDS=5000..<9000` runs others here.
@Suite(.timeLimit(.minutes(30))) struct SimulatorTests {
  static let seeds: Range<UInt64> = {
    let parts = (ProcessInfo.processInfo.environment["SIMULATION_SEEDS"] ?? "").components(separatedBy: "..<")
    guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]), first < last else {
      return 0..<80
    }
    return first..<last
  }()

  private static let seedsInPart: UInt64 = 20

  /// Parts that run beside each other.
  static let parts = stride(from: seeds.lowerBound, to: seeds.upperBound, by: Int(seedsInPart)).map {
    $0..<min($0 + seedsInPart, seeds.upperBound)
  }

  private static let done = Mutex((parts: 0, total: RunTotal()))

  @Test(arguments: parts)
  func randomRunsBreakNoPromiseAndMeetWhatIsExpected(seeds: Range<UInt64>) {
    var total = RunTotal()
    for seed in seeds { total.add(Simulation.run(seed: seed)) }
    for outcome in total.failed {
      Issue.record("\(Simulation.shrink(outcome))\nAgain: samenloop-bench simulate --seeds 1 --from \(outcome.seed)")
    }
    let part = total
    let all = Self.done.withLock { done in
      done.parts += 1
      done.total.add(part)
      return done
    }
    #expect(part.exchanges > 0)
    guard all.parts == Self.parts.count else { return }
    print(all.total.coverage.lines.joined(separator: "\n"))
    #expect(all.total.shortcomings.isEmpty)
  }

  @Test(arguments: [3, 364, 624, 1428])
  func sameSeedGivesTheSameRun(seed: UInt64) {
    let (first, second) = (Simulation.run(seed: seed), Simulation.run(seed: seed))
    #expect(first.trace == second.trace && first.trace != 0)
    #expect(first.events == second.events)
  }

  @Test func anotherSeedGivesAnotherRun() {
    #expect(Simulation.run(seed: 3).trace != Simulation.run(seed: 4).trace)
  }
}
