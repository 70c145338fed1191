import Foundation
import TestSupport
import Testing

/// One case of Tests/Vectors/http1_cases.json or of the project's own http1_further_cases.json.
struct HTTPCase: Sendable, CustomTestStringConvertible {
  struct Step: Sendable {
    let afterStatus: Int
    let bytes: [UInt8]
  }

  let name: String
  let bytes: [UInt8]
  let expected: String
  let status: [Int]?
  let responses: [Int]?
  let mustClose: Bool
  let clientHalfCloses: Bool
  let steps: [Step]

  var testDescription: String { name }

  /// The client goes on waiting, and it is for the server to end it.
  var isStalled: Bool { (status ?? responses)?.contains(408) == true }

  /// The server does not understand the request and must not look for another behind it.
  var isRefused: Bool { mustClose && ["400", "reject"].contains(expected) }

  /// The cases of both files; one that does not parse is missing, which a test notices.
  static let all = cases("http1_cases.json") + cases("http1_further_cases.json")

  private static func cases(_ file: String) -> [HTTPCase] {
    ((try? VectorFile.json(file, as: File.self).cases) ?? []).map(HTTPCase.init)
  }

  private init(_ coded: Coded) {
    name = coded.name
    bytes = coded.raw_b64.map(Array.init) ?? coded.raw?.bytes ?? []
    expected = coded.expected
    status = coded.status
    responses = coded.responses
    mustClose = coded.must_close
    clientHalfCloses = coded.client_half_closes ?? false
    steps = (coded.steps ?? []).map { step in
      Step(afterStatus: step.after_status, bytes: step.send_b64.map(Array.init) ?? step.send?.bytes ?? [])
    }
  }

  private struct File: Decodable {
    let cases: [Coded]
  }

  private struct Coded: Decodable {
    struct CodedStep: Decodable {
      let after_status: Int
      let send_b64: Data?
      let send: Raw?
    }

    let name: String
    let raw_b64: Data?
    let raw: Raw?
    let expected: String
    let status: [Int]?
    let responses: [Int]?
    let must_close: Bool
    let client_half_closes: Bool?
    let steps: [CodedStep]?
  }

  /// A text whose characters are bytes, or a list of such texts, each alone or with how often it stands there.
  private struct Raw: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        bytes = Self.bytes(of: text)
        return
      }
      var parts = try decoder.unkeyedContainer()
      var all: [UInt8] = []
      while !parts.isAtEnd {
        if let text = try? parts.decode(String.self) {
          all += Self.bytes(of: text)
        } else {
          var repeated = try parts.nestedUnkeyedContainer()
          let text = Self.bytes(of: try repeated.decode(String.self))
          for _ in 0..<(try repeated.decode(Int.self)) { all += text }
        }
      }
      bytes = all
    }

    private static func bytes(of text: String) -> [UInt8] { text.unicodeScalars.map { UInt8(clamping: $0.value) } }
  }
}
