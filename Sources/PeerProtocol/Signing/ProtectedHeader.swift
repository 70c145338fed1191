public import Cryptography

/// What the signed header of one signature says (Schemas/peer-protocol.md, section 3).
struct ProtectedHeader {
  let members: [String: JSONValue]
  let kid: String

  /// Reads the header of a document of `type`.
  init(_ bytes: [UInt8], type: DocumentType) throws(JWSError) {
    guard let value = try? JSONValue(parsing: bytes), let members = value.objectValue else { throw .malformedHeader }
    guard members["crit"] == nil, members["b64"] == nil else { throw .unsupportedHeader }
    guard members["alg"] == "EdDSA" else { throw .algorithm }
    guard members["typ"]?.stringValue == type.rawValue else { throw .type }
    guard let kid = members["kid"]?.stringValue else { throw .malformedHeader }
    self.members = members
    self.kid = kid
  }

  /// The bytes of the header that the owner of `key` signs.
  static func bytes(type: DocumentType, key: KeyThumbprint, extra: [String: JSONValue]) -> [UInt8] {
    let own: [String: JSONValue] = [
      "alg": "EdDSA", "kid": .string(key.base64URL), "typ": .string(type.rawValue),
    ]
    return JSONValue.object(extra.merging(own) { _, own in own }).bytes
  }
}

extension Ed25519PublicKey {
  /// The RFC 7638 thumbprint of the key as a JWK of RFC 8037, which `kid` carries.
  public var thumbprint: KeyThumbprint {
    let jwk: JSONValue = ["crv": "Ed25519", "kty": "OKP", "x": JSONValue(base64URL: bytes)]
    return KeyThumbprint(hashing: jwk.bytes)
  }
}

extension Identifier32 {
  /// The SHA-256 of `bytes`.
  init(hashing bytes: [UInt8]) { self.init(exactly: SHA256.hash(bytes)) }
}
