import Cryptography
import Demo
import Engine
import Glibc
import Journal
import Node
import PeerProtocol
import PrivateMatching
import Region
import Simulation
import System

/// The audit log of one node, on a disk: how fast entries are written, read, proven and opened again; and what the log
/// costs in an exchange.
struct AuditBenchmark: Benchmark {
  let entries: Int
  /// Youths of each region in the exchange with the log and without it.
  let youths: Int

  private static let start = 1_790_000_000_000
  /// Entries that are durable together.
  private static let group = 100
  /// A kind of which there are few.
  private static let rare = 50

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let empty = try restart(folder + "/empty")
    let place = folder + "/full"
    let clock = BenchClock(Self.start)
    var engine = try open(place, clock)
    let memory = try ProcessFigures.memory(getpid()).now
    let append = try Spent.measuring { try fill(engine, clock) }
    progress.say("\(entries) entries are durable")
    let question = try question(engine, clock)
    try engine.checkpoints.signNow()
    let proof = try proof(engine)
    engine.writeSnapshot()
    let grown = max(0, try ProcessFigures.memory(getpid()).now - memory)
    engine.stop()
    try Interruption.check()
    let opened = try Spent.measuring { engine = try open(place, clock) }
    guard try engine.audit.entries(AuditQuery(limit: .max)).count >= entries else {
      throw BenchmarkFailure(description: "entries are missing after a restart")
    }
    engine.stop()
    progress.say("proven, asked and started again")
    let exchange = try AuditedExchange(youths: youths).measure(progress)
    return report(append, question, proof, grown, opened, empty, exchange)
  }

  // MARK: - Steps

  private func open(_ folder: String, _ clock: BenchClock) throws -> Engine {
    guard let region = RegionName("noord") else { throw BenchmarkFailure(description: "no name") }
    let configuration = EngineConfiguration(
      region: region, name: "Noord", endpoint: "https://127.0.0.1:1", environment: .training, operatorContact: nil,
      privacyOfficer: nil, coordinationDesk: Contact(name: "Desk", phone: "", email: ""),
      identityKey: try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32)),
      tlsKeys: [[UInt8](repeating: 4, count: 32)])
    let home = NodeHome(path: folder)
    try Files.makeFolders(home.keys)
    return try Engine(
      configuration: configuration,
      arithmetic: CurveArithmetic(
        secret: try PseudonymSecret(bytes: [UInt8](repeating: 9, count: 32)), random: SystemRandom()),
      caller: NoPeers(), clock: clock, random: SystemRandom(), markKey: [UInt8](repeating: 5, count: 32),
      auditFiles: AuditFolder(home), log: { _ in }
    ) { readSnapshot, readRecord in
      try FileJournal.open(
        directory: folder + "/store", key: [UInt8](repeating: 7, count: 32), readSnapshot: readSnapshot,
        readRecord: readRecord)
    }
  }

  private func restart(_ folder: String) throws -> Spent {
    let clock = BenchClock(Self.start)
    var engine = try open(folder, clock)
    engine.writeSnapshot()
    engine.stop()
    let spent = try Spent.measuring { engine = try open(folder, clock) }
    engine.stop()
    return spent
  }

  private func fill(_ engine: Engine, _ clock: BenchClock) throws {
    guard let peer = RegionName("zuid") else { throw BenchmarkFailure(description: "no name") }
    let holders = (0..<20).map { number in
      AuditHolder(role: "coordinator", credential: SHA256.hash([UInt8(number)]))
    }
    var written = 0
    while written < entries {
      if written.isMultiple(of: 10_000) { try Interruption.check() }
      let count = min(Self.group, entries - written)
      try engine.audit.record(
        (written..<written + count).map { number in
          number.isMultiple(of: Self.rare)
            ? AuditFact(.subjectReport, holder: holders[number % 20])
            : AuditFact(.shown, peer: peer, holder: holders[number % 20], ["count": .number(1)])
        })
      written += count
      // A day for each hundredth part of them.
      if written % max(Self.group, entries / 100) < Self.group { clock.advance(milliseconds: 86_400_000) }
      if written % 10_000 < Self.group { engine.tick() }
    }
    engine.tick()
  }

  /// Of one day in the middle, about one peer, of one kind.
  private func question(_ engine: Engine, _ clock: BenchClock) throws -> Spent {
    let day = CalendarDate(Timestamp(seconds: Int64(Self.start / 1_000))).adding(days: 50)
    var query = AuditQuery(limit: 1_000)
    (query.from, query.until, query.kind, query.peer) = (day, day.adding(days: 1), .shown, RegionName("zuid"))
    var found = 0
    let spent = try Spent.measuring { found = try engine.audit.entries(query).count }
    guard found > 0 || entries < 10_000 else { throw BenchmarkFailure(description: "the question found nothing") }
    return spent
  }

  private func proof(_ engine: Engine) throws -> Spent {
    let size = engine.peek { $0.audit.stored }
    let rounds = 20
    let spent = try Spent.measuring {
      for round in 1...rounds {
        let older = max(1, size * round / (rounds + 1))
        guard try !engine.audit.consistencyProof(from: older, to: size).isEmpty else {
          throw BenchmarkFailure(description: "no proof")
        }
      }
    }
    return Spent(wall: spent.wall / Double(rounds), processor: spent.processor / Double(rounds))
  }

  private func report(
    _ append: Spent, _ question: Spent, _ proof: Spent, _ grown: Int, _ opened: Spent, _ empty: Spent,
    _ exchange: AuditedExchange.Measured
  ) -> Report {
    let groups = Double((entries + Self.group - 1) / Self.group)
    return Report(
      title: "An audit log of \(entries) entries, written in groups of \(Self.group)",
      rows: [
        ["", "value"],
        ["groups written, durable, a second", (groups / append.wall).shown(0)],
        ["entries a second", (Double(entries) / append.wall).shown(0)],
        ["consistency proof, ms", (proof.wall * 1e3).shown(2)],
        ["question by day, peer and kind, ms", (question.wall * 1e3).shown(1)],
        ["memory that the node took meanwhile, MiB", (Double(grown) / 1_048_576).shown(1)],
        ["start from a snapshot with the log, s", opened.wall.shown(3)],
        ["start of a node without entries, s", empty.wall.shown(3)],
        ["exchange of \(youths) youths each, processor s with the log", exchange.with.shown(2)],
        ["the same without it", exchange.without.shown(2)],
        ["what the log adds", (exchange.with / exchange.without - 1).percent],
      ],
      notes: [
        "The exchange: two engines in one process, on the curve, without TLS and disk; medians of three runs each."
      ],
      json: [
        "entries": JSONValue(entries), "groupsPerSecond": (groups / append.wall).json,
        "entriesPerSecond": (Double(entries) / append.wall).json, "proofSeconds": proof.wall.json,
        "questionSeconds": question.wall.json, "memoryBytes": JSONValue(grown), "startSeconds": opened.wall.json,
        "emptyStartSeconds": empty.wall.json, "exchangeProcessorSeconds": exchange.with.json,
        "exchangeWithoutLogProcessorSeconds": exchange.without.json,
        "exchangeAddition": (exchange.with / exchange.without - 1).json,
      ])
  }
}

private struct NoPeers: PeerCaller {
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    completion(.failure(.timedOut))
  }
}
