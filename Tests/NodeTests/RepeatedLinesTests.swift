import PeerProtocol
import Testing

@testable import Node

/// Lines that come again with every try, such as those of a full disk.
@Suite(.timeLimit(.minutes(30))) struct RepeatedLinesTests {
  @Test func sameLineIsToldOnceAMinuteWithItsCount() {
    var lines = RepeatedLines()
    let full: [String: JSONValue] = ["reason": "the disk is full"]
    #expect(lines.admit("storage-failed", full, now: 0) == 0)
    for second in 1..<60 { #expect(lines.admit("storage-failed", full, now: Int64(second)) == nil) }
    #expect(lines.admit("storage-failed", full, now: 60) == 59)
    // Another reason is another line.
    #expect(lines.admit("storage-failed", ["reason": "closed"], now: 61) == 0)
    #expect(lines.admit("storage-failed", full, now: 200) == 0)
  }

  @Test func manyDifferentLinesAreToldAndForgotten() {
    var lines = RepeatedLines()
    for number in 0..<1_000 { #expect(lines.admit("x", ["n": JSONValue(number)], now: 0) == 0) }
    #expect(lines.admit("x", ["n": 1], now: 1) == nil)
    #expect(lines.admit("x", ["n": 999], now: 61) == 0)
    #expect(lines.admit("x", ["n": 999], now: 62) == nil)
  }
}
