import CommandLine
import Demo
import Glibc
import LocalAPI
import Node
import PeerProtocol
import Synchronization

/// What the index waits for its reports while coordinators ask a real node as fast as their limits let them, for matches
/// that it does not have.
struct LocalBenchmark: Benchmark {
  /// Signals of the node, at the least.
  let signals: Int
  /// Coordinators, each with a certificate and a connection.
  let coordinators: Int
  /// Seconds that each part takes.
  let seconds: Double

  /// How many times as long as in quiet a report may take.
  static let promisedRatio = 10.0

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let region = try NodeRun.region("noord", in: folder)
    defer { region.abandon() }
    let data = SyntheticRegions(
      SyntheticRegions.Parameters(
        today: NodeRun.today,
        youths: [(region: region.id, count: Int(Double(signals) / ImportBenchmark.signalsPerYouth))]))
    let count = data.signals[region.id]?.count ?? 0
    try NodeRun.importSignals(data, into: region, folder: folder)
    progress.say("\(count) signals are in")
    let home = NodeHome(path: region.home)
    let index = try LocalClient(home, as: .index)
    let askers = try (0..<coordinators).map { number in
      let file = "\(folder)/coordinator-\(number).pem"
      _ = try region.command([
        "credential", "issue", "--role", "coordinator", "--name", "Coordinator \(number)", "--out", file,
      ])
      return try LocalClient(home, credential: file)
    }
    var puts = 0
    let quiet = try report(index, &puts)
    progress.say("quiet")
    let crowd = Crowd()
    let threads = try askers.enumerated().map { number, client in try JoinedThread { crowd.ask(client, number) } }
    usleep(500_000)
    let before = crowd.asked.withLock { $0.answered }
    let crowded = try report(index, &puts)
    let found = crowd.asked.withLock { $0 }
    crowd.isOver.store(true, ordering: .relaxed)
    for thread in threads { thread.join() }
    if let failure = found.failure { throw BenchmarkFailure(description: failure) }
    try region.stop()
    return made(count, quiet.sorted(), crowded.sorted(), Double(found.answered - before) / seconds, found.refused)
  }

  /// Reports one signal after the other; gives the seconds that each took.
  private func report(_ client: LocalClient, _ number: inout Int) throws -> [Double] {
    var taken: [Double] = []
    let until = MonotonicTime.now + seconds
    while MonotonicTime.now < until {
      try Interruption.check()
      number += 1
      let document: JSONValue = [
        "subject": .string("vnr:\(8_000_000_000 + number % 50)"), "organisationId": "o", "organisation": "O",
        "sector": "jgz", "contactEmail": "team@noord.example", "contactName": .string("Name \(number)"),
        "startedOn": .string(NodeRun.today.iso),
      ]
      taken.append(
        try Spent.measuring {
          let _: NodeAnswer<SignalResultDocument> = try client.call(
            .putSignal, "bench-\(number % 50)", body: document)
        }.wall)
      usleep(5_000)
    }
    return taken
  }

  private func made(_ count: Int, _ quiet: [Double], _ crowded: [Double], _ rate: Double, _ refused: Int) -> Report {
    func share(_ values: [Double], _ share: Double) -> Double {
      values.isEmpty ? .nan : values[min(values.count - 1, Int(Double(values.count) * share))]
    }
    let typical = median(quiet)
    let ratio = median(crowded) / typical
    let slow = share(crowded, 0.99) / typical
    var report = Report(
      title: "A report into \(count) signals, while \(coordinators) coordinators ask for matches that are not there",
      rows: [["while", "reports", "median, ms", "99 %, ms", "median, ratio", "99 %, ratio"]], json: .null)
    for (name, values) in [("nobody asks", quiet), ("\(rate.shown(0)) questions a second", crowded)] {
      report.rows.append([
        name, "\(values.count)", (median(values) * 1e3).shown(2), (share(values, 0.99) * 1e3).shown(2),
        (median(values) / typical).shown(2), (share(values, 0.99) / typical).shown(2),
      ])
    }
    report.notes = [
      "Ratios are to the median while nobody asks, in this run; promised is less than \(Self.promisedRatio.shown(0)).",
      "\(refused) questions were refused, over a coordinator's limits.",
    ]
    report.isBroken = ratio >= Self.promisedRatio
    report.json = [
      "signals": JSONValue(count), "coordinators": JSONValue(coordinators), "questionsPerSecond": rate.json,
      "refused": JSONValue(refused), "quietMedianSeconds": typical.json, "medianSeconds": median(crowded).json,
      "slowestHundredthSeconds": share(crowded, 0.99).json, "medianRatio": ratio.json,
      "slowestHundredthRatio": slow.json,
    ]
    return report
  }
}

/// Coordinators who ask all the time, each on a thread.
private final class Crowd: Sendable {
  struct Asked: Sendable {
    var answered = 0
    var refused = 0
    var failure: String?
  }

  let isOver = Atomic<Bool>(false)
  let asked = Mutex(Asked())

  /// Asks for one match after the other, as fast as answers come; a little later where that was over the limits.
  func ask(_ client: LocalClient, _ number: Int) {
    var id = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16)
    var question = 0
    while !isOver.load(ordering: .relaxed) {
      question += 1
      for place in 0..<4 { id[place] = UInt8(truncatingIfNeeded: question >> (8 * place)) }
      do throws(CommandFailure) {
        let _: NodeAnswer<MatchDocument> = try client.call(.match, Base64URL.encode(id))
        asked.withLock { $0.failure = "the node shows a match that it does not have" }
      } catch {
        switch error.code {
        case "not-found": asked.withLock { $0.answered += 1 }
        case "limit-exceeded", "try-again", "too-many-requests":
          asked.withLock { $0.refused += 1 }
          usleep(20_000)
        default: asked.withLock { $0.failure = "\(error.code): \(error.detail)" }
        }
      }
    }
  }
}
