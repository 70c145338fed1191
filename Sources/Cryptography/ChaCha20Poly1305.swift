/// ChaCha20 with Poly1305 (RFC 8439), with nonces of 12 and tags of 16 bytes.
public struct ChaCha20Poly1305: Sendable {
  /// Length of a key in bytes.
  public static let keyLength = AuthenticatedCipher.keyLength
  /// Length of a nonce in bytes. A nonce is used once under a key.
  public static let nonceLength = AuthenticatedCipher.nonceLength
  /// Length of the tag, by which what is sealed is longer than the plaintext.
  public static let tagLength = AuthenticatedCipher.tagLength

  private let cipher: AuthenticatedCipher

  /// A cipher with a key of 32 bytes; throws for any other length.
  public init(key: [UInt8]) throws(CryptographyError) {
    cipher = try AuthenticatedCipher(.chaCha20Poly1305, "ChaCha20-Poly1305", key: key)
  }

  /// The ciphertext followed by the 16-byte tag over it and `additionalData`.
  ///
  /// Throws when the nonce has not 12 bytes, or an input has 2^31 bytes or more.
  public func seal(
    _ plaintext: [UInt8], nonce: [UInt8], additionalData: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    try cipher.seal(plaintext, nonce: nonce, additionalData: additionalData)
  }

  /// The plaintext of what `seal` made with the same nonce and additional data; throws when anything was changed.
  public func open(
    _ sealed: [UInt8], nonce: [UInt8], additionalData: [UInt8]
  ) throws(CryptographyError) -> [UInt8] {
    try cipher.open(sealed, nonce: nonce, additionalData: additionalData)
  }
}
