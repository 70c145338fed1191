import Demo
import Glibc
import Node
import PeerProtocol

/// One day's change: ten new youths in a region that long exchanged all others, on connections that are kept.
struct DayBenchmark: Benchmark {
  private static let additions = 10
  /// Seconds after which whatever a change sets going has ended.
  private static let settling = 0.6

  let youths: Int
  let days: Int

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let pair = try NodePair(youths: youths, in: folder, progress)
    let raw = try pair.exchange(progress).raw.processor
    let change = try DailyChange(pair, additions: Self.additions, folder: folder)
    _ = try processor(of: change, pair, matching: 1)  // connects, and fills what is filled once
    let idle = median(try (0..<5).map { _ in try processor(pair) {} })
    var quiet: [Double] = []
    var matched: [Double] = []
    var delays: [Double] = []
    for _ in 0..<days {
      quiet.append(try processor(of: change, pair, matching: 0) - idle)
      matched.append(try processor(of: change, pair, matching: 1) - idle)
      delays.append(try change.secondsUntilSeen())
    }
    for region in pair.regions { try region.stop() }
    progress.say("\(days) days of each kind are over")
    return report(idle, quiet, matched, delays, raw)
  }

  private func processor(of change: DailyChange, _ pair: NodePair, matching: Int) throws -> Double {
    let file = try change.prepare(matching: matching)
    return try processor(pair) { try change.put(file) }
  }

  /// Processor seconds of both nodes for a change and all that follows from it.
  private func processor(_ pair: NodePair, _ body: () throws -> Void) throws -> Double {
    try Interruption.check()
    let before = try pair.processorSeconds().reduce(0, +)
    let began = MonotonicTime.now
    try body()
    usleep(UInt32(max(0, Self.settling - (MonotonicTime.now - began)) * 1e6))
    return try pair.processorSeconds().reduce(0, +) - before
  }

  private func report(
    _ idle: Double, _ quiet: [Double], _ matched: [Double], _ delays: [Double], _ raw: Double
  ) -> Report {
    Report(
      title: "One day's change: \(Self.additions) additions to \(youths) youths (medians of \(days))",
      rows: [
        ["", "ms", "in raw multiplications"],
        ["processor time of both nodes, no match", (median(quiet) * 1e3).shown(2), (median(quiet) / raw).shown(0)],
        [
          "processor time of both nodes, one match", (median(matched) * 1e3).shown(2), (median(matched) / raw).shown(0),
        ],
        ["until both sides show a match", (median(delays) * 1e3).shown(1)],
        ["at the longest", ((delays.max() ?? .nan) * 1e3).shown(1)],
      ],
      notes: [
        "From the upload of a file with ten signals until all that follows is done; TLS on kept connections included.",
        "What both nodes use at rest in that time, \((idle * 1e3).shown(2)) ms, is taken off.",
      ],
      json: [
        "additions": JSONValue(Self.additions), "youths": JSONValue(youths), "days": JSONValue(days),
        "processorMilliseconds": (median(quiet) * 1e3).json,
        "processorMillisecondsWithMatch": (median(matched) * 1e3).json,
        "delayMilliseconds": (median(delays) * 1e3).json, "longestDelayMilliseconds": ((delays.max() ?? 0) * 1e3).json,
        "rawMicroseconds": (raw * 1e6).json, "idleMilliseconds": (idle * 1e3).json,
      ])
  }
}
