/// What an identifier of a fixed length names, and whether it may be shown in a log line or an error.
public protocol IdentifierSubject: Sendable {
  /// The word for it in texts.
  static var noun: String { get }
  /// True where `description` must not reveal the bytes.
  static var isConfidential: Bool { get }
}

/// Sixteen bytes that name something. Ordered as its bytes are.
public struct Identifier16<Subject: IdentifierSubject>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// How many bytes it has.
  public static var byteCount: Int { 16 }

  /// The first eight bytes as a big-endian number.
  package let high: UInt64
  /// The last eight bytes as a big-endian number.
  package let low: UInt64

  /// The identifier of two big-endian numbers: how the journal reads hundreds of thousands without an array each.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The identifier of exactly sixteen bytes, else nil.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for byte in bytes {
      words.0 = words.0 << 8 | words.1 >> 56
      words.1 = words.1 << 8 | UInt64(byte)
    }
    (high, low) = words
  }

  /// The identifier of a base64url text of sixteen bytes, else nil.
  public init?(base64URL text: String) {
    guard let bytes = Base64URL.decode(text) else { return nil }
    self.init(bytes)
  }

  /// The sixteen bytes.
  public var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }

  /// 22 characters of base64url.
  public var base64URL: String { Base64URL.encode(bytes) }

  /// The identifier, or only its noun where it is confidential.
  public var description: String { Subject.isConfidential ? Subject.noun : base64URL }

  /// The order of the bytes.
  public static func < (left: Self, right: Self) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }
}

/// The subject of `Handle`.
public enum HandleSubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "handle"
  /// A handle stands for one youth's entry.
  public static let isConfidential = true
}

/// The subject of `MatchToken`.
public enum MatchTokenSubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "match token"
  /// Never in a log line (Schemas/peer-protocol.md, section 0).
  public static let isConfidential = true
}

/// The subject of `MatchId`.
public enum MatchIdSubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "match"
  /// It stands in paths.
  public static let isConfidential = false
}

/// The subject of `DisclosureId`.
public enum DisclosureIdSubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "disclosure"
  /// It is random, and stands in the audit logs of both sides.
  public static let isConfidential = false
}

/// Names an entry of a feed (Schemas/peer-protocol.md, section 2).
public typealias Handle = Identifier16<HandleSubject>
/// Equal on both sides for the same identity under one agreement (Schemas/peer-protocol.md, section 2).
public typealias MatchToken = Identifier16<MatchTokenSubject>
/// Names a match between two entries (Schemas/peer-protocol.md, section 6).
public typealias MatchId = Identifier16<MatchIdSubject>
/// Names the disclosure of contact details in one revision of a view (Schemas/peer-protocol.md, section 6).
public typealias DisclosureId = Identifier16<DisclosureIdSubject>

extension UInt64 {
  /// Its eight bytes, the most significant first.
  var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (56 - 8 * UInt64($0))) } }
}
