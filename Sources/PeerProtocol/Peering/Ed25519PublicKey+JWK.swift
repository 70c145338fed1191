import Cryptography

extension Ed25519PublicKey {
  /// The key in a JWK of RFC 8037; nil where it is none, which the reader has then noted.
  init?(jwk reader: JSONReader) {
    let type = reader.read("kty", "must be OKP") { $0 == "OKP" ? true : nil }
    let curve = reader.read("crv", "must be Ed25519") { $0 == "Ed25519" ? true : nil }
    let key = reader.read("x", "must be base64url of the 32 bytes of a usable key") { member in
      member.stringValue.flatMap(Base64URL.decode).flatMap { try? Ed25519PublicKey(bytes: $0) }
    }
    guard type != nil, curve != nil, let key else { return nil }
    self = key
  }

  /// The key as a JWK of RFC 8037.
  var jwk: JSONValue { ["kty": "OKP", "crv": "Ed25519", "x": JSONValue(base64URL: bytes)] }
}
