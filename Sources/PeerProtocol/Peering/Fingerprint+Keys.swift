public import Cryptography

extension Fingerprint {
  /// The fingerprint of two identity keys, in any order, and the inviter's nonce (Schemas/peer-protocol.md, section 4).
  public init(keys first: Ed25519PublicKey, _ second: Ed25519PublicKey, nonce: [UInt8]) {
    let sorted = [first.bytes, second.bytes].sorted { $0.lexicographicallyPrecedes($1) }
    self.init(hash: SHA256.hash(Array("samenloop/v1/fingerprint".utf8), sorted[0], sorted[1], nonce))
  }

  /// The fingerprint of one identity key, by which people compare a region that was introduced to them
  /// (Schemas/peer-protocol.md, section 9): both read the groups of either key.
  public init(key: Ed25519PublicKey) {
    self.init(hash: SHA256.hash(Array("samenloop/v1/fingerprint".utf8), key.bytes))
  }
}
