import COpenSSL

/// A private key of whatever kind, as far as it must be known to tell which certificate it belongs to.
public struct PrivateKeyFile: Sendable {
  /// SHA-256 over the DER of the public key's SubjectPublicKeyInfo, 32 bytes.
  public let spkiSHA256: [UInt8]

  /// Whether it is of a kind that nodes take: RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519.
  public let isOfTakenKind: Bool

  /// Reads the first private key of a PEM text; throws when there is none, or it is encrypted.
  public init(pem: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(pem)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, "private key from PEM")
    spkiSHA256 = SHA256.hash(try derBytes("public key") { i2d_PUBKEY(key.pointer, &$0) })
    isOfTakenKind = Self.isTaken(key.pointer)
  }

  private static func isTaken(_ key: OpaquePointer) -> Bool {
    switch EVP_PKEY_get_id(key) {
    case EVP_PKEY_RSA: return (2_048...4_096).contains(EVP_PKEY_get_bits(key))
    case EVP_PKEY_ED25519: return true
    case EVP_PKEY_EC:
      var name = [CChar](repeating: 0, count: 64)
      var count = 0
      guard EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else {
        ERR_clear_error()
        return false
      }
      let text = String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return text == "prime256v1" || text == "secp384r1"
    default: return false
    }
  }
}
