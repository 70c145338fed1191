import Cryptography

/// The contents of an age file: pieces of 64 KiB, each sealed with its number and with whether it is the last.
struct AgePayload {
  /// Bytes of a piece; only the last may be shorter, and none is empty unless it is the only one.
  static let pieceLength = 65_536
  static let nonceLength = 16

  private let cipher: AuthenticatedCipher
  private var number: UInt64 = 0

  init(fileKey: [UInt8], nonce: [UInt8]) throws(CryptographyError) {
    cipher = try AuthenticatedCipher(
      .chaCha20Poly1305,
      key: try HKDF.derive(
        secret: fileKey, salt: nonce, info: Array("payload".utf8), count: AuthenticatedCipher.keyLength)
    )
  }

  /// True before the first piece.
  var isAtStart: Bool { number == 0 }

  mutating func seal(_ piece: [UInt8], isLast: Bool) throws(CryptographyError) -> [UInt8] {
    try cipher.seal(piece, nonce: next(isLast), additionalData: [])
  }

  mutating func open(_ piece: [UInt8], isLast: Bool) throws(CryptographyError) -> [UInt8] {
    try cipher.open(piece, nonce: next(isLast), additionalData: [])
  }

  /// Eleven bytes with the number, and one that marks the last.
  private mutating func next(_ isLast: Bool) -> [UInt8] {
    defer { number += 1 }
    return [0, 0, 0] + (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } + [isLast ? 1 : 0]
  }
}
