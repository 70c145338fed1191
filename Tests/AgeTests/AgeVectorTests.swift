import Age
import Cryptography
import Foundation
import TestSupport
import Testing

/// The files of C2SP/CCTV: each opens, or fails for the reason that it must.
@Suite struct AgeVectorTests {
  struct Vector: Decodable, CustomTestStringConvertible {
    var name: String
    var expect: String
    var file: [String]
    var payload: String?
    var identity: [String]?
    var passphrase: String?

    var testDescription: String { name }

    /// The file; runs of one byte are written as their length and the byte.
    var bytes: [UInt8]? {
      var bytes: [UInt8] = []
      for part in file {
        let words = part.components(separatedBy: " x ")
        if words.count == 2, let count = Int(words[0]), let byte = UInt8(words[1], radix: 16) {
          bytes += [UInt8](repeating: byte, count: count)
        } else if let decoded = Data(base64Encoded: part) {
          bytes += decoded
        } else {
          return nil
        }
      }
      return bytes
    }
  }

  private struct Vectors: Decodable { var files: [Vector] }

  static let vectors = (try? VectorFile.json("cctv_age.json", as: Vectors.self).files) ?? []

  @Test func areThere() { #expect(Self.vectors.count == 124) }

  @Test(arguments: vectors) func opensOrFailsAsItMust(_ vector: Vector) throws {
    let bytes = try #require(vector.bytes)
    var identities = try (vector.identity ?? []).flatMap { try AgeIdentity.keys(in: $0) }
    if let passphrase = vector.passphrase { identities.append(.passphrase(Array(passphrase.utf8))) }
    // Pieces of an odd length, so that no border of a read falls on one of the format.
    var outcome = "success"
    var contents: [UInt8] = []
    do {
      var position = 0
      var reader = try AgeReader(openedBy: identities) { count in
        let end = min(bytes.count, position + min(count, 40_009))
        defer { position = end }
        return Array(bytes[position..<end])
      }
      while case let piece = try reader.next(), !piece.isEmpty { contents += piece }
    } catch let fault as AgeFault {
      outcome =
        switch fault {
        case .armor: "armor failure"
        case .header: "header failure"
        case .noMatch: "no match"
        case .changedHeader: "HMAC failure"
        case .payload: "payload failure"
        case .key: "key failure"
        }
    }
    #expect(outcome == vector.expect)
    if vector.expect == "success" { #expect(hex(SHA256.hash(contents)) == vector.payload) }
  }
}
