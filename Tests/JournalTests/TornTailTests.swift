import Cryptography
import Foundation
import System
import TestSupport
import Testing

@testable import Journal

/// What a crash leaves of the last frame, byte by byte and sector by sector, is cut off; nothing else is.
@Suite(.timeLimit(.minutes(30))) struct TornTailTests {
  /// A store that was killed after `all`, each record a frame, and where the last frame lies in `path`.
  private func killed(after all: [[UInt8]]) throws -> (disk: SimulatedDisk, path: String, frame: Range<Int>) {
    let disk = SimulatedDisk()
    let journal = try reopen(disk).journal
    try journal.appendDurably(all)
    let copy = disk.afterKill()
    journal.close()
    let path = try #require(copy.names.filter { $0.hasSuffix(".journal") }.last)
    let bytes = try #require(copy[path])
    let last = try #require(bytes.lastNonZero(in: 0..<bytes.count))
    let size = Frame.size(plaintext: 13 + (all.last?.count ?? 0))
    return (copy, path, last + 1 - size..<last + 1)
  }

  private func expect(_ expected: [[UInt8]], in disk: SimulatedDisk, _ comment: Comment) throws {
    let opened = try reopen(disk)
    #expect(opened.history == expected, comment)
    try opened.journal.appendDurably([[42]])
    opened.journal.close()
    let again = try reopen(disk)
    #expect(again.history == expected + [[42]], comment)
    again.journal.close()
  }

  @Test(arguments: [[100, 200, 1300], [1300], [3000, 2900], [60, 0]])
  func frameTruncatedAtAnyByteIsDropped(sizes: [Int]) throws {
    let all = sizes.enumerated().map { [UInt8](repeating: UInt8($0 + 1), count: $1) }
    let (disk, path, frame) = try killed(after: all)
    let whole = try #require(disk[path])
    #expect(frame.lowerBound >= FileHeader.bytes && frame.lowerBound.isMultiple(of: 32))
    for cut in frame {
      let torn = disk.afterKill()
      torn[path] = whole[..<cut] + [UInt8](repeating: 0, count: whole.count - cut)
      try expect(all.dropLast(), in: torn, "zeros from \(cut)")
      let short = disk.afterKill()
      short[path] = Array(whole[..<cut])
      try expect(all.dropLast(), in: short, "ends at \(cut)")
      #expect(short[path]?.count == whole.count)
    }
    try expect(all, in: disk, "whole")
  }

  @Test func frameWithMissingSectorsIsDropped() throws {
    let all = [[UInt8](repeating: 1, count: 200), [UInt8](repeating: 2, count: 2300)]
    let (disk, path, frame) = try killed(after: all)
    let whole = try #require(disk[path])
    let sectors = Array(frame.lowerBound / 512...(frame.upperBound - 1) / 512)
    #expect(sectors.count >= 5)
    for missing in 1..<(1 << sectors.count) {
      var bytes = whole
      for (index, sector) in sectors.enumerated() where missing >> index & 1 == 1 {
        for offset in frame.clamped(to: sector * 512..<sector * 512 + 512) { bytes[offset] = 0 }
      }
      let torn = disk.afterKill()
      torn[path] = bytes
      try expect(all.dropLast(), in: torn, "sectors \(String(missing, radix: 2)) missing")
    }
  }

  @Test func droppedFrameDoesNotComeBack() throws {
    let (disk, path, frame) = try killed(after: [[1], [UInt8](repeating: 2, count: 1500)])
    var bytes = try #require(disk[path])
    for offset in frame.lowerBound + 1400..<frame.upperBound { bytes[offset] = 0 }
    disk[path] = bytes
    let opened = try reopen(disk)
    #expect(opened.history == [[1]])
    let kept = try #require(disk[path])
    #expect(kept.isZero(in: frame.lowerBound..<kept.count))
    opened.journal.close()
  }

  @Test func rewrittenFrameHasANewNonce() throws {
    let (disk, path, frame) = try killed(after: [[1], [2]])
    var nonces: Set<[UInt8]> = []
    for record in [[UInt8(3)], [4]] {
      let restored = disk.afterKill()
      var options = smallOptions()
      options.random = SystemRandom()
      let opened = try reopen(restored, options: options)
      try opened.journal.appendDurably([record])
      let bytes = try #require(restored[path])
      let header = try #require(Frame.Header(bytes, at: frame.upperBound))
      #expect(header.number == 2)
      nonces.insert(header.nonce)
      opened.journal.close()
    }
    #expect(nonces.count == 2)
  }

  @Test func realFilesRecoverLikeSimulatedOnes() throws {
    let temporary = try TemporaryDirectory()
    let all = records(30, upTo: 900)
    let journal = try reopen(LocalFileSystem(), directory: temporary.file("store")).journal
    try journal.appendDurably(all)
    // What a killed process leaves is what another process sees of its files.
    try FileManager.default.copyItem(atPath: temporary.file("store"), toPath: temporary.file("killed"))
    journal.close()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: temporary.file("killed"))
        .filter { $0.hasPrefix("segment-") }.max())
    let path = temporary.file("killed/" + name)
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let last = try #require(whole.lastNonZero(in: 0..<whole.count))
    for cut in stride(from: last, to: last + 1 - Frame.size(plaintext: 13 + all[29].count), by: -7) {
      try Data(whole[..<cut]).write(to: URL(fileURLWithPath: path))
      let opened = try reopen(LocalFileSystem(), directory: temporary.file("killed"))
      #expect(opened.history == Array(all.dropLast()), "cut at \(cut)")
      opened.journal.close()
    }
    try Data(whole).write(to: URL(fileURLWithPath: path))
    let opened = try reopen(LocalFileSystem(), directory: temporary.file("killed"))
    #expect(opened.history == all)
    opened.journal.close()
  }
}
