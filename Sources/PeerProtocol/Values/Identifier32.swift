/// Thirty-two bytes that name something. Ordered as its bytes are.
public struct Identifier32<Subject: IdentifierSubject>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// How many bytes it has.
  public static var byteCount: Int { 32 }

  private let words: (UInt64, UInt64, UInt64, UInt64)

  /// The identifier of exactly 32 bytes, else nil.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init(exactly: bytes)
  }

  /// The identifier of the 32 bytes of a hash; of fewer bytes what follows is zero, of more the rest is left out.
  init(exactly bytes: some Collection<UInt8>) {
    var held = Array(bytes.prefix(32))
    if held.count < 32 { held += [UInt8](repeating: 0, count: 32 - held.count) }
    words = held.withUnsafeBytes { held in
      func word(_ offset: Int) -> UInt64 {
        UInt64(bigEndian: held.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
      return (word(0), word(8), word(16), word(24))
    }
  }

  /// The identifier of a base64url text of 32 bytes, else nil.
  public init?(base64URL text: String) {
    guard let bytes = Base64URL.decode(text) else { return nil }
    self.init(bytes)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    words.0.bigEndianBytes + words.1.bigEndianBytes + words.2.bigEndianBytes + words.3.bigEndianBytes
  }

  /// 43 characters of base64url.
  public var base64URL: String { Base64URL.encode(bytes) }

  /// The identifier, or only its noun where it is confidential.
  public var description: String { Subject.isConfidential ? Subject.noun : base64URL }

  /// Equal bytes.
  public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

  /// The order of the bytes.
  public static func < (left: Self, right: Self) -> Bool { left.words < right.words }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

/// The subject of `DocumentId`.
public enum DocumentSubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "document"
  /// It stands in paths.
  public static let isConfidential = false
}

/// The subject of `KeyThumbprint`.
public enum KeySubject: IdentifierSubject {
  /// The word for it in texts.
  public static let noun = "key"
  /// A hash of a public key.
  public static let isConfidential = false
}

/// SHA-256 of a document's payload (Schemas/peer-protocol.md, section 3).
public typealias DocumentId = Identifier32<DocumentSubject>
/// The documentId of an agreement (Schemas/peer-protocol.md, section 3).
public typealias AgreementId = DocumentId
/// RFC 7638 thumbprint of a public key.
public typealias KeyThumbprint = Identifier32<KeySubject>
