import COpenSSL

/// A key that agrees on a secret with another one (X25519, RFC 7748).
public struct X25519PrivateKey: Sendable {
  /// Length of a private key, a public key and a shared secret in bytes.
  public static let length = 32

  private let handle: KeyHandle
  /// The public key, 32 bytes.
  public let publicKey: [UInt8]

  /// The key of 32 bytes; throws for any other length.
  public init(bytes: [UInt8]) throws(CryptographyError) {
    guard bytes.count == Self.length else {
      throw CryptographyError(operation: "X25519 key", reason: "a key has 32 bytes")
    }
    ERR_clear_error()
    handle = try KeyHandle(
      takingOwnershipOf: EVP_PKEY_new_raw_private_key_ex(nil, "X25519", nil, bytes, bytes.count), "X25519 key")
    var bytes = [UInt8](repeating: 0, count: Self.length)
    var count = bytes.count
    try OpenSSL.check(EVP_PKEY_get_raw_public_key(handle.pointer, &bytes, &count), "X25519 public key")
    publicKey = bytes
  }

  /// The secret shared with the holder of `publicKey`, 32 bytes. Throws for a public key of another length, and for one of
  /// low order, whose secret everybody knows (RFC 7748 section 6.1).
  public func sharedSecret(with publicKey: [UInt8]) throws(CryptographyError) -> [UInt8] {
    let operation = "X25519"
    guard publicKey.count == Self.length else {
      throw CryptographyError(operation: operation, reason: "a public key has 32 bytes")
    }
    ERR_clear_error()
    let peer = try KeyHandle(
      takingOwnershipOf: EVP_PKEY_new_raw_public_key_ex(nil, "X25519", nil, publicKey, publicKey.count), operation)
    let context = try OpenSSL.some(EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil), operation)
    defer { EVP_PKEY_CTX_free(context) }
    var secret = [UInt8](repeating: 0, count: Self.length)
    var count = secret.count
    try OpenSSL.check(EVP_PKEY_derive_init(context), operation)
    try OpenSSL.check(EVP_PKEY_derive_set_peer(context, peer.pointer), operation)
    try OpenSSL.check(EVP_PKEY_derive(context, &secret, &count), operation)
    guard count == Self.length, secret.contains(where: { $0 != 0 }) else {
      throw CryptographyError(operation: operation, reason: "a point of low order")
    }
    return secret
  }
}
