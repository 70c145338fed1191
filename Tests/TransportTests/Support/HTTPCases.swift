import Foundation
import TestSupport
import Testing

/// One case of Tests/Vectors/http1_cases.json.
struct HTTPCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Step: Decodable, Sendable {
    let after_status: Int
    let send_b64: Data
  }

  let name: String
  let raw_b64: Data
  let expected: String
  let status: [Int]?
  let responses: [Int]?
  let must_close: Bool
  let client_half_closes: Bool?
  let steps: [Step]?

  var testDescription: String { name }
  var bytes: [UInt8] { Array(raw_b64) }

  private struct File: Decodable {
    let cases: [HTTPCase]
  }

  /// All cases; empty where the file does not parse, which a test notices.
  static let all: [HTTPCase] = (try? VectorFile.json("http1_cases.json", as: File.self).cases) ?? []
}
