import TestSupport
import Testing

@testable import Cryptography

/// RFC 9380: appendix J.1 (P-256) and K.1, K.2 (expand_message_xmd).
@Suite(.timeLimit(.minutes(30))) struct HashToCurveTests {
  struct Suite: Decodable {
    struct Vector: Decodable {
      struct Point: Decodable {
        var x: String
        var y: String

        var bytes: [UInt8]? { hex("04" + x.dropFirst(2) + y.dropFirst(2)) }
      }

      var P: Point
      var msg: String
    }

    var dst: String
    var vectors: [Vector]
  }

  struct Expansion: Decodable {
    struct Test: Decodable {
      var len_in_bytes: String
      var msg: String
      var uniform_bytes: String
    }

    var DST: String
    var tests: [Test]
  }

  @Test func randomOracleVectors() throws {
    let suite = try VectorFile.json("rfc9380_P256_XMD_SHA-256_SSWU_RO_.json", as: Suite.self)
    #expect(suite.vectors.count == 5)
    for vector in suite.vectors {
      #expect(try P256.hashToCurve(Array(vector.msg.utf8), dst: Array(suite.dst.utf8)) == #require(vector.P.bytes))
    }
  }

  @Test func nonuniformVectors() throws {
    let suite = try VectorFile.json("rfc9380_P256_XMD_SHA-256_SSWU_NU_.json", as: Suite.self)
    #expect(suite.vectors.count == 5)
    for vector in suite.vectors {
      #expect(try P256.encodeToCurve(Array(vector.msg.utf8), dst: Array(suite.dst.utf8)) == #require(vector.P.bytes))
    }
  }

  @Test(arguments: [38, 256])
  func expansionVectors(tagLength: Int) throws {
    let file = try VectorFile.json("rfc9380_expand_message_xmd_SHA256_\(tagLength).json", as: Expansion.self)
    #expect(file.DST.utf8.count == tagLength && file.tests.count == 10)
    for test in file.tests {
      let count = try #require(Int(test.len_in_bytes.dropFirst(2), radix: 16))
      let expanded = try ExpandMessage.xmd(Array(test.msg.utf8), dst: Array(file.DST.utf8), count: count)
      #expect(hex(expanded) == test.uniform_bytes)
    }
  }

  @Test func invalidExpansionInputsAreRefused() {
    #expect(throws: CryptographyError.self) { try ExpandMessage.xmd([], dst: [], count: 32) }
    #expect(throws: CryptographyError.self) { try ExpandMessage.xmd([], dst: [1], count: 0) }
    #expect(throws: CryptographyError.self) { try ExpandMessage.xmd([], dst: [1], count: 255 * 32 + 1) }
    #expect(throws: CryptographyError.self) { try P256.hashToCurve([1], dst: []) }
  }

  @Test(arguments: [0, 1, 63, 64, 65, 257, 1000])
  func batchHashingEqualsSingleHashing(count: Int) throws {
    let random = SeededRandom(seed: 7)
    let messages = (0..<count).map { _ in random.bytes(13) }
    let dst = Array("many".utf8)
    let points = try P256.hashToCurve(messages, dst: dst)
    #expect(points.count == count * P256.pointLength)
    for index in Set([0, 15, 16, 17, 63, 64, 255, 256, count - 1]) where messages.indices.contains(index) {
      let point = Array(points[index * P256.pointLength..<(index + 1) * P256.pointLength])
      #expect(try point == P256.hashToCurve(messages[index], dst: dst))
      #expect(P256.isValid(point))
    }
  }

  /// Zero and the square roots of 1/10, where the map's denominator would vanish. No message is known that hashes to
  /// them; the points were computed from section 6.6.2 with integers of another language.
  @Test(arguments: [
    ("00", "0e5fb73d16791ce358fb5adb2d33668a3b24099fd8d401f6685e0e994fb4d756"),
    (
      "95d527d249c8dc5cadbf4c70bb59aaab72c14fffbad5622bd147b86a639ec6d9",
      "f1a048c1e986e31da704a524d2cc9975c4dbf661272bfe0997a1f166b04b28a9"
    ),
    (
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
      "0e5fb73d16791ce358fb5adb2d33668a3b24099fd8d401f6685e0e994fb4d756"
    ),
  ])
  func exceptionalFieldElementsAreMapped(element: String, y: String) throws {
    let workspace = try CurveWorkspace()
    try workspace.reserve(1)
    let seed = try #require(hex(String(repeating: "0", count: 96 - element.count) + element))
    let map = try SSWUMap(scratch: workspace.scratch)
    #expect(map.map(seed, to: workspace.slot(0), in: workspace.group))
    let point = try workspace.encode(1)
    #expect(P256.isValid(point))
    #expect(hex(point[1...32]) == "a528bd8696bdaf996c65b982d94959d3146fe6a020693090bdba13132375f224")
    #expect(hex(point[33...]) == y)
  }
}
