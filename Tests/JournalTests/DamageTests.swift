import TestSupport
import Testing

@testable import Journal

/// Damage that no crash explains is refused, with the file and the place.
@Suite(.timeLimit(.minutes(30))) struct DamageTests {
  /// A store with a snapshot and three segments behind it, one of them for a large record: killed, or closed.
  private func store(closed: Bool) throws -> SimulatedDisk {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    let all = records(12, upTo: 700, seed: 5)
    try journal.appendDurably(Array(all[..<3]))
    try journal.snapshot(Array(all[..<3]))
    try journal.appendDurably(
      Array(all[3...]) + [[UInt8](repeating: 9, count: 5000), [8], [UInt8](repeating: 7, count: 900)])
    if closed { journal.close() }
    let copy = disk.afterKill()
    journal.close()
    for name in copy.names where name.hasSuffix(".new") { copy[name] = nil }
    return copy
  }

  private func refusal(_ disk: SimulatedDisk, key: [UInt8] = storageKey) -> JournalError? {
    journalError { try reopen(disk, key: key).journal.close() }
  }

  @Test(arguments: [true, false]) func anyFlippedBitIsDetected(closed: Bool) throws {
    let disk = try store(closed: closed)
    let random = SeededRandom(seed: 11)
    #expect(disk.names.count >= 4)
    #expect(refusal(disk.afterKill()) == nil)
    for path in disk.names {
      let whole = try #require(disk[path])
      // All of the headers and first frames; of the rest, enough to meet every kind of place.
      for offset in whole.indices where offset < 640 || offset.isMultiple(of: 7) {
        let damaged = disk.afterKill()
        var bytes = whole
        bytes[offset] ^= 1 << UInt8(random.next() % 8)
        damaged[path] = bytes
        guard case .corrupt(path, let place, _) = refusal(damaged) else {
          Issue.record("byte \(offset) of \(path) of \(whole.count)")
          continue
        }
        #expect(place <= offset)
        #expect(damaged[path] == bytes, "what is refused is left as it is")
      }
    }
  }

  @Test func sectorsLostAfterACleanCloseAreDetected() throws {
    let disk = try store(closed: true)
    let path = try #require(disk.names.filter { $0.hasSuffix(".journal") }.last)
    let whole = try #require(disk[path])
    let last = try #require(whole.lastNonZero(in: 0..<whole.count))
    for sector in 1..<last / 512 {
      var bytes = whole
      for offset in sector * 512..<sector * 512 + 512 { bytes[offset] = 0 }
      let damaged = disk.afterKill()
      damaged[path] = bytes
      #expect(refusal(damaged) != nil, "sector \(sector)")
    }
  }

  @Test func incompleteFrameBeforeALaterSegmentIsDamage() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1], [UInt8](repeating: 2, count: 1500)])
    // Goes on in a segment that stays empty.
    let writer = try journal.beginSnapshot()
    try writer.write([])
    writer.abandon()
    let copy = disk.afterKill()
    journal.close()
    var bytes = try #require(copy[segmentPath(1)])
    #expect(copy[segmentPath(2)] != nil)
    for offset in 1024..<1536 { bytes[offset] = 0 }
    copy[segmentPath(1)] = bytes
    guard case .corrupt(segmentPath(1), _, _) = refusal(copy) else {
      Issue.record("an incomplete frame was cut off before a later segment")
      return
    }
  }

  @Test func missingFileIsDetected() throws {
    let disk = try store(closed: true)
    let segments = disk.names.filter { $0.hasSuffix(".journal") }
    #expect(segments.count == 3)
    for path in segments.dropLast() {
      let damaged = disk.afterKill()
      damaged[path] = nil
      #expect(refusal(damaged) == .corrupt(file: path, offset: 0, reason: "the segment is missing"))
    }
    let damaged = disk.afterKill()
    damaged[snapshotPath(2)] = nil
    #expect(refusal(damaged) == .corrupt(file: segmentPath(1), offset: 0, reason: "the segment is missing"))
  }

  @Test func exchangedFilesAreDetected() throws {
    let disk = try store(closed: true)
    disk[segmentPath(2)] = disk[segmentPath(3)]
    guard case .corrupt(segmentPath(2), 0, _) = refusal(disk) else {
      Issue.record("a segment under another number was accepted")
      return
    }
  }

  @Test func movedFrameIsDetected() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1], [2], [3]])
    let copy = disk.afterKill()
    journal.close()
    var bytes = try #require(copy[segmentPath(1)])
    let size = Frame.size(plaintext: 14)
    let start = FileHeader.bytes
    let swapped = bytes[start + size..<start + 2 * size] + bytes[start..<start + size]
    bytes.replaceSubrange(start..<start + 2 * size, with: swapped)
    copy[segmentPath(1)] = bytes
    let reason = "frame 1 stands where frame 0 belongs"
    #expect(refusal(copy) == .corrupt(file: segmentPath(1), offset: start, reason: reason))
  }

  @Test func anotherKeyIsRefused() throws {
    let disk = try store(closed: true)
    guard case .corrupt(snapshotPath(2), 0, let reason) = refusal(disk, key: .init(repeating: 8, count: 32)) else {
      Issue.record("opened with another key")
      return
    }
    #expect(reason.contains("another storage key"))
  }

  @Test func truncatedSnapshotIsRefused() throws {
    let disk = try store(closed: true)
    let whole = try #require(disk[snapshotPath(2)])
    for count in whole.indices {
      let damaged = disk.afterKill()
      damaged[snapshotPath(2)] = Array(whole[..<count])
      #expect(refusal(damaged) != nil, "\(count) bytes")
    }
  }

  @Test func snapshotRemovesTheSegmentsBeforeIt() throws {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably([[1], [2]])
    let old = try #require(disk[segmentPath(1)])
    try journal.snapshot([[1], [2]])
    try journal.appendDurably([[3]])
    journal.close()
    #expect(disk[segmentPath(1)] == nil)
    disk[segmentPath(1)] = old
    disk["store/snapshot-00000000000000000009.new"] = [1, 2, 3]
    let opened = try reopen(disk)
    #expect(opened.history == [[1], [2], [3]])
    #expect(disk[segmentPath(1)] == nil)
    #expect(!disk.names.contains("store/snapshot-00000000000000000009.new"))
    opened.journal.close()
  }
}
