import COpenSSL

/// A private key of whatever kind, as far as it must be known to tell which certificate it belongs to.
public struct PrivateKeyFile: Sendable {
  /// SHA-256 over the DER of the public key's SubjectPublicKeyInfo, 32 bytes.
  public let spkiSHA256: [UInt8]

  /// Reads the first private key of a PEM text; throws when there is none, or it is encrypted.
  public init(pem: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(pem)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, "private key from PEM")
    spkiSHA256 = SHA256.hash(try derBytes("public key") { i2d_PUBKEY(key.pointer, &$0) })
  }
}
