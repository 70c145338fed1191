/// What names a person across regions: a citizen service number or an aliens number. It lives in memory only.
///
/// It has no text of its own to print: a log line or an error that holds one shows the word `identity`.
public struct Identity: Hashable, Sendable {
  /// The identity string of Schemas/peer-protocol.md, section 1, which is hashed to the curve.
  package let text: String

  /// Takes an identity string.
  ///
  /// `bsn:` and exactly nine digits that pass the eleven-test and are not all zeros (a shorter number is written with
  /// zeros in front), or `vnr:` and exactly ten digits.
  public init(_ text: String) throws(IdentityError) {
    let bytes = Array(text.utf8)
    let number = bytes.dropFirst(4)
    let isNumber = number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    switch bytes.prefix(4) {
    case Array("bsn:".utf8)[...]:
      guard number.count == 9, isNumber else { throw .notNineDigits }
      guard Self.passesElevenTest(number.map { Int($0 - UInt8(ascii: "0")) }) else { throw .elevenTest }
    case Array("vnr:".utf8)[...]:
      guard number.count == 10, isNumber else { throw .notTenDigits }
    default:
      throw .unknownKind
    }
    self.text = text
  }

  /// True for an aliens number, which may give way to a citizen service number.
  public var isAliensNumber: Bool { text.hasPrefix("vnr:") }

  /// Weights 9 down to 2 and −1 for the last digit: the sum is a multiple of eleven, and not of zeros.
  private static func passesElevenTest(_ digits: [Int]) -> Bool {
    let sum = zip(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]).reduce(0) { $0 + $1.0 * $1.1 }
    return sum.isMultiple(of: 11) && digits.contains { $0 != 0 }
  }
}

extension Identity: CustomStringConvertible, CustomReflectable {
  /// The word `identity`, whatever it is.
  public var description: String { "identity" }

  /// Nothing: a dump of a value that holds it shows nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What is wrong with an identity string. It does not hold the string.
public enum IdentityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It does not start with `bsn:` or `vnr:`.
  case unknownKind
  /// After `bsn:` there are not exactly nine digits.
  case notNineDigits
  /// The nine digits are all zeros or do not pass the eleven-test.
  case elevenTest
  /// After `vnr:` there are not exactly ten digits.
  case notTenDigits

  /// What to correct.
  public var description: String {
    switch self {
    case .unknownKind: "an identity starts with bsn: or vnr:"
    case .notNineDigits: "bsn: is followed by exactly nine digits; write zeros in front of a shorter number"
    case .elevenTest: "the number after bsn: does not pass the eleven-test"
    case .notTenDigits: "vnr: is followed by exactly ten digits"
    }
  }
}
