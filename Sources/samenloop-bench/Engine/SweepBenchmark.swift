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
import Synchronization

/// What ends on one day among many signals, and how long requests wait meanwhile.
///
/// In one process, on a journal on the disk; pseudonyms come from a hash, since a sweep does no curve arithmetic.
struct SweepBenchmark: Benchmark {
  let signals: Int
  let ending: Int

  private static let start = 1_790_000_000_000
  private static let days = 40

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let clock = SettableClock(Self.start)
    let engine = try engine(folder, clock)
    defer { engine.stop() }
    try fill(engine)
    progress.say("\(signals) signals are in")
    engine.writeSnapshot()
    engine.tick()
    let quiet = try measure(engine) { usleep(1_000_000) }
    clock.advance(days: Self.days)
    let sweep = try measure(engine) { engine.tick() }
    let left = engine.status().signalCount
    let expected = signals - ending / 2
    guard left == expected else {
      throw BenchmarkFailure(description: "\(left) signals are left where \(expected) were expected")
    }
    progress.say("swept")
    let again = try measure(engine) {
      clock.advance(days: 1)
      engine.tick()
    }
    let snapshot = try measure(engine) { engine.writeSnapshot() }
    return report([
      ("nothing", quiet), ("\(ending) of \(signals) end", sweep), ("a day on which nothing ends", again),
      ("a snapshot", snapshot),
    ])
  }

  private func engine(_ folder: String, _ clock: SettableClock) throws -> Engine {
    guard let region = RegionName("noord") else { throw BenchmarkFailure(description: "no name") }
    let configuration = EngineConfiguration(
      region: region, name: "Noord", endpoint: "https://127.0.0.1:1", environment: .training, operatorContact: nil,
      privacyOfficer: nil, coordinationDesk: Contact(name: "Desk", phone: "", email: ""),
      identityKey: try Ed25519PrivateKey(seed: [UInt8](repeating: 3, count: 32)),
      tlsKeys: [[UInt8](repeating: 4, count: 32)])
    return try Engine(
      configuration: configuration, arithmetic: HashedPseudonyms(), caller: Nobody(), clock: clock,
      random: SystemRandom(), markKey: [UInt8](repeating: 5, count: 32), auditFiles: InMemoryAuditFiles(), log: { _ in }
    ) { readSnapshot, readRecord in
      try FileJournal.open(
        directory: folder + "/store", key: [UInt8](repeating: 7, count: 32), readSnapshot: readSnapshot,
        readRecord: readRecord)
    }
  }

  /// Half of those that end reach the age limit, of half the term runs out, on days spread over the time that passes.
  private func fill(_ engine: Engine) throws {
    let today = CalendarDate(Timestamp(seconds: Int64(Self.start / 1_000)))
    let file = engine.signals.beginImport()
    let spacing = max(1, signals / max(1, ending))
    for number in 0..<signals {
      if number.isMultiple(of: 10_000) { try Interruption.check() }
      let soon = 1 + number % (Self.days - 1)
      let isEnding = number.isMultiple(of: spacing) && number / spacing < ending
      let isAge = isEnding && (number / spacing).isMultiple(of: 2)
      let birth = today.adding(days: isAge ? soon : 2_000 + number % 3_000).adding(years: -23)
      let started =
        isEnding && !isAge ? today.adding(days: soon).adding(years: -2) : today.adding(days: -(number % 500))
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(1_000_000_000 + number)", "birth_date": birth.iso,
          "guardians": "vnr:\(3_000_000_000 + number / 2)", "organisation_id": "o\(number % 300)",
          "organisation": "Organisatie \(number % 300)", "sector": "jgz",
          "contact_name": "Medewerker \(number % 3_000)",
          "contact_phone": "+3159\(2_000_000 + number)", "started_on": started.iso, "informed_on": today.iso,
        ])
    }
    let report = try file.finish()
    guard report.count(.added) == signals else {
      throw BenchmarkFailure(description: "not all signals were taken in")
    }
  }

  private struct Measured {
    var spent: Spent
    /// Seconds that each request took, sorted.
    var waits: [Double]

    func wait(_ share: Double) -> Double {
      waits.isEmpty ? .nan : waits[min(waits.count - 1, Int(Double(waits.count) * share))]
    }
  }

  /// Does something while another thread reads and writes signals, one request after the other.
  private func measure(_ engine: Engine, _ body: () -> Void) throws -> Measured {
    let isDone = Atomic<Bool>(false)
    let waits = Mutex<[Double]>([])
    let document: JSONValue = [
      "subject": "vnr:9000000000", "organisationId": "o", "organisation": "O", "sector": "jgz",
      "contactEmail": "team@noord.example", "startedOn": .string(Self.recently),
    ]
    let thread = try JoinedThread {
      var number = 0
      while !isDone.load(ordering: .relaxed) {
        number += 1
        let spent = Spent.measuring {
          if number.isMultiple(of: 2) {
            _ = try? engine.signal(id: "s1")
          } else {
            var changed = document.objectValue ?? [:]
            changed["contactName"] = .string("Name \(number)")
            _ = try? engine.putSignal(id: "changing", document: .object(changed))
          }
        }
        waits.withLock { $0.append(spent.wall) }
        usleep(500)
      }
    }
    usleep(50_000)
    let spent = Spent.measuring(body)
    isDone.store(true, ordering: .relaxed)
    thread.join()
    _ = try engine.withdrawSignal(id: "changing", reason: "mistaken")
    return Measured(spent: spent, waits: waits.withLock { $0.sorted() })
  }

  private static var recently: String { CalendarDate(Timestamp(seconds: Int64(start / 1_000))).iso }

  private func report(_ all: [(name: String, measured: Measured)]) -> Report {
    var report = Report(
      title: "What ends among \(signals) signals, while another thread reads and writes",
      rows: [["while", "seconds", "processor s", "requests", "median, ms", "99 %, ms", "longest, ms"]], json: .null)
    var json: [JSONValue] = []
    for (name, measured) in all {
      report.rows.append([
        name, measured.spent.wall.shown(2), measured.spent.processor.shown(2), "\(measured.waits.count)",
        (measured.wait(0.5) * 1e3).shown(2), (measured.wait(0.99) * 1e3).shown(1), (measured.wait(1) * 1e3).shown(1),
      ])
      json.append([
        "while": .string(name), "seconds": measured.spent.wall.json, "processorSeconds": measured.spent.processor.json,
        "requests": JSONValue(measured.waits.count), "medianSeconds": measured.wait(0.5).json,
        "longestSeconds": measured.wait(1).json,
      ])
    }
    report.notes = ["Every other request changes a signal and waits until that is on the disk."]
    report.json = ["signals": JSONValue(signals), "ending": JSONValue(ending), "measured": .array(json)]
    return report
  }
}

