import TestSupport
import Testing

@testable import Journal

@Suite(.timeLimit(.minutes(30))) struct InMemoryJournalTests {
  private func open(_ store: InMemoryJournal.Store = .init()) throws -> (journal: InMemoryJournal, history: [[UInt8]]) {
    var history: [[UInt8]] = []
    let journal = try InMemoryJournal.open(
      store, readSnapshot: { history.append($0) }, readRecord: { history.append($0) })
    return (journal, history)
  }

  @Test func crashLosesOnlyUnsyncedRecords() throws {
    let journal = try open().journal
    let second = try [[1], [2], [3], [4]].map { try journal.append($0) }[1]
    try journal.waitUntilDurable(second)
    #expect(journal.undurableCount == 2)
    let backup = journal.store
    #expect(try open(journal.crash(keeping: 1)).history == [[1], [2], [3]])
    #expect(try open(backup).history == [[1], [2]])
    #expect(journalError { _ = try journal.append([5]) } == .closed)
    #expect(journalError { try journal.waitUntilDurable(second) } == nil)
    #expect(try open(backup).journal.lastPosition == second)
  }

  @Test func snapshotReplacesEarlierRecords() throws {
    let journal = try open().journal
    _ = try journal.append([1])
    let writer = try journal.beginSnapshot()
    #expect(journalError { _ = try journal.beginSnapshot() } == .busy)
    _ = try journal.append([2])
    try writer.write([10])
    #expect(try open(journal.store).history.isEmpty)
    try writer.finish()
    #expect(try open(journal.store).history == [[10]])
    #expect(journal.bytesSinceSnapshot == 5)
    try journal.waitUntilDurable(journal.lastPosition)
    let (reopened, history) = try open(journal.crash())
    #expect(history == [[10], [2]])
    #expect(reopened.lastPosition.value == 2)
    #expect(journalError { try writer.finish() } == .closed)
  }

  @Test func refusalsCanBeSimulated() throws {
    let journal = try open().journal
    let position = try journal.append([1])
    journal.refuse(with: .full)
    #expect(journalError { _ = try journal.append([2]) } == .full)
    #expect(journalError { try journal.waitUntilDurable(position) } == .full)
    journal.refuse(with: nil)
    try journal.waitUntilDurable(position)
    journal.close()
    #expect(journal.store.records == [[1]])
  }
}
