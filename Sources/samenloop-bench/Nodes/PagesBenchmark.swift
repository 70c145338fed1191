import CommandLine
import Demo
import Glibc
import LocalAPI
import Node
import PeerProtocol
import Synchronization
import System

/// How fast a large region's node shows the pages of the coordinator and of the privacy officer, and how much longer an exchange
/// takes while coordinators open a page every ten seconds.
struct PagesBenchmark: Benchmark {
  /// Signals of each of two nodes, at the least.
  let signals: Int
  /// Open matches between them, about.
  let matches: Int
  /// Coordinators, each with a certificate and a connection.
  let coordinators: Int
  /// New youths whose exchange is measured.
  let additions: Int

  /// What a page may take, in seconds.
  static let promisedSeconds = 0.1
  /// The share of its speed that an exchange must keep while coordinators read.
  static let promisedShare = 0.8
  /// Between two pages of one coordinator, in seconds.
  static let pageSeconds = 10.0
  private static let (pages, rounds) = (100, 3)
  /// The share of the youths in both regions that the generator still lets both find.
  private static let foundShare = 0.9

  private struct Page {
    var name: String
    var first: Double
    var seconds: [Double]
    var bytes: Int
  }

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let youths = Int(Double(signals) / ImportBenchmark.signalsPerYouth)
    let shared = Double(matches) / (2 * Double(youths)) / Self.foundShare
    let pair = try NodePair(youths: youths, shared: shared, in: folder, progress)
    let open = try pair.exchange(progress).matches
    let home = NodeHome(path: pair.regions[0].home)
    let coordinator = try PageClient(home, as: .coordinator)
    let pages = [
      try measure("worklist", "/pages/worklist", coordinator),
      try measure("worklist, overdue only", "/pages/worklist?overdue=yes", coordinator),
      try measure("privacy officer", "/pages/overview", try PageClient(home, as: .privacyOfficer)),
    ]
    progress.say("pages")
    let crowd = PageReaders()
    let clients = try (0..<coordinators).map { number in
      let file = "\(folder)/coordinator-\(number).pem"
      _ = try pair.regions[0].command([
        "credential", "issue", "--role", "coordinator", "--name", "Coordinator \(number)", "--out", file,
      ])
      return try PageClient(home, credential: file)
    }
    progress.say("\(coordinators) coordinators have certificates")
    var exchange = try ExchangedAdditions(pair, count: additions, folder: folder)
    _ = try exchange.seconds()  // what is filled once
    let threads = try clients.enumerated().map { number, client in
      try JoinedThread {
        crowd.read(client, startingAfter: Self.pageSeconds * Double(number) / Double(clients.count))
      }
    }
    defer { crowd.isOver.store(true, ordering: .relaxed) }
    var (quiet, crowded): ([Double], [Double]) = ([], [])
    for _ in 0..<Self.rounds {
      quiet.append(try exchange.seconds())
      crowd.isReading.store(true, ordering: .relaxed)
      crowded.append(try exchange.seconds())
      crowd.isReading.store(false, ordering: .relaxed)
    }
    crowd.isOver.store(true, ordering: .relaxed)
    for thread in threads { thread.join() }
    let read = crowd.read.withLock { $0 }
    if let failure = read.failure { throw BenchmarkFailure(description: failure) }
    let count: NodeAnswer<StatusDocument> = try LocalClient(home, as: .operator).call(.status)
    for region in pair.regions { try region.stop() }
    return report(pages, quiet, crowded, read, signals: count.document.signals, matches: open)
  }

  private func measure(_ name: String, _ path: String, _ client: PageClient) throws -> Page {
    var page = Page(name: name, first: 0, seconds: [], bytes: 0)
    page.first = try Spent.measuring { page.bytes = try client.page(path).count }.wall
    while page.seconds.count < Self.pages {
      try Interruption.check()
      let began = MonotonicTime.now
      do throws(CommandFailure) {
        _ = try client.page(path)
        page.seconds.append(MonotonicTime.now - began)
      } catch {
        // Over a reader's own limits: nothing that a person would meet.
        guard error.exit == .tryAgain else { throw error }
      }
      usleep(50_000)
    }
    page.seconds.sort()
    return page
  }

  private func report(
    _ pages: [Page], _ quiet: [Double], _ crowded: [Double], _ read: PageReaders.Read, signals: Int, matches: Int
  ) -> Report {
    func slow(_ page: Page) -> Double { page.seconds[min(page.seconds.count - 1, page.seconds.count * 99 / 100)] }
    // Where no page was asked for meanwhile, nothing was compared.
    let share = read.seconds.isEmpty ? .nan : median(quiet) / median(crowded)
    var report = Report(
      title: "Pages of a region with \(signals) signals and \(matches) open matches",
      rows: [["page", "median, ms", "99 %, ms", "the first, ms", "kB"]], json: .null)
    for page in pages {
      report.rows.append([
        page.name, (median(page.seconds) * 1e3).shown(1), (slow(page) * 1e3).shown(1), (page.first * 1e3).shown(1),
        (Double(page.bytes) / 1e3).shown(0),
      ])
    }
    let others = read.seconds.sorted()
    report.notes = [
      "Promised: a median below \((Self.promisedSeconds * 1e3).shown(0)) ms.",
      "Exchange of \(additions) new youths, from the upload until the peer has them: \(median(quiet).shown(2)) s; while "
        + "\(coordinators) coordinators open the worklist every \(Self.pageSeconds.shown(0)) s: "
        + "\(median(crowded).shown(2)) s (medians of \(Self.rounds)).",
      "It keeps \((share * 100).shown(0)) % of its speed; promised: more than \((Self.promisedShare * 100).shown(0)) %.",
      "Their pages in that time: \(others.count), median \((median(others) * 1e3).shown(1)) ms; \(read.refused) refused.",
    ]
    report.json = [
      "signals": JSONValue(signals), "matches": JSONValue(matches), "coordinators": JSONValue(coordinators),
      "additions": JSONValue(additions),
      "pages": .array(
        pages.map { page in
          [
            "page": .string(page.name), "medianSeconds": median(page.seconds).json,
            "slowestHundredthSeconds": slow(page).json, "firstSeconds": page.first.json, "bytes": JSONValue(page.bytes),
          ]
        }),
      "quietExchangeSeconds": median(quiet).json, "exchangeSeconds": median(crowded).json,
      "exchangeSpeedShare": share.json,
      "pagesMeanwhile": JSONValue(others.count), "pagesMeanwhileMedianSeconds": median(others).json,
      "refused": JSONValue(read.refused),
    ]
    return report
  }
}

