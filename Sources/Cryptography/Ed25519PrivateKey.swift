import COpenSSL

/// A key that signs with Ed25519 (RFC 8032).
public struct Ed25519PrivateKey: Sendable {
  /// Length of the seed in bytes.
  public static let seedLength = 32

  private let handle: KeyHandle
  /// The key that verifies its signatures.
  public let publicKey: Ed25519PublicKey

  /// The key of a seed of 32 bytes; throws for any other length.
  public init(seed: [UInt8]) throws(CryptographyError) {
    guard seed.count == Self.seedLength else {
      throw CryptographyError(operation: "Ed25519 seed", reason: "a seed has 32 bytes")
    }
    ERR_clear_error()
    handle = try KeyHandle(
      takingOwnershipOf: EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count), "Ed25519 seed")
    var bytes = [UInt8](repeating: 0, count: Ed25519PublicKey.length)
    var count = bytes.count
    try OpenSSL.check(EVP_PKEY_get_raw_public_key(handle.pointer, &bytes, &count), "Ed25519 public key")
    publicKey = try Ed25519PublicKey(bytes: bytes)
  }

  /// The 64-byte signature over `message`.
  public func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
    ERR_clear_error()
    let context = try OpenSSL.some(EVP_MD_CTX_new(), "Ed25519 sign")
    defer { EVP_MD_CTX_free(context) }
    var signature = [UInt8](repeating: 0, count: Ed25519PublicKey.signatureLength)
    var count = signature.count
    try OpenSSL.check(EVP_DigestSignInit_ex(context, nil, nil, nil, nil, handle.pointer, nil), "Ed25519 sign")
    try OpenSSL.check(EVP_DigestSign(context, &signature, &count, message, message.count), "Ed25519 sign")
    return signature
  }
}
