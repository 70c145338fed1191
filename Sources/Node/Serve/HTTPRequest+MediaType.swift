import Region
import Transport

extension HTTPRequest {
  /// Whether a body was announced, be it an empty one (RFC 9112 section 6.3).
  var hasBody: Bool { headers["content-length"] != nil || headers["transfer-encoding"] != nil }

  /// Sees to it that a body is of the type that is read here, and not coded: 415 else. One that does not say its type is
  /// taken for what is expected (RFC 9110 section 8.3); a request without a body may say anything.
  func requireBody(of expected: String...) throws(Refusal) { try requireBody(of: expected) }

  /// The same for one of several types.
  func requireBody(of expected: [String]) throws(Refusal) {
    guard body.declaredLength != 0 else { return }
    let codings = headers.values(for: "content-encoding")
    guard codings.allSatisfy({ Self.isKeyword($0, "identity") }) else {
      throw .body(.coded)
    }
    let types = headers.values(for: "content-type")
    guard types.allSatisfy({ value in expected.contains { Self.isType(value, $0) } }) else {
      throw .body(.otherType(expected: expected.joined(separator: " or ")))
    }
  }

  /// `type` itself, in any case, with no other charset than UTF-8.
  private static func isType(_ value: String, _ type: String) -> Bool {
    let parts = value.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    guard let first = parts.first, isKeyword(first, type) else { return false }
    return parts.dropFirst().allSatisfy { parameter in
      let sides = parameter.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, isKeyword(String(sides[0]), "charset") else { return true }
      let charset = sides[1].hasPrefix("\"") ? String(sides[1].dropFirst().prefix { $0 != "\"" }) : String(sides[1])
      return isKeyword(charset, "utf-8") || isKeyword(charset, "us-ascii")
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var rest = text[...]
    while rest.last == " " || rest.last == "\t" { rest.removeLast() }
    return String(rest.drop { $0 == " " || $0 == "\t" })
  }

  /// Equal but for the case of ASCII letters.
  private static func isKeyword(_ text: String, _ keyword: String) -> Bool {
    text.utf8.lazy.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }.elementsEqual(keyword.utf8)
  }
}
