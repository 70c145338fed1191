import CommandLine
import Demo
import Glibc
import Node
import PeerProtocol
import System

/// Runs one benchmark or all of them in a temporary folder, and prints what they found.
struct BenchmarkCommand {
  static let names = [
    "curve", "journal", "import", "exchange", "restart", "day", "sweep", "simulate", "transport", "local", "pages",
    "nation", "audit", "evidence",
  ]

  private let isJSON: Bool
  private let base: String
  private let benchmarks: [(name: String, benchmark: any Benchmark)]
  private let isAll: Bool

  init(_ name: String, _ arguments: [String]) throws(CommandError) {
    let known: [String: Set<String>] = [
      "curve": ["--items", "--rounds"], "journal": ["--records", "--rounds"], "import": ["--signals"],
      "exchange": ["--youths", "--beside"], "restart": ["--signals"], "day": ["--youths", "--days"],
      "sweep": ["--signals", "--ending"], "simulate": ["--seeds", "--from"],
      "transport": ["--requests", "--rounds", "--idle"], "local": ["--signals", "--coordinators", "--seconds"],
      "pages": ["--signals", "--matches", "--coordinators", "--additions"],
      "nation": ["--peers", "--batches", "--days"], "audit": ["--entries", "--youths"],
      "evidence": ["--records", "--receipts"], "all": [],
    ]
    let options = try Options(arguments, known: (known[name] ?? []).union(["--directory"]), flags: ["--json"])
    isJSON = options.has("--json")
    base = options["--directory"] ?? getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    isAll = name == "all"
    var made: [(name: String, benchmark: any Benchmark)] = []
    for each in isAll ? Self.names : [name] { made.append((each, try Self.make(each, options, isAll: isAll))) }
    benchmarks = made
  }

  private static func make(_ name: String, _ options: Options, isAll: Bool) throws(CommandError) -> any Benchmark {
    switch name {
    case "curve":
      return CurveBenchmark(
        items: try options.number("--items", default: 2_000, 512...100_000),
        rounds: try options.number("--rounds", default: isAll ? 5 : 11, 1...1_000))
    case "journal":
      return JournalBenchmark(
        records: try options.number("--records", default: 500, 10...100_000),
        rounds: try options.number("--rounds", default: isAll ? 3 : 7, 1...1_000))
    case "import":
      let asked = options["--signals"] == nil ? nil : try options.number("--signals", default: 0, 1_000...1_000_000)
      return ImportBenchmark(sizes: asked.map { [$0] } ?? (isAll ? [10_000] : [10_000, 100_000]))
    case "exchange":
      if let beside = options["--beside"], beside != "openmined-psi" {
        throw CommandError("--beside knows openmined-psi only.", exit: Command.usageExit)
      }
      return ExchangeBenchmark(
        youths: try options.number("--youths", default: isAll ? 5_000 : 10_000, 100...190_000),
        isBesideOpenMined: isAll || options["--beside"] != nil)
    case "restart":
      return RestartBenchmark(
        signals: try options.number("--signals", default: isAll ? 20_000 : 100_000, 1_000...2_000_000))
    case "simulate":
      let from = UInt64(try options.number("--from", default: 0, 0...Int(Int32.max)))
      let count = UInt64(try options.number("--seeds", default: isAll ? 300 : 2_000, 1...100_000_000))
      return SimulationBenchmark(seeds: from..<from + count)
    case "transport":
      let requests = try options.number("--requests", default: isAll ? 2_000 : 4_000, 400...10_000_000)
      return TransportBenchmark(
        requests: requests, uploads: max(40, requests / 10), handshakes: max(40, requests / 40),
        idle: try options.number("--idle", default: isAll ? 200 : 1_000, 10...2_000),
        rounds: try options.number("--rounds", default: isAll ? 7 : 35, 1...1_000))
    case "local":
      return LocalBenchmark(
        signals: try options.number("--signals", default: isAll ? 10_000 : 60_000, 1_000...1_000_000),
        coordinators: try options.number("--coordinators", default: 16, 1...200),
        seconds: Double(try options.number("--seconds", default: isAll ? 5 : 20, 1...600)))
    case "pages":
      let signals = try options.number("--signals", default: isAll ? 10_000 : 100_000, 1_000...400_000)
      return PagesBenchmark(
        signals: signals, matches: try options.number("--matches", default: signals / 20, 10...signals / 10),
        coordinators: try options.number("--coordinators", default: isAll ? 10 : 50, 1...200),
        additions: try options.number("--additions", default: isAll ? 1_000 : 5_000, 100...50_000))
    case "nation":
      return NationBenchmark(
        peers: try options.number("--peers", default: 41, 1...1_000),
        batches: try options.number("--batches", default: 20, 1...1_000),
        days: try options.number("--days", default: 365, 1...3_650))
    case "audit":
      return AuditBenchmark(
        entries: try options.number("--entries", default: isAll ? 20_000 : 100_000, 1_000...10_000_000),
        youths: try options.number("--youths", default: isAll ? 500 : 2_000, 100...50_000))
    case "evidence":
      let records = try options.number("--records", default: isAll ? 5_000 : 100_000, 100...199_999)
      return EvidenceBenchmark(
        records: records, receipts: try options.number("--receipts", default: records / 10, 0...records))
    case "sweep":
      let signals = try options.number("--signals", default: isAll ? 20_000 : 100_000, 1_000...1_000_000)
      return SweepBenchmark(
        signals: signals, ending: try options.number("--ending", default: signals / 10, 2...signals))
    default:
      return DayBenchmark(
        youths: try options.number("--youths", default: isAll ? 2_000 : 10_000, 500...150_000),
        days: try options.number("--days", default: isAll ? 5 : 15, 1...200))
    }
  }

  func run() throws(CommandError) {
    Interruption.watch()
    var template = Array((base + "/samenloop-bench-XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandError("No folder can be made in \(base). Name another with --directory.")
    }
    let folder = String(cString: made)
    let outcome = Result { try runAll(in: folder) }
    // Every node has ended by now: the benchmarks that owned them are gone.
    Files.remove(folder)
    switch outcome {
    case .success(let reports):
      show(reports)
      if reports.contains(where: \.report.isBroken) { throw CommandError("A promise was broken; see above.") }
    case .failure(let stop as Interruption.Stop): Interruption.die(of: stop.signal)
    case .failure(let failure as CommandFailure): throw CommandError(failure.detail)
    case .failure(let error): throw CommandError("\(error)")
    }
  }

  private func runAll(in folder: String) throws -> [(name: String, report: Report)] {
    let progress = DemoProgress()
    return try benchmarks.map { name, benchmark in
      progress.say(name)
      let place = folder + "/" + name
      try Files.makeFolder(place)
      defer { Files.remove(place) }
      return (name, try benchmark.run(in: place, progress))
    }
  }

  private func show(_ reports: [(name: String, report: Report)]) {
    if isJSON {
      let all = JSONValue.object(Dictionary(uniqueKeysWithValues: reports.map { ($0.name, $0.report.json) }))
      let value = isAll ? all : reports.first?.report.json ?? .null
      InputFile.writeLine(value.text, to: STDOUT_FILENO)
    } else {
      InputFile.writeLine(reports.map(\.report.text).joined(separator: "\n\n"), to: STDOUT_FILENO)
    }
  }
}
