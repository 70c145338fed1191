import Foundation
import System
import TestSupport
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(30))) struct FileJournalTests {
  private func open(_ directory: String) throws -> Opened {
    try reopen(LocalFileSystem(), directory: directory, options: smallOptions())
  }

  @Test func appendedRecordsAreReplayedInOrder() throws {
    let temporary = try TemporaryDirectory()
    let all = records(200, upTo: 700)
    let first = try open(temporary.file("store"))
    #expect(first.history.isEmpty && first.journal.lastPosition == .start)
    for (index, record) in all.enumerated() {
      let position = try first.journal.append(record)
      #expect(position.value == UInt64(index + 1))
    }
    try first.journal.waitUntilDurable(first.journal.lastPosition)
    first.journal.close()
    let second = try open(temporary.file("store"))
    #expect(second.history == all)
    #expect(second.journal.lastPosition.value == 200)
    #expect(second.journal.bytesSinceSnapshot == all.reduce(0) { $0 + $1.count + 4 })
    #expect(try second.journal.append([1]).value == 201)
    second.journal.close()
  }

  @Test func recordLargerThanASegmentGetsItsOwnSegment() throws {
    let temporary = try TemporaryDirectory()
    let all = [[1], [UInt8](repeating: 2, count: 50_000), [3], [UInt8](repeating: 4, count: 4096), [], [5]]
    let first = try open(temporary.file("store"))
    try first.journal.appendDurably(all)
    first.journal.close()
    let second = try open(temporary.file("store"))
    #expect(second.history == all)
    second.journal.close()
  }

  @Test func manyThreadsShareCommits() throws {
    let temporary = try TemporaryDirectory()
    let journal = try open(temporary.file("store")).journal
    let threads = try (0..<16).map { thread in
      try #require(
        WorkerThread {
          for index in 0..<50 {
            guard let position = try? journal.append([UInt8(thread), UInt8(index)]) else { return }
            try? journal.waitUntilDurable(position)
          }
        })
    }
    for thread in threads { thread.join() }
    journal.close()
    let history = try open(temporary.file("store")).history
    #expect(history.count == 800)
    for thread in 0..<16 {
      let indices = history.filter { $0[0] == UInt8(thread) }.map { $0[1] }
      #expect(indices == [UInt8](0..<50))
    }
  }

  @Test func storeIsOpenedOnceAtATime() throws {
    let temporary = try TemporaryDirectory()
    let first = try open(temporary.file("store"))
    #expect(journalError { _ = try open(temporary.file("store")) } == .inUse(pid: getpid()))
    first.journal.close()
    try open(temporary.file("store")).journal.close()
  }

  @Test func filesAreReadableByTheirOwnerOnly() throws {
    let temporary = try TemporaryDirectory()
    let journal = try open(temporary.file("store")).journal
    try journal.appendDurably([[1]])
    try journal.snapshot([[1]])
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    #expect(try mode(temporary.file("store")) == 0o700)
    for name in try FileManager.default.contentsOfDirectory(atPath: temporary.file("store")) {
      #expect(try mode(temporary.file("store/" + name)) == 0o600, "\(name)")
    }
    journal.close()
  }

  @Test func recordsAreEncryptedOnDisk() throws {
    let temporary = try TemporaryDirectory()
    let secret = [UInt8]("very recognisable words".utf8)
    let journal = try open(temporary.file("store")).journal
    try journal.appendDurably([secret])
    try journal.snapshot([secret])
    try journal.appendDurably([secret])
    journal.close()
    for name in try FileManager.default.contentsOfDirectory(atPath: temporary.file("store")) {
      let data = try Data(contentsOf: URL(fileURLWithPath: temporary.file("store/" + name)))
      #expect(data.range(of: Data(secret)) == nil, "\(name)")
    }
  }

  @Test func closedJournalRefusesRecords() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    let position = try journal.append([1])
    journal.close()
    journal.close()
    try journal.waitUntilDurable(position)
    #expect(journalError { _ = try journal.append([2]) } == .closed)
    #expect(journalError { _ = try journal.beginSnapshot() } == .closed)
  }

  @Test func limitsAreEnforced() throws {
    var options = smallOptions()
    options.maxRecordBytes = 100
    options.maxBacklogBytes = 250
    let disk = SimulatedDisk()
    let journal = try reopen(disk, options: options).journal
    #expect(
      journalError { _ = try journal.append(.init(repeating: 1, count: 101)) } == .tooLarge(bytes: 101, limit: 100))
    // While the disk is full nothing leaves the queue.
    disk.fail { operation, _ in operation == .write ? .noSpace : nil }
    let hundred = [UInt8](repeating: 1, count: 100)
    let errors = (0..<1000).compactMap { _ in journalError { _ = try journal.append(hundred) } }
    #expect(errors.count >= 998 && errors.allSatisfy { $0 == .busy || $0 == .full })
    disk.fail(nil)
    journal.close()
  }

  @Test func readerErrorStopsTheOpening() throws {
    struct Refusal: Error, CustomStringConvertible { let description = "unknown event 9" }
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1], [2]])
    journal.close()
    let error = journalError {
      _ = try FileJournal.open(
        directory: "store", key: storageKey, options: smallOptions(), files: disk, readSnapshot: { _ in },
        readRecord: { if $0 == [2] { throw Refusal() } })
    }
    #expect(error == .rejected(file: segmentPath(1), offset: 512 + 96, reason: "unknown event 9"))
    try reopen(disk).journal.close()
  }
}
