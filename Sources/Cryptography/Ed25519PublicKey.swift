import COpenSSL

/// A key that verifies Ed25519 signatures (RFC 8032).
public struct Ed25519PublicKey: Hashable, Sendable {
  /// Length of a key in bytes.
  public static let length = 32
  /// Length of a signature in bytes.
  public static let signatureLength = 64

  /// The key as RFC 8032 encodes it, 32 bytes.
  public let bytes: [UInt8]

  /// Takes an encoded key.
  ///
  /// Throws when it has not 32 bytes, is not the one encoding of its point, or is a point of small order: under such a
  /// key a signature can be made that verifies for any message.
  public init(bytes: [UInt8]) throws(CryptographyError) {
    guard bytes.count == Self.length else {
      throw CryptographyError(operation: "Ed25519 public key", reason: "a key has 32 bytes")
    }
    guard Self.isCanonical(bytes), !Self.hasSmallOrder(bytes) else {
      throw CryptographyError(operation: "Ed25519 public key", reason: "not the encoding of a usable key")
    }
    self.bytes = bytes
  }

  /// Whether `signature` was made over `message` by the private key of this one.
  public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == Self.signatureLength else { return false }
    ERR_clear_error()
    defer { ERR_clear_error() }
    guard let key = EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, bytes, bytes.count) else { return false }
    defer { EVP_PKEY_free(key) }
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    return EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key, nil) == 1
      && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
  }

  /// y below 2^255 − 19, little-endian, without the sign of x in the top bit.
  private static func isCanonical(_ bytes: [UInt8]) -> Bool {
    let isTop = bytes[31] & 0x7F == 0x7F && bytes[1..<31].allSatisfy { $0 == 0xFF }
    return !isTop || bytes[0] < 0xED
  }

  private static func hasSmallOrder(_ bytes: [UInt8]) -> Bool {
    var y = bytes
    y[31] &= 0x7F
    return smallOrders.contains(y)
  }

  /// The y of the eight points whose order divides 8: 1 and −1, 0, and the two of order 8.
  private static let smallOrders: Set<[UInt8]> = [
    [1] + [UInt8](repeating: 0, count: 31),
    [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
    [UInt8](repeating: 0, count: 32),
    [
      0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
      0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
    ],
    [
      0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
      0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
    ],
  ]
}
