import Demo
import PeerProtocol
import Simulation
import Synchronization

/// The deterministic simulator over as many seeds as one likes: what it covers, how fast it is, and what it finds.
struct SimulationBenchmark: Benchmark {
  let seeds: Range<UInt64>
  /// Seeds that are run on one core alone, to tell how fast that is.
  private static let alone: UInt64 = 300

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let first = seeds.prefix(Int(min(Self.alone, UInt64(seeds.count))))
    progress.say("\(first.count) seeds on one core")
    var one = RunTotal()
    let spentAlone = try Spent.measuring { try one.run(first) }
    let rest = seeds.dropFirst(first.count)
    progress.say("\(rest.count) seeds on all cores")
    var all = RunTotal()
    let spent = try Spent.measuring { all = try Self.runOnAllCores(rest) }
    var total = one
    total.add(all)
    return report(total, one, spentAlone, all, spent)
  }

  private static func runOnAllCores(_ seeds: Range<UInt64>) throws -> RunTotal {
    let shared = Mutex(RunTotal())
    let cores = UInt64(max(1, Processors.count))
    let threads = try (0..<cores).map { core in
      try JoinedThread {
        var counted = RunTotal()
        // What stops a run ends the thread; the interruption is noticed by whoever waits.
        try? counted.run(stride(from: seeds.lowerBound + core, to: seeds.upperBound, by: Int(cores)))
        let done = counted
        shared.withLock { $0.add(done) }
      }
    }
    for thread in threads { thread.join() }
    try Interruption.check()
    return shared.withLock { $0 }
  }

  private func report(_ total: RunTotal, _ one: RunTotal, _ alone: Spent, _ all: RunTotal, _ spent: Spent) -> Report {
    func rate(_ count: Int, _ seconds: Double) -> Double { seconds > 0 ? Double(count) / seconds : .nan }
    let figures: [(String, Double, Double)] = [
      ("events a second", rate(one.events, alone.processor), rate(all.events, spent.wall)),
      ("exchanges a second", rate(one.exchanges, alone.processor), rate(all.exchanges, spent.wall)),
    ]
    var report = Report(
      title: "Simulation of \(total.runs) seeds: \(total.events) events, \(total.exchanges) exchanges",
      rows: [["", "one core", "all cores"]], json: .null)
    for (name, one, all) in figures { report.rows.append([name, one.shown(0), all.shown(0)]) }
    report.notes = total.coverage.lines + [""]
    let shortcomings = total.shortcomings
    let scripts = total.failed.sorted { $0.seed < $1.seed }.prefix(3).map { Simulation.shrink($0).description }
    report.notes += total.failed.isEmpty ? ["No promise was broken."] : scripts
    report.notes += shortcomings
    if total.failed.count > scripts.count {
      report.notes.append("Also failed: " + total.failed.map(\.seed).sorted().map(String.init).joined(separator: " "))
    }
    report.json = [
      "seeds": JSONValue(total.runs), "from": JSONValue(Int(seeds.lowerBound)), "events": JSONValue(total.events),
      "exchanges": JSONValue(total.exchanges), "eventsPerSecondOneCore": figures[0].1.json,
      "eventsPerSecondAllCores": figures[0].2.json, "exchangesPerSecondOneCore": figures[1].1.json,
      "exchangesPerSecondAllCores": figures[1].2.json, "coverage": total.coverage.json,
      "shortcomings": .array(shortcomings.map(JSONValue.string)),
      "failed": .array(
        total.failed.sorted { $0.seed < $1.seed }.map {
          ["seed": JSONValue(Int($0.seed)), "violation": .string($0.violation?.description ?? "")]
        }), "scripts": .array(scripts.map { .string($0) }),
    ]
    report.isBroken = !total.failed.isEmpty || !shortcomings.isEmpty
    return report
  }
}

extension RunTotal {
  fileprivate mutating func run(_ seeds: some Sequence<UInt64>) throws {
    for seed in seeds {
      try Interruption.check()
      add(Simulation.run(seed: seed))
    }
  }
}
