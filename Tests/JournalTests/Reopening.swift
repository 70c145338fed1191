import System
import TestSupport

@testable import Journal

let storageKey = [UInt8](repeating: 7, count: 32)

/// A journal together with all records that it replayed: tests make snapshots of one chunk a record, so that this is
/// the whole history.
struct Opened {
  let journal: FileJournal
  let history: [[UInt8]]
}

/// Small segments, so that every test crosses their borders.
func smallOptions(seed: UInt64 = 1) -> FileJournal.Options {
  var options = FileJournal.Options()
  options.segmentBytes = 4096
  options.retrySeconds = 0.002
  options.random = SeededRandom(seed: seed)
  return options
}

func reopen(
  _ files: any FileSystem, directory: String = "store", key: [UInt8] = storageKey,
  options: FileJournal.Options = smallOptions()
) throws(JournalError) -> Opened {
  var history: [[UInt8]] = []
  let journal = try FileJournal.open(
    directory: directory, key: key, options: options, files: files, readSnapshot: { history.append($0) },
    readRecord: { history.append($0) })
  return Opened(journal: journal, history: history)
}

extension FileJournal {
  /// Appends records one by one, each durable before the next, so that each is a frame.
  func appendDurably(_ records: [[UInt8]]) throws {
    for record in records { try waitUntilDurable(append(record)) }
  }

  /// A finished snapshot of `history`.
  func snapshot(_ history: [[UInt8]]) throws {
    let writer = try beginSnapshot()
    for record in history { try writer.write(record) }
    try writer.finish()
  }
}

/// `count` records of up to `most` bytes.
func records(_ count: Int, upTo most: Int = 300, seed: UInt64 = 1) -> [[UInt8]] {
  let random = SeededRandom(seed: seed)
  return (0..<count).map { _ in random.bytes(Int(random.next() % UInt64(most + 1))) }
}

/// The error that `body` throws, or nil.
func journalError(_ body: () throws -> Void) -> JournalError? {
  do {
    try body()
    return nil
  } catch { return error as? JournalError }
}

func segmentPath(_ number: UInt64) -> String { StorePaths(directory: "store").segment(number) }
func snapshotPath(_ number: UInt64) -> String { StorePaths(directory: "store").snapshot(number) }
