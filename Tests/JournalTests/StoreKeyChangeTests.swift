import TestSupport
import Testing

@testable import Journal

/// A store that is sealed under another key: nothing is lost, wherever a crash comes between.
@Suite(.timeLimit(.minutes(30))) struct StoreKeyChangeTests {
  private let next = [UInt8](repeating: 8, count: 32)

  /// A store with a snapshot and several segments behind it, and what it holds.
  private func disk() throws -> (disk: SimulatedDisk, history: [[UInt8]]) {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    let before = records(12, upTo: 700)
    try journal.appendDurably(before)
    try journal.snapshot(before)
    let after = records(14, upTo: 900, seed: 2)
    try journal.appendDurably(after)
    journal.close()
    return (disk.afterKill(), before + after)
  }

  private func change(_ disk: SimulatedDisk, seed: UInt64 = 5) throws(JournalError) -> StoreKeyChange {
    try StoreKeyChange(
      directory: "store", from: storageKey, to: next, random: SeededRandom(seed: seed), files: disk)
  }

  /// What opens under a key.
  private func history(_ disk: SimulatedDisk, key: [UInt8]) throws -> [[UInt8]] {
    let opened = try reopen(disk, key: key)
    opened.journal.close()
    return opened.history
  }

  @Test func storeOpensUnderTheNewKeyAlone() throws {
    let (disk, history) = try disk()
    do {
      let change = try change(disk)
      let plan = try change.plan()
      #expect(plan.files == disk.names.count { $0.contains("segment") || $0.contains("snapshot") })
      #expect(plan.files > 3 && plan.bytes > plan.largestFile && plan.largestFile >= 4096)
      var changed = 0
      try change.run { changed += 1 }
      #expect(changed == plan.files)
      #expect(try change.plan().files == 0)
    }
    #expect(journalError { _ = try self.history(disk.afterKill(), key: storageKey) } != nil)
    #expect(try self.history(disk, key: next) == history)
    // It goes on as any other.
    let journal = try reopen(disk, key: next).journal
    try journal.appendDurably([[1, 2]])
    journal.close()
    #expect(try self.history(disk, key: next) == history + [[1, 2]])
  }

  /// At each operation of the disk, by a kill and by a power cut: every file is whole under one of the two keys, and another
  /// run finishes.
  @Test func crashAtAnyStepIsFinishedByTheNextRun() throws {
    var steps = 0
    var isFinished = false
    while !isFinished {
      steps += 1
      let (disk, history) = try disk()
      disk.die(at: disk.operations + steps, afterBytes: steps.isMultiple(of: 2) ? 700 : .max)
      isFinished = journalError { try change(disk).run() } == nil
      for crashed in [disk.afterKill(), disk.afterPowerCut(SeededRandom(seed: UInt64(steps)))] {
        do { try change(crashed, seed: 6).run() }
        #expect(try self.history(crashed, key: next) == history, "step \(steps)")
      }
      try #require(steps < 300)
    }
    #expect(steps > 20)
  }

  @Test func damageChangesNothing() throws {
    let (disk, _) = try disk()
    let last = try #require(disk.names.last { $0.hasSuffix(".journal") })
    disk[last]?[600] ^= 1
    let before = disk.names.map { disk[$0] }
    let operations = disk.operations
    guard case .corrupt(last, _, _) = journalError({ try change(disk).run() }) else {
      Issue.record("the damage was not found")
      return
    }
    #expect(disk.operations == operations)
    #expect(disk.names.map { disk[$0] } == before)
  }

  @Test func fullDiskLeavesAStoreThatTheNextRunFinishes() throws {
    let (disk, history) = try disk()
    let start = disk.operations
    disk.fail { operation, number in operation == .write && number > start + 12 ? .noSpace : nil }
    #expect(journalError { try change(disk).run() } == .full)
    disk.fail(nil)
    do { try change(disk).run() }
    #expect(try self.history(disk, key: next) == history)
  }

  /// A record that a crash cut off was never answered, and a store that is in use stays as it is.
  @Test func tornEndIsLeftOutAndStoreInUseIsRefused() throws {
    let (disk, history) = try disk()
    let journal = try reopen(disk).journal
    guard case .inUse = journalError({ _ = try change(disk) }) else {
      Issue.record("two had the store")
      return
    }
    disk.die(at: disk.operations + 1, afterBytes: 40)
    #expect(journalError { try journal.appendDurably([[UInt8](repeating: 3, count: 200)]) } != nil)
    let crashed = disk.afterKill()
    journal.close()
    do { try change(crashed).run() }
    #expect(try self.history(crashed, key: next) == history)
  }

  @Test func copyBeforeAnUpgradeIsRemoved() throws {
    let (disk, history) = try disk()
    try UpgradeCopy(paths: StorePaths(directory: "store"), files: disk).make()
    do {
      let change = try change(disk)
      #expect(try change.plan().hasUpgradeCopy)
      try change.run()
    }
    #expect(!disk.names.contains { $0.hasPrefix("store/before-upgrade/") })
    #expect(try self.history(disk, key: next) == history)
  }
}
