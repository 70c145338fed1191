import Demo
import Glibc
import Journal
import PeerProtocol
import Synchronization

/// Records that are durable before their writer goes on, beside a bare fdatasync on the same file system.
struct JournalBenchmark: Benchmark {
  private static let writers = [1, 8, 64]
  private static let recordBytes = 256

  /// Records of one writer in a round, for a single one; several share twice as many.
  let records: Int
  let rounds: Int

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    let journal = try FileJournal.open(
      directory: folder + "/journal", key: [UInt8](repeating: 7, count: 32), readSnapshot: { _ in },
      readRecord: { _ in })
    defer { journal.close() }
    let bare = try BareFile(folder + "/bare", bytes: 8 << 20)
    var bareSeconds: [Double] = []
    var seconds: [Int: [Double]] = [:]
    progress.say("\(rounds) rounds, in \(folder)")
    for _ in 0..<rounds {
      try Interruption.check()
      bareSeconds.append(try Spent.measuring { try bare.write(records, of: Self.recordBytes) }.wall / Double(records))
      for writers in Self.writers {
        let each = writers == 1 ? records : max(8, records * 8 / writers)
        let spent = try Spent.measuring { try Self.append(each, by: writers, to: journal) }
        seconds[writers, default: []].append(spent.wall / Double(each * writers))
      }
    }
    return report(bareSeconds, seconds)
  }

  private static func append(_ count: Int, by writers: Int, to journal: FileJournal) throws {
    let record = [UInt8](repeating: 0x5A, count: recordBytes)
    let failures = Atomic<Int>(0)
    let threads = try (0..<writers).map { _ in
      try JoinedThread {
        do {
          for _ in 0..<count { try journal.waitUntilDurable(journal.append(record)) }
        } catch {
          failures.add(1, ordering: .relaxed)
        }
      }
    }
    for thread in threads { thread.join() }
    guard failures.load(ordering: .relaxed) == 0 else {
      throw BenchmarkFailure(description: "the journal took no more: \(journal.failure.map { "\($0)" } ?? "busy")")
    }
  }

  private func report(_ bare: [Double], _ seconds: [Int: [Double]]) -> Report {
    var report = Report(
      title:
        "Journal, \(Self.recordBytes) bytes a record, each durable before its writer goes on (medians of \(rounds))",
      rows: [
        ["", "records/s", "µs a record", "times bare"],
        ["bare write and fdatasync", (1 / median(bare)).shown(0), (median(bare) * 1e6).shown(1), "1.00"],
      ], json: .null)
    var json: [String: JSONValue] = [:]
    for writers in Self.writers {
      let rounds = seconds[writers] ?? []
      let rate = median(zip(bare, rounds).map { $0 / $1 })
      report.rows.append([
        writers == 1 ? "1 writer" : "\(writers) writers", (1 / median(rounds)).shown(0),
        (median(rounds) * 1e6).shown(1), rate.shown(2),
      ])
      json[String(writers)] = ["recordsPerSecond": (1 / median(rounds)).json, "timesBare": rate.json]
    }
    report.notes = ["Bare: one thread, into a file written with zeros before, so that its size does not change."]
    report.json = [
      "recordBytes": JSONValue(Self.recordBytes), "bareMicroseconds": (median(bare) * 1e6).json,
      "writers": .object(json),
    ]
    return report
  }
}

/// A file that is written and synced with nothing around it.
private final class BareFile {
  private let descriptor: Int32
  private let size: Int
  private var offset = 0

  init(_ path: String, bytes: Int) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    size = bytes
    guard descriptor >= 0 else { throw BenchmarkFailure(description: "the file \(path) cannot be made") }
    let zeros = [UInt8](repeating: 0, count: bytes)
    guard pwrite(descriptor, zeros, bytes, 0) == bytes, fsync(descriptor) == 0 else {
      throw BenchmarkFailure(description: "the file \(path) cannot be written")
    }
  }

  deinit { _ = close(descriptor) }

  func write(_ count: Int, of length: Int) throws {
    let record = [UInt8](repeating: 0x5A, count: length)
    for _ in 0..<count {
      if offset + length > size { offset = 0 }
      guard pwrite(descriptor, record, length, off_t(offset)) == length, fdatasync(descriptor) == 0 else {
        throw BenchmarkFailure(description: "a bare write failed: error \(errno)")
      }
      offset += length
    }
  }
}