/// A clock that is set by hand.
private final class SettableClock: EngineClock {
  private let value: Atomic<Int>

  init(_ start: Int) { value = Atomic(start) }

  var milliseconds: Int { value.load(ordering: .relaxed) }

  func advance(days: Int) { value.add(days * 86_400_000, ordering: .relaxed) }
}

/// Pseudonyms by a hash; nothing is exchanged.
private struct HashedPseudonyms: MatchingArithmetic {
  func pseudonyms(of identities: [Identity], kind: SubjectKind) throws -> [[UInt8]] {
    identities.map { identity in
      let first = SHA256.hash([kind.rawValue] + withUnsafeBytes(of: identity.hashValue) { Array($0) })
      return [4] + first + SHA256.hash(first)
    }
  }

  func blindedPoints(of pseudonyms: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws -> [[UInt8]] { pseudonyms }

  func firstInvalid(of points: [[UInt8]]) -> Int? { nil }

  func tokens(for points: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws(P256PointError) -> [[UInt8]] { [] }

  func prove(_ statement: MatchStatement) throws -> [UInt8] { [] }

  func verifies(_ proof: [UInt8], _ statement: MatchStatement) -> Bool { false }
}

private struct Nobody: PeerCaller {
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    completion(.failure(.timedOut))
  }
}
