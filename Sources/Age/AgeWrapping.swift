import Cryptography

/// How a recipient's stanza wraps the file key.
enum AgeWrapping {
  static let saltLength = 16
  static let fileKeyLength = 16

  /// The key that follows from an X25519 secret.
  static func key(shared: [UInt8], share: [UInt8], recipient: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try HKDF.derive(
      secret: shared, salt: share + recipient, info: Array("age-encryption.org/v1/X25519".utf8),
      count: AuthenticatedCipher.keyLength)
  }

  /// The key that follows from a pass phrase.
  static func key(passphrase: [UInt8], salt: [UInt8], logN: Int) throws(CryptographyError) -> [UInt8] {
    try Scrypt.derive(
      passphrase: passphrase, salt: Array("age-encryption.org/v1/scrypt".utf8) + salt, logN: logN,
      count: AuthenticatedCipher.keyLength)
  }

  /// The key is fresh for each file, so that its one nonce is zero.
  private static let nonce = [UInt8](repeating: 0, count: AuthenticatedCipher.nonceLength)

  static func seal(_ fileKey: [UInt8], under key: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try AuthenticatedCipher(.chaCha20Poly1305, key: key).seal(fileKey, nonce: nonce, additionalData: [])
  }

  /// The file key; nil where the key is another one.
  static func open(_ body: [UInt8], under key: [UInt8]) -> [UInt8]? {
    try? AuthenticatedCipher(.chaCha20Poly1305, key: key).open(body, nonce: nonce, additionalData: [])
  }
}
