public import Cryptography

/// A key that signs notes, by its name (C2SP `signed-note`).
public struct NoteKey: Sendable {
  /// What a signature is made over, and what it holds: the number is the first byte of an encoded key.
  public enum Algorithm: UInt8, Sendable, CaseIterable {
    /// Ed25519 over the text: 64 bytes.
    case ed25519 = 0x01
    /// A cosignature with its time (C2SP `tlog-cosignature`): eight bytes, the seconds since 1970, and 64.
    case cosignature = 0x04
  }

  /// The name that stands in signature lines: no white space and no plus sign.
  public let name: String
  /// What its signatures are made over.
  public let algorithm: Algorithm
  /// The key itself.
  public let publicKey: Ed25519PublicKey
  /// The first four bytes of SHA-256 over name, line feed, algorithm and key: which of the keys with this name.
  public let id: [UInt8]

  /// A key with this name. Throws where the name is empty, or holds white space, a plus sign or a control character.
  public init(name: String, algorithm: Algorithm, publicKey: Ed25519PublicKey) throws(NoteError) {
    guard Self.isName(name) else { throw NoteError("key name", Self.nameRule) }
    (self.name, self.algorithm, self.publicKey) = (name, algorithm, publicKey)
    id = Array(SHA256.hash(Array(name.utf8), [0x0A, algorithm.rawValue], publicKey.bytes).prefix(4))
  }

  /// Reads NAME "+" ID "+" KEY: the ID in eight hexadecimal digits, the key in Base64 behind the byte of its algorithm.
  public init(parsing text: String) throws(NoteError) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw NoteError("key", "it is not NAME+ID+KEY") }
    guard let bytes = Base64.decode(String(parts[2])), let first = bytes.first else {
      throw NoteError("key", "the part after the second plus sign is not Base64 with padding")
    }
    guard let algorithm = Algorithm(rawValue: first) else {
      throw NoteError("key", "its algorithm is not known; 1 is Ed25519, 4 a cosignature with it")
    }
    guard let publicKey = try? Ed25519PublicKey(bytes: Array(bytes.dropFirst())) else {
      throw NoteError("key", "it is not an Ed25519 key of 32 bytes")
    }
    try self.init(name: String(parts[0]), algorithm: algorithm, publicKey: publicKey)
    guard Hexadecimal.text(id) == parts[1] else {
      throw NoteError("key", "its ID is not that of this name and key; ask its owner for it again")
    }
  }

  /// NAME "+" ID "+" KEY.
  public var text: String {
    "\(name)+\(Hexadecimal.text(id))+\(Base64.encode([algorithm.rawValue] + publicKey.bytes))"
  }

  /// Bytes of a signature behind the ID.
  var signatureLength: Int { Ed25519PublicKey.signatureLength + (algorithm == .cosignature ? 8 : 0) }

  static let nameRule = "it is empty, or holds white space, a plus sign or a control character"

  static func isName(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0 != "+" && !$0.properties.isWhitespace && $0.properties.generalCategory != .control
      }
  }
}
