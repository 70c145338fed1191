public import Cryptography

/// How documents are signed and signatures verified: Ed25519, or what stands in for it in a simulation.
public protocol SignatureScheme: Sendable {
  /// The 64-byte signature of `key` over `message`.
  func signature(over message: [UInt8], key: Ed25519PrivateKey) throws(CryptographyError) -> [UInt8]

  /// Whether `signature` was made over `message` by the private key of `key`.
  func verifies(_ signature: [UInt8], of message: [UInt8], key: Ed25519PublicKey) -> Bool
}

/// Ed25519 (RFC 8032), the only scheme of the protocol.
public struct Ed25519Signatures: SignatureScheme {
  /// The scheme holds no state.
  public init() {}

  /// The 64-byte signature of `key` over `message`.
  public func signature(over message: [UInt8], key: Ed25519PrivateKey) throws(CryptographyError) -> [UInt8] {
    try key.sign(message)
  }

  /// Whether `signature` was made over `message` by the private key of `key`.
  public func verifies(_ signature: [UInt8], of message: [UInt8], key: Ed25519PublicKey) -> Bool {
    key.verifies(signature, of: message)
  }
}
