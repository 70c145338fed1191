import Glibc
import TestSupport
import Testing

@testable import Journal

/// Crashes at every operation and in the middle of writes: what was acknowledged is there, and what is there is a
/// prefix of what was appended.
@Suite(.timeLimit(.minutes(30))) struct CrashTests {
  @Test(arguments: 0..<60) func acknowledgedRecordsSurviveAnyCrash(seed: Int) throws {
    let random = SeededRandom(seed: UInt64(seed))
    var disk = SimulatedDisk()
    var known: [[UInt8]] = []
    for round in 0..<6 {
      disk.die(
        at: 1 + Int(random.next() % 60), afterBytes: seed.isMultiple(of: 2) ? Int(random.next() % 900) : .max)
      let life = live(on: disk, known: known, random, seed: UInt64(seed * 10 + round))
      disk = seed.isMultiple(of: 2) ? disk.afterKill() : disk.afterPowerCut(random)
      let opened = try reopen(disk, options: smallOptions(seed: UInt64(seed * 10 + round) ^ 0xFFFF))
      opened.journal.close()
      #expect(opened.history.count >= life.acknowledged && opened.history.count <= life.appended.count)
      #expect(opened.history == Array(life.appended.prefix(opened.history.count)))
      known = opened.history
      disk = disk.afterKill()
    }
  }

  /// Opens, appends, waits and makes snapshots until the disk dies.
  private func live(
    on disk: SimulatedDisk, known: [[UInt8]], _ random: SeededRandom, seed: UInt64
  ) -> (appended: [[UInt8]], acknowledged: Int) {
    var appended = known
    var acknowledged = known.count
    do {
      let opened = try reopen(disk, options: smallOptions(seed: seed))
      defer { opened.journal.close() }
      #expect(opened.history == known)
      var snapshot: (any SnapshotWriter)?
      for _ in 0..<200 {
        switch random.next() % 10 {
        case 0:
          let writer = try opened.journal.beginSnapshot()
          for record in appended { try writer.write(record) }
          snapshot = writer
        case 1:
          try snapshot?.finish()
          snapshot = nil
        case 2...6:
          let record = random.bytes(Int(random.next() % (random.next() % 8 == 0 ? 6000 : 300)))
          _ = try opened.journal.append(record)
          appended.append(record)
        default:
          try opened.journal.waitUntilDurable(opened.journal.lastPosition)
          acknowledged = appended.count
        }
        if snapshot != nil && random.next() % 4 == 0 {
          try snapshot?.finish()
          snapshot = nil
        }
      }
    } catch {}
    return (appended, acknowledged)
  }

  @Test func crashDuringASnapshotKeepsTheState() throws {
    let all = records(20, upTo: 900)
    var steps = 0
    var finished = false
    while !finished {
      steps += 1
      let disk = SimulatedDisk()
      let journal = try reopen(disk).journal
      try journal.appendDurably(all)
      disk.die(at: disk.operations + steps)
      let error = journalError {
        let writer = try journal.beginSnapshot()
        for record in all { try writer.write(record) }
        try journal.appendDurably([[1, 2, 3]])
        try writer.finish()
      }
      finished = error == nil
      journal.close()
      for crashed in [disk.afterKill(), disk.afterPowerCut(SeededRandom(seed: UInt64(steps)))] {
        let opened = try reopen(crashed)
        #expect(opened.history.prefix(20).elementsEqual(all), "step \(steps)")
        #expect(opened.history.count <= 21)
        opened.journal.close()
        #expect(crashed.names.allSatisfy { !$0.hasSuffix(".new") })
      }
      try #require(steps < 100)
    }
    #expect(steps > 8)
  }

  /// A killed process leaves records that were written and not synced; once replayed, answers build on them.
  @Test func replayedRecordsAreDurable() throws {
    let all = records(10)
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably(Array(all.dropLast()))
    while disk["store/blank.new"]?.count != 4096 { usleep(100) }
    disk.fail { operation, _ in operation == .sync ? .inputOutput : nil }
    _ = try journal.append(all[9])
    #expect(journalError { try journal.waitUntilDurable(journal.lastPosition) } != nil)
    let killed = disk.afterKill()
    journal.close()
    let opened = try reopen(killed)
    #expect(opened.history == all)
    for seed in 0..<20 {
      let again = try reopen(killed.afterPowerCut(SeededRandom(seed: UInt64(seed))))
      #expect(again.history == all)
      again.journal.close()
    }
    opened.journal.close()
  }
}
