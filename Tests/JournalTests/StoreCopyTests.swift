import Synchronization
import System
import TestSupport
import Testing

@testable import Journal

/// Copies of a store, also of one that is being written.
@Suite(.timeLimit(.minutes(30))) struct StoreCopyTests {
  private let folder: TemporaryDirectory
  private let disk = LocalFileSystem()

  init() throws { folder = try TemporaryDirectory() }

  private var store: String { folder.file("store") }

  /// Copies the store into a folder of its own, and opens that.
  private func copied(_ name: String = "copy") throws -> [[UInt8]] {
    let target = folder.file(name)
    try disk.makeDirectory(target)
    try StoreCopy(directory: store, key: storageKey).write { name, length, next in
      let file = try disk.create(target + "/" + name)
      defer { disk.close(file) }
      var offset = 0
      while case let piece = try next(), !piece.isEmpty {
        try disk.write(piece, to: file, at: offset)
        offset += piece.count
      }
      #expect(offset == length)
    }
    let opened = try reopen(disk, directory: target)
    opened.journal.close()
    return opened.history
  }

  @Test func holdsSnapshotAndRecordsBehindIt() throws {
    let journal = try reopen(disk, directory: store).journal
    try journal.appendDurably(records(40))
    #expect(try copied("whole") == records(40), "segments only, and the node still has the store")
    try journal.snapshot([[1], [2]])
    try journal.appendDurably([[3]])
    #expect(try copied("later") == [[1], [2], [3]])
    journal.close()
    #expect(try copied("closed") == [[1], [2], [3]])
  }

  /// What is durable when a copy begins is in it, whatever is written meanwhile; and it is a beginning of the history.
  @Test func takesWhatWasDurableWhileOthersWrite() throws {
    let journal = try reopen(disk, directory: store).journal
    let history = records(3_000, upTo: 400)
    let written = Mutex(0)
    let writer = WorkerThread {
      for (number, record) in history.enumerated() {
        try? journal.waitUntilDurable(journal.append(record))
        written.withLock { $0 = number + 1 }
        if number % 500 == 499 { try? journal.snapshot(Array(history[...number])) }
      }
    }
    for number in 0..<20 {
      let before = written.withLock { $0 }
      let copy = try copied("copy-\(number)")
      #expect(copy.count >= before)
      #expect(copy == Array(history.prefix(copy.count)))
    }
    writer?.join()
    journal.close()
    #expect(try copied("last") == history)
  }

  @Test func refusesADamagedStore() throws {
    let journal = try reopen(disk, directory: store).journal
    try journal.appendDurably(records(40))
    journal.close()
    let path = StorePaths(directory: store).segment(1)
    let file = try disk.open(path)
    defer { disk.close(file) }
    let byte = try disk.read(file, count: 1, at: 700)
    try disk.write([byte[0] ^ 1], to: file, at: 700)
    guard case .corrupt(path, _, _) = journalError({ _ = try copied() }) else {
      Issue.record("a flipped bit was not found")
      return
    }
  }

  @Test func refusesAnotherKeyAndAMissingSegment() throws {
    let journal = try reopen(disk, directory: store).journal
    try journal.appendDurably(records(100))
    journal.close()
    #expect(throws: JournalError.self) { _ = try StoreCopy(directory: store, key: [UInt8](repeating: 8, count: 32)) }
    try disk.remove(StorePaths(directory: store).segment(2))
    #expect(throws: JournalError.self) { _ = try StoreCopy(directory: store, key: storageKey) }
  }
}