/// Coordinators who open the worklist every ten seconds while they are asked to, each on a thread.
private final class PageReaders: Sendable {
  struct Read: Sendable {
    var seconds: [Double] = []
    var refused = 0
    var failure: String?
  }

  let isReading = Atomic<Bool>(false)
  let isOver = Atomic<Bool>(false)
  let read = Mutex(Read())

  func read(_ client: PageClient, startingAfter delay: Double) {
    // Each has its own moment within the ten seconds.
    var next = MonotonicTime.now + delay
    while !isOver.load(ordering: .relaxed) {
      usleep(20_000)
      let now = MonotonicTime.now
      guard now >= next else { continue }
      next += PagesBenchmark.pageSeconds
      guard isReading.load(ordering: .relaxed) else { continue }
      do throws(CommandFailure) {
        _ = try client.page("/pages/worklist")
        let taken = MonotonicTime.now - now
        read.withLock { $0.seconds.append(taken) }
      } catch {
        let isBusy = error.exit == .tryAgain
        read.withLock { read in
          if isBusy { read.refused += 1 } else { read.failure = error.detail }
        }
      }
    }
  }
}

/// Signals of youths whom nobody knows yet, taken in by the first node of a pair and exchanged with the second.
private struct ExchangedAdditions {
  /// Seconds that one exchange may take.
  private static let patience = 120

  private let pair: NodePair
  private let count: Int
  private let folder: String
  private let client: LocalClient
  private let log: LogFollower
  private let templates: [SyntheticSignal]
  private var people = SyntheticIdentities(seed: 366)
  /// Everybody whom the pair knows already: numbers of people are few enough for some to come again.
  private let known: Set<String>
  private var number = 0

  init(_ pair: NodePair, count: Int, folder: String) throws {
    (self.pair, self.count, self.folder) = (pair, count, folder)
    client = try LocalClient(NodeHome(path: pair.regions[0].home), as: .index)
    log = try LogFollower(pair.regions[1].log)
    templates = Array(
      (pair.data.signals[pair.regions[0].id] ?? []).filter { $0.isExchanged && $0.shielding == .none }.prefix(1_000))
    known = Set(pair.data.signals.values.joined().flatMap { $0.subject + $0.guardians })
    guard !templates.isEmpty else { throw BenchmarkFailure(description: "too few signals: take more") }
  }

  /// Somebody whom neither region knows: others would be no addition, and the peer would be waited for in vain.
  private mutating func newcomer() -> String {
    while true {
      let identity = people.next()
      if !known.contains(identity) { return identity }
    }
  }

  /// Seconds from the upload of the next of them until the second node has them all.
  mutating func seconds() throws -> Double {
    var csv = Array((SyntheticSignal.header + "\r\n").utf8)
    for _ in 0..<count {
      number += 1
      var signal = templates[number % templates.count]
      signal.id = "new-\(number)"
      (signal.guardians, signal.ending, signal.subject) = ([], nil, [newcomer()])
      csv += Array((signal.fields.joined(separator: ",") + "\r\n").utf8)
    }
    let file = folder + "/new.csv"
    Files.remove(file)
    try Files.create(file, csv)
    _ = try log.newEvents()
    let began = MonotonicTime.now
    let taken = try client.importSignals(FileReader(file), timeout: Self.patience)
    guard taken.document.added == count else {
      throw BenchmarkFailure(description: "the node did not take every new signal")
    }
    var received = 0
    let log = self.log
    let count = self.count
    try NodeRun.wait(seconds: Double(Self.patience), for: "the new youths at the peer") {
      for event in try log.newEvents() where event["event"]?.stringValue == "batch-received" {
        received += event["added"]?.integerValue ?? 0
      }
      return received >= count
    }
    return MonotonicTime.now - began
  }
}
