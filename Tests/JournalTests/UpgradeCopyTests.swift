import Synchronization
import TestSupport
import Testing

@testable import Journal

/// The copy of a store before an upgrade, and files of a newer version.
@Suite(.timeLimit(.minutes(30))) struct UpgradeCopyTests {
  private let paths = StorePaths(directory: "store")

  /// A clock that only running time moves.
  private final class RunningTime: Sendable {
    let seconds = Mutex(0)
    func pass(hours: Int) { seconds.withLock { $0 += hours * 3_600 } }
  }

  private func disk() throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably(records(5))
    try journal.snapshot([[1], [2]])
    try journal.appendDurably([[3]])
    journal.close()
    return disk
  }

  private func copy(_ disk: SimulatedDisk, _ time: RunningTime = RunningTime()) throws -> UpgradeCopy {
    try UpgradeCopy(paths: paths, files: disk) { time.seconds.withLock { $0 } }
  }

  private func copied(_ disk: SimulatedDisk) -> [String] {
    disk.names.filter { $0.hasPrefix("store/before-upgrade/") }.sorted()
  }

  @Test func copyOpensAsTheStoreBeforeTheUpgrade() throws {
    let disk = try disk()
    try copy(disk).make()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[9]])
    journal.close()
    let opened = try reopen(disk, directory: "store/before-upgrade")
    opened.journal.close()
    #expect(opened.history == [[1], [2], [3]])
  }

  @Test func copyIsKeptForSevenDaysOfRunningTime() throws {
    let disk = try disk()
    let time = RunningTime()
    let first = try copy(disk, time)
    #expect(first.hoursLeft == nil)
    try first.make()
    for _ in 0..<100 {
      time.pass(hours: 1)
      #expect(try first.age() == false)
    }
    let second = try copy(disk, time)
    #expect(second.hoursLeft == 67)
    for _ in 0..<66 {
      time.pass(hours: 1)
      #expect(try second.age() == false)
    }
    #expect(!copied(disk).isEmpty)
    time.pass(hours: 1)
    #expect(try second.age())
    #expect(copied(disk).isEmpty && second.hoursLeft == nil)
    #expect(try copy(disk).hoursLeft == nil)
  }

  @Test func incompleteCopyIsRemoved() throws {
    let disk = try disk()
    try copy(disk).make()
    disk["store/before-upgrade/hours"] = nil
    #expect(!copied(disk).isEmpty)
    #expect(try copy(disk).hoursLeft == nil)
    #expect(copied(disk).isEmpty)
  }

  /// The header of a later version verifies with the same key: it is no damage, and this program is older.
  @Test func fileOfANewerVersionIsNotDamage() throws {
    let disk = try disk()
    for path in disk.names.filter({ !$0.hasSuffix("lock") && !$0.hasSuffix(".new") }) {
      let newer = disk.afterKill()
      var bytes = try #require(newer[path])
      let kind: FileHeader.Kind = path.hasSuffix(".journal") ? .segment : .snapshot
      let number = try #require(
        StorePaths.segmentNumber(String(path.dropFirst(6))) ?? StorePaths.snapshotNumber(String(path.dropFirst(6))))
      var header = try FileHeader(bytes, kind: kind, number: number, storageKey: storageKey, file: path)
      header.version = 2
      bytes.replaceSubrange(..<FileHeader.bytes, with: try header.encoded(storageKey: storageKey))
      newer[path] = bytes
      guard case .newerFormat(path, _) = journalError({ try reopen(newer).journal.close() }) else {
        Issue.record("\(path) was not seen as newer")
        continue
      }
      #expect(newer[path] == bytes)
    }
  }

  @Test func newerRecordIsDistinguishedFromARefusedOne() throws {
    let disk = try disk()
    let error = journalError {
      _ = try FileJournal.open(
        directory: "store", key: storageKey, options: smallOptions(), files: disk, readSnapshot: { _ in },
        readRecord: { _ in throw NewerFormat(reason: "it has format 9") })
    }
    guard case .newerFormat(_, "it has format 9") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
