internal import Cryptography

extension RegionCard: JSONDocument {
  /// A card whose every member fits Schemas/peer-protocol.md, section 3.
  public init?(reader: JSONReader) {
    let region = reader.region("region")
    let name = reader.text("name", 1...ProtocolLimits.name)
    let endpoint = reader.read("endpoint", "must be https://HOST:PORT and nothing more") {
      $0.stringValue.flatMap(Endpoint.init(url:))
    }
    let identityKey = reader.object("identityKey").flatMap(Self.key)
    let tlsKeys = Self.tlsKeys(reader)
    let environment = reader.choice("environment", PeerEnvironment.self)
    let operatorContact = reader.optional.document("operator", Contact.self)
    let privacyOfficer = reader.optional.document("privacyOfficer", Contact.self)
    let version = reader.integer("version")
    let issuedAt = reader.timestamp("issuedAt")
    guard let region, let name, let endpoint, let identityKey, let tlsKeys, let environment, let version, let issuedAt
    else { return nil }
    self.init(
      region: region, name: name, endpoint: endpoint.url, identityKey: identityKey, tlsKeys: tlsKeys,
      environment: environment, operatorContact: operatorContact, privacyOfficer: privacyOfficer, version: version,
      issuedAt: issuedAt)
  }

  /// The payload of the document.
  public var json: JSONValue {
    JSONValue(present: [
      "region": .string(region.text), "name": .string(name), "endpoint": .string(endpoint),
      "identityKey": ["kty": "OKP", "crv": "Ed25519", "x": JSONValue(base64URL: identityKey.bytes)],
      "tlsKeys": .array(tlsKeys.map(JSONValue.init(base64URL:))), "environment": .string(environment.rawValue),
      "operator": operatorContact?.json, "privacyOfficer": privacyOfficer?.json, "version": JSONValue(version),
      "issuedAt": JSONValue(issuedAt),
    ])
  }

  /// Where the node listens; nil where the card was made with an endpoint that is none.
  public var address: Endpoint? { Endpoint(url: endpoint) }

  private static func key(_ reader: JSONReader) -> Ed25519PublicKey? {
    let type = reader.read("kty", "must be OKP") { $0 == "OKP" ? true : nil }
    let curve = reader.read("crv", "must be Ed25519") { $0 == "Ed25519" ? true : nil }
    let key = reader.read("x", "must be base64url of the 32 bytes of a usable key") { member in
      member.stringValue.flatMap(Base64URL.decode).flatMap { try? Ed25519PublicKey(bytes: $0) }
    }
    guard type != nil, curve != nil else { return nil }
    return key
  }

  private static func tlsKeys(_ reader: JSONReader) -> [[UInt8]]? {
    guard let items = reader.array("tlsKeys", 1...ProtocolLimits.tlsKeys) else { return nil }
    return items.enumerated().compactMap { index, item in
      if let bytes = item.stringValue.flatMap(Base64URL.decode), bytes.count == 32 { return bytes }
      reader.note("tlsKeys[\(index)]", "must be base64url of 32 bytes without padding")
      return nil
    }
  }
}
