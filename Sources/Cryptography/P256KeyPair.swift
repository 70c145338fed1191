import COpenSSL

/// A P-256 key pair for TLS and for certificates.
public struct P256KeyPair: Sendable {
  private let pem: SecretBytes
  /// SHA-256 over the DER of the public key's SubjectPublicKeyInfo, 32 bytes.
  public let spkiSHA256: [UInt8]

  /// The private key as PKCS #8 in PEM, not encrypted.
  public var privateKeyPEM: [UInt8] { pem.bytes }

  /// Draws a new key pair from OpenSSL's own generator.
  public static func generate() throws(CryptographyError) -> P256KeyPair {
    ERR_clear_error()
    let key = try KeyHandle(takingOwnershipOf: samenloop_p256_generate(), "P-256 key generation")
    let output = try MemoryBIO()
    try OpenSSL.check(
      PEM_write_bio_PrivateKey(output.pointer, key.pointer, nil, nil, 0, nil, nil), "private key to PEM")
    return P256KeyPair(pem: SecretBytes(output.bytes), spkiSHA256: try spki(of: key))
  }

  /// Reads a private key in PEM (PKCS #8 or SEC 1); throws when it is no P-256 key, or encrypted.
  public init(privateKeyPEM: [UInt8]) throws(CryptographyError) {
    let pem = SecretBytes(privateKeyPEM)
    self.init(pem: pem, spkiSHA256: try Self.spki(of: Self.handle(of: pem)))
  }

  private init(pem: SecretBytes, spkiSHA256: [UInt8]) {
    self.pem = pem
    self.spkiSHA256 = spkiSHA256
  }

  /// The key as OpenSSL holds it.
  func handle() throws(CryptographyError) -> KeyHandle { try Self.handle(of: pem) }

  private static func handle(of pem: SecretBytes) throws(CryptographyError) -> KeyHandle {
    let operation = "private key from PEM"
    ERR_clear_error()
    let input = try MemoryBIO(pem.bytes)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, operation)
    guard key.isOnP256 else { throw CryptographyError(operation: operation, reason: "not a key on P-256") }
    return key
  }

  private static func spki(of key: KeyHandle) throws(CryptographyError) -> [UInt8] {
    SHA256.hash(try derBytes("public key") { i2d_PUBKEY(key.pointer, &$0) })
  }
}

/// What an `i2d_` function writes: given no memory it makes its own, which is ours to free.
func derBytes(
  _ operation: String, _ encode: (inout UnsafeMutablePointer<UInt8>?) -> Int32
) throws(CryptographyError) -> [UInt8] {
  var start: UnsafeMutablePointer<UInt8>?
  let count = encode(&start)
  guard count > 0, let start else { throw .fromQueue(operation) }
  defer { CRYPTO_free(start, #file, #line) }
  return Array(UnsafeBufferPointer(start: start, count: Int(count)))
}
