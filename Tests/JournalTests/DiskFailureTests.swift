import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(30))) struct DiskFailureTests {
  /// Waits as a caller does who is told to try again.
  private func waitPatiently(_ journal: FileJournal) throws {
    while true {
      do {
        return try journal.waitUntilDurable(journal.lastPosition)
      } catch JournalError.full {
        usleep(1000)
      }
    }
  }

  @Test(arguments: 1...40) func fullDiskLosesNoRecords(step: Int) throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    let begin = disk.operations + step
    let isFull = Mutex(true)
    disk.fail { operation, number in
      let refused = [.write, .create, .rename].contains(operation) && number >= begin && isFull.withLock { $0 }
      return refused ? (step.isMultiple(of: 2) ? .quota : .noSpace) : nil
    }
    var appended: [[UInt8]] = []
    var wasFull = false
    for record in records(40, upTo: 900) {
      do throws(JournalError) {
        let position = try journal.append(record)
        appended.append(record)
        try journal.waitUntilDurable(position)
      } catch {
        #expect(error == .full && error.isTemporary)
        wasFull = true
      }
    }
    #expect(wasFull)
    isFull.withLock { $0 = false }
    try waitPatiently(journal)
    try journal.appendDurably([[7]])
    #expect(journal.failure == nil)
    journal.close()
    let opened = try reopen(disk)
    #expect(opened.history == appended + [[7]])
    opened.journal.close()
  }

  @Test func closeReturnsWhileTheDiskIsFull() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1]])
    disk.fail { operation, _ in operation == .write ? .noSpace : nil }
    _ = try journal.append([2])
    #expect(journalError { try journal.waitUntilDurable(journal.lastPosition) } == .full)
    journal.close()
    #expect(journalError { try journal.waitUntilDurable(journal.lastPosition) } == .closed)
    disk.fail(nil)
    let opened = try reopen(disk)
    #expect(opened.history == [[1]])
    opened.journal.close()
  }

  @Test(arguments: [SimulatedDisk.Operation.sync, .write], [SimulatedDisk.Fault.inputOutput, .noSpace])
  func failedSyncOrWriteEndsTheJournal(operation: SimulatedDisk.Operation, fault: SimulatedDisk.Fault) throws {
    if operation == .write && fault == .noSpace { return }
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1]])
    // The blank segment in the background must not be what fails.
    while !disk.names.contains("store/blank.new") || disk["store/blank.new"]?.count != 4096 { usleep(100) }
    disk.fail { failing, _ in failing == operation ? fault : nil }
    _ = try journal.append([2])
    let error = journalError { try journal.waitUntilDurable(journal.lastPosition) }
    guard case .failed = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    disk.fail(nil)
    let operations = disk.operations
    #expect(journal.failure == error)
    #expect(journalError { try journal.waitUntilDurable(journal.lastPosition) } == error)
    #expect(journalError { _ = try journal.append([3]) } == error)
    #expect(journalError { _ = try journal.beginSnapshot() } == error)
    #expect(disk.operations == operations, "no sync is tried again")
    journal.close()
    let opened = try reopen(disk.afterPowerCut(SeededRandom(seed: 3)))
    #expect(opened.history.first == [1] && opened.history.count <= 2)
    opened.journal.close()
  }

  @Test func snapshotOnAFullDiskLosesNothing() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1], [2]])
    let writer = try journal.beginSnapshot()
    try writer.write([1])
    let path = snapshotPath(2) + ".new"
    #expect(disk.names.contains(path))
    #expect(journalError { _ = try journal.beginSnapshot() } == .busy)
    disk.fail { operation, _ in operation == .write ? .noSpace : nil }
    #expect(journalError { try writer.write(.init(repeating: 2, count: 1 << 19)) } == .full)
    writer.abandon()
    disk.fail(nil)
    #expect(!disk.names.contains(path))
    #expect(journalError { try writer.finish() } == .closed)
    try journal.appendDurably([[3]])
    try journal.snapshot([[1], [2], [3]])
    #expect(journal.bytesSinceSnapshot == 0)
    journal.close()
    let opened = try reopen(disk)
    #expect(opened.history == [[1], [2], [3]])
    opened.journal.close()
  }

  @Test func recordsAppendedDuringASnapshotFollowIt() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    var history = records(10)
    for record in history { _ = try journal.append(record) }
    let writer = try journal.beginSnapshot()
    let later = records(30, seed: 2)
    for (index, record) in later.enumerated() {
      if index < 10 { try writer.write(history[index]) }
      if index == 20 { try writer.finish() }
      try journal.appendDurably([record])
    }
    #expect(journal.bytesSinceSnapshot == later.reduce(0) { $0 + $1.count + 4 })
    history += later
    journal.close()
    let opened = try reopen(disk)
    #expect(opened.history == history)
    #expect(opened.journal.bytesSinceSnapshot == later.reduce(0) { $0 + $1.count + 4 })
    #expect(opened.journal.lastPosition.value == 40)
    opened.journal.close()
  }
}
