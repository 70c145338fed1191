import Cryptography

/// For whom an age file is made.
public enum AgeRecipient: Sendable {
  /// Whoever has the private key of this X25519 key (32 bytes).
  case key([UInt8])
  /// Whoever knows the pass phrase (UTF-8). It is hashed with 2^`logN` kibibytes of memory.
  case passphrase([UInt8], logN: Int = 18)

  private static let prefix = "age"

  /// The recipient that `age-keygen` calls a public key: `age1…`.
  public init(parsing text: String) throws(AgeFault) {
    guard let bytes = Bech32.decode(text, prefix: Self.prefix), bytes.count == X25519PrivateKey.length else {
      throw .key(
        "a recipient is age1 and 58 letters and digits, as age-keygen writes it; this one is misspelt or of another kind"
      )
    }
    self = .key(bytes)
  }

  /// `age1…`, for a key.
  static func text(of key: [UInt8]) -> String { Bech32.encode(key, prefix: prefix) }

  /// The stanza that gives the file key to the recipient.
  func stanza(for fileKey: [UInt8], random: any RandomSource) throws(CryptographyError) -> AgeStanza {
    switch self {
    case .key(let recipient):
      let ephemeral = try X25519PrivateKey(bytes: random.bytes(X25519PrivateKey.length))
      let wrapping = try AgeWrapping.key(
        shared: try ephemeral.sharedSecret(with: recipient), share: ephemeral.publicKey, recipient: recipient)
      return AgeStanza(
        type: AgeStanza.x25519, arguments: [AgeBase64.encode(ephemeral.publicKey)],
        body: try AgeWrapping.seal(fileKey, under: wrapping))
    case .passphrase(let passphrase, let logN):
      let salt = random.bytes(AgeWrapping.saltLength)
      return AgeStanza(
        type: AgeStanza.scrypt, arguments: [AgeBase64.encode(salt), String(logN)],
        body: try AgeWrapping.seal(fileKey, under: AgeWrapping.key(passphrase: passphrase, salt: salt, logN: logN)))
    }
  }
}
