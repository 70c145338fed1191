import Cryptography
import PeerProtocol

/// Public keys in the forms that an archive holds.
enum EvidenceKeys {
  /// The start of an Ed25519 key in X.509 form (RFC 8410).
  private static let spkiStart: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

  /// The JWK of RFC 8037.
  static func jwk(_ key: Ed25519PublicKey) -> JSONValue {
    ["crv": "Ed25519", "kty": "OKP", "x": JSONValue(base64URL: key.bytes)]
  }

  /// The key of a JWK; nil where it is none.
  static func key(jwk: JSONValue) -> Ed25519PublicKey? {
    guard jwk["kty"] == "OKP", jwk["crv"] == "Ed25519" else { return nil }
    return jwk["x"]?.stringValue.flatMap(Base64URL.decode).flatMap { try? Ed25519PublicKey(bytes: $0) }
  }

  /// PEM, as `openssl pkey -pubin` reads it.
  static func pem(_ key: Ed25519PublicKey) -> [UInt8] {
    let text = Base64.encode(spkiStart + key.bytes)
    return Array("-----BEGIN PUBLIC KEY-----\n\(text)\n-----END PUBLIC KEY-----\n".utf8)
  }
}
