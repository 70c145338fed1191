import Cryptography
import Demo
import Glibc
import LocalAPI
import PeerProtocol
import Region

/// What a year of batches with every other region of the country adds to the memory of a region's state.
///
/// Feeds keep their size: each batch adds one entry and withdraws one, both ways. What is left is what the state remembers.
struct NationBenchmark: Benchmark {
  let peers: Int
  /// Batches a day that each side sends.
  let batches: Int
  let days: Int

  /// Bytes that the year may add.
  static let promisedBytes = 20_000_000
  private static let start = 1_790_000_000_000

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    var state = RegionState()
    var feeds: [(key: FeedKey, peer: RegionName)] = []
    for number in 0..<peers {
      guard let peer = RegionName("region-\(number)"), let own = RegionName("noord") else { continue }
      let record = try Self.agreement(own, peer, number)
      state.apply(.agreements(.received(record)))
      feeds.append((FeedKey(agreement: record.id, kind: .youth), peer))
    }
    // The first batches make what each feed needs once.
    var sequence = 0
    for _ in 0..<batches {
      sequence += 1
      try Self.exchange(&state, feeds, sequence, at: Self.start)
    }
    let before = try Self.memory()
    let stored = Self.storedBytes(state)
    for day in 1...days {
      try Interruption.check()
      for batch in 0..<batches {
        sequence += 1
        let at = Self.start + day * 86_400_000 + batch * 3_600_000
        try Self.exchange(&state, feeds, sequence, at: at)
      }
      if day.isMultiple(of: 100) { progress.say("\(day) days") }
    }
    let added = try Self.memory() - before
    return report(added, stored: Self.storedBytes(state) - stored, sequence)
  }

  private static func agreement(_ own: RegionName, _ peer: RegionName, _ number: Int) throws -> AgreementRecord {
    let limits = RegionLimits(active: 1_000_000, perDay: 1_000_000, perYear: 1_000_000)
    let terms = Agreement(
      parties: [own, peer].sorted(), identityKeys: [:], purpose: "p", legalBasis: "l", kinds: [.youth],
      limits: [own: limits, peer: limits], contactRelease: .automatic, history: false, followUpDays: 14,
      silenceDays: 90, environment: .training, validFrom: Timestamp(seconds: 0),
      validUntil: Timestamp(seconds: 4_000_000_000), replaces: nil, framework: nil,
      createdAt: Timestamp(seconds: 0), nonce: bytes("nonce \(number)", 16))
    return AgreementRecord(
      document: SignedDocument(payload: bytes("agreement \(number)", 32), signatures: []), terms: terms, peer: peer,
      status: .concluded)
  }

  /// One batch each way with every peer.
  private static func exchange(
    _ state: inout RegionState, _ feeds: [(key: FeedKey, peer: RegionName)], _ sequence: Int, at: Int
  ) throws {
    for (number, feed) in feeds.enumerated() {
      let name = "\(number) \(sequence)"
      let receipt = SignedDocument(payload: bytes(name, 32), signatures: [])
      guard let added = Handle(bytes(name, 16)), let token = MatchToken(bytes("token " + name, 16)),
        let former = Handle(bytes("\(number) \(sequence - 1)", 16)),
        let point = Pseudonym(point: [4] + bytes("x" + name, 32) + bytes("y" + name, 32))
      else { throw BenchmarkFailure(description: "a value of the benchmark is not valid") }
      let batch = PendingBatch(
        body: [], receiptId: receipt.documentId, generation: 1, sequence: sequence, complete: true,
        additions: [PendingBatch.Item(identity: PendingBatch.noIdentity, handle: added)],
        withdrawals: [PendingBatch.Item(identity: PendingBatch.noIdentity, handle: former)])
      state.apply(.exchange(.batchPrepared(feed.key, batch)))
      state.apply(
        .exchange(.batchAnswered(feed.key, receipt: receipt, tokens: [token], detected: [], at: at)))
      let theirs = SignedDocument(payload: bytes("theirs " + name, 32), signatures: [])
      state.apply(
        .exchange(
          .batchReceived(
            feed.key, receipt: theirs,
            facts: BatchFacts(generation: 1, sequence: sequence, complete: true, newAdditions: 1),
            additions: [ReceivedAddition(handle: added, point: point, token: token)], withdrawals: [former],
            detected: [], at: at)))
    }
  }

  private static func bytes(_ text: String, _ count: Int) -> [UInt8] {
    Array(SHA256.hash(Array(text.utf8)).prefix(count))
  }

  private static func storedBytes(_ state: RegionState) -> Int {
    var count = 0
    RegionSnapshotWriter(state).write { count += $0.count }
    return count
  }

  private static func memory() throws -> Int {
    return try ProcessFigures.memory(getpid()).now
  }

  private func report(_ added: Int, stored: Int, _ sequence: Int) -> Report {
    var report = Report(
      title: "A year of batches with every other region",
      rows: [["peers", "batches a day", "days", "added memory, MB", "added to a snapshot, MB"]], json: .null)
    report.rows.append([
      "\(peers)", "\(batches)", "\(days)", (Double(added) / 1e6).shown(1), (Double(stored) / 1e6).shown(1),
    ])
    report.notes = [
      "\(sequence * peers) batches each way. Promised is less than \((Double(Self.promisedBytes) / 1e6).shown(0)) MB."
    ]
    report.isBroken = added >= Self.promisedBytes
    report.json = [
      "peers": JSONValue(peers), "batchesADay": JSONValue(batches), "days": JSONValue(days),
      "addedBytes": JSONValue(added), "addedSnapshotBytes": JSONValue(stored),
    ]
    return report
  }
}
