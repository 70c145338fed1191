import Foundation
import PeerProtocol
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(30))) struct JSONTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test func readsEveryKindOfValue() throws {
    let text =
      " {\"a\":[1,-2,0,1.5,1e3,-0,true,false,null],\"b\":{\"\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\"}}\n"
    let value = try parse(text)
    #expect(
      value["a"]
        == [1, -2, 0, 1.5, .number(1_000), .number(-0.0), true, false, .null])
    #expect(value["b"]?[""] == "\"\\/\u{8}\u{C}\n\r\té😀é")
    #expect(value["a"]?[9] == nil)
    #expect(value["c"] == nil)
  }

  @Test func tellsIntegersFromOtherNumbers() throws {
    #expect(try parse("9223372036854775807") == .integer(.max))
    #expect(try parse("-9223372036854775808") == .integer(.min))
    #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
    #expect(try parse("1.0").integerValue == nil)
    #expect(try parse("1e3").integerValue == nil)
    #expect(try parse("-0").integerValue == nil)
  }

  @Test func writesTheSameBytesForTheSameValue() throws {
    let value: JSONValue = [
      "z": 1, "a": ["/", "\"\\", "\n\r\t\u{1}\u{1F}", "é😀"], "Z": .null, "b": 1.5, "aa": true, "é": .object([:]),
    ]
    #expect(
      value.text
        == "{\"Z\":null,\"a\":[\"/\",\"\\\"\\\\\",\"\\n\\r\\t\\u0001\\u001f\",\"é😀\"],\"aa\":true,\"b\":1.5,\"z\":1,\"é\":{}}"
    )
    #expect(try JSONValue(parsing: value.bytes) == value)
  }

  @Test(arguments: [
    "", " ", "{", "}", "[", "]", "{}{}", "[1,]", "[,1]", "[1 2]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{\"a\":}",
    "{1:1}",
    "{\"a\":1 \"b\":2}", "'a'", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"", "\"a\nb\"",
    "\"\t\"",
    "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "tru",
    "True", "nulll", "\u{FEFF}{}", "[1]]", "// x\n1", "[1/*x*/]", "\u{0}", "1\u{0}",
  ])
  func refusesWhatIsNotJSON(_ text: String) {
    #expect(throws: JSONFaults.self) { try parse(text) }
  }

  @Test(arguments: [
    "\\ud800", "\\udc00", "\\ud800x", "\\ud800\\n", "\\ud800\\ud800", "\\ud800\\ue000", "\\ude00\\ud83d",
    "\\ud83d\\u0041",
  ])
  func refusesLoneSurrogates(_ text: String) {
    #expect(throws: JSONFaults.self) { try parse("\"\(text)\"") }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xE2, 0x82],
      [0xF8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(_ bytes: [UInt8]) {
    for escape in ["", "\\n"] {
      #expect(throws: JSONFaults.self) {
        try JSONValue(parsing: Array("{\"a\":\"\(escape)".utf8) + bytes + Array("\"}".utf8))
      }
    }
    #expect(throws: JSONFaults.self) { try JSONValue(parsing: Array("[1".utf8) + bytes + Array("]".utf8)) }
  }

  @Test func refusesAMemberThatStandsTwice() {
    for text in ["{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "[{\"b\":{\"x\":1,\"y\":2,\"x\":3}}]"] {
      #expect(throws: JSONFaults.self) { try parse(text) }
    }
    #expect(throws: Never.self) { try parse("{\"a\":{\"a\":1},\"b\":{\"a\":1}}") }
  }

  @Test func boundsNesting() throws {
    func nested(_ depth: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
      let each = open.count { $0 == "[" || $0 == "{" }
      #expect(throws: Never.self) { try parse(nested(16 / each, open, close)) }
      #expect(throws: JSONFaults.self) { try parse(nested(16 / each + 1, open, close)) }
      #expect(throws: JSONFaults.self) { try parse(nested(200_000, open, close)) }
      #expect(throws: JSONFaults.self) { try parse(String(repeating: open, count: 200_000)) }
    }
    // Brackets in a text are no nesting, and nesting that was left does not count.
    #expect(throws: Never.self) { try parse("\"\(String(repeating: "[", count: 1_000))\"") }
    #expect(throws: Never.self) { try parse("[" + String(repeating: "[],", count: 1_000) + "[]]") }
  }

  @Test func boundsNumbers() {
    #expect(throws: Never.self) { try parse(String(repeating: "9", count: 64)) }
    #expect(throws: JSONFaults.self) { try parse(String(repeating: "9", count: 65)) }
    #expect(throws: JSONFaults.self) { try parse("1." + String(repeating: "0", count: 100_000)) }
  }

  @Test func saysWhere() throws {
    let faults = try #require(throws: JSONFaults.self) { try parse("{\"a\": 1, \"a\": 2}") }
    #expect(faults.faults == ["not JSON at byte 9: a member stands twice"])
  }

  /// Damaged documents either stay JSON for Foundation too, and come back from their own bytes, or are refused.
  @Test func acceptsNothingThatFoundationRefuses() throws {
    let random = SeededRandom(seed: 7)
    var generator = random
    let sample = Array("{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\n\"],\"b\":{\"c\":\"x\",\"d\":[]},\"e\":\"é\"}".utf8)
    let alphabet = Array("{}[]\",:\\u0e+-.1a \n".utf8) + [0xFF, 0xC3, 0x00]
    var accepted = 0
    for _ in 0..<20_000 {
      var bytes = sample
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        case 1: bytes.remove(at: place)
        default: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)], at: place)
        }
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      accepted += 1
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) }
      #expect(try JSONValue(parsing: value.bytes) == value)
    }
    #expect(accepted > 1_000)
  }

  @Test func readerNotesEveryFault() {
    let reader = JSONReader([
      "text": "a\u{202E}b", "count": 1.5, "flag": "yes", "time": "now", "bytes": "AA==", "inner": ["x": -1],
      "gone": .null,
    ])
    #expect(reader.text("text", 0...10) == nil)
    #expect(reader.integer("count") == nil)
    #expect(reader.bool("flag") == nil)
    #expect(reader.timestamp("time") == nil)
    #expect(reader.bytes("bytes", 1) == nil)
    #expect(reader.object("inner")?.integer("x") == nil)
    #expect(reader.integer("absent") == nil)
    #expect(reader.integer("gone") == nil)
    #expect(reader.optional.integer("absent") == nil)
    #expect(reader.optional.integer("gone") == nil)
    #expect(
      reader.faults == [
        "text: must be a text of 0 to 10 bytes without control characters",
        "count: must be an integer from 0 to 9007199254740991", "flag: must be true or false",
        "time: must be a time such as 2026-01-31T12:00:00Z", "bytes: must be base64url of 1 bytes without padding",
        "inner.x: must be an integer from 0 to 9007199254740991", "absent: is missing",
        "gone: must be an integer from 0 to 9007199254740991",
      ])
  }

  @Test(arguments: ["1.0", "1e3", "-1", "9007199254740992", "-0", "\"1\"", "true", "1e400", "18446744073709551616"])
  func countersAreLiteralIntegers(_ number: String) throws {
    guard let value = try? parse("{\"n\":\(number)}") else { return #expect(number == "1e400") }
    let reader = JSONReader(value)
    #expect(reader.integer("n") == nil)
    #expect(reader.faults == ["n: must be an integer from 0 to 9007199254740991"])
  }

  @Test func countersReachTheirBounds() throws {
    let reader = JSONReader(["low": 0, "high": 9_007_199_254_740_991])
    #expect(reader.integer("low") == 0)
    #expect(reader.integer("high") == 9_007_199_254_740_991)
    #expect(reader.faults.isEmpty)
  }

  @Test func faultsAreBounded() {
    let reader = JSONReader(["n": "x"])
    for _ in 0..<1_000 { _ = reader.integer("n") }
    #expect(reader.faults.count == 100)
  }
}
