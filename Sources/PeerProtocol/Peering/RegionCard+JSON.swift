import Cryptography

extension RegionCard: JSONDocument {
  /// A card whose every member fits Schemas/peer-protocol.md, section 3.
  public init?(reader: JSONReader) {
    let region = reader.region("region")
    let name = reader.text("name", 1...ProtocolLimits.name)
    let endpoint = reader.read("endpoint", "must be https://HOST:PORT and nothing more") {
      $0.stringValue.flatMap(Endpoint.init(url:))
    }
    let identityKey = reader.object("identityKey").flatMap(Ed25519PublicKey.init(jwk:))
    let tlsKeys = Self.tlsKeys(reader)
    let environment = reader.choice("environment", PeerEnvironment.self)
    let operatorContact = reader.optional.document("operator", Contact.self)
    let privacyOfficer = reader.optional.document("privacyOfficer", Contact.self)
    let log = reader.optional.document("log", Log.self)
    let introducible = reader.optional.bool("introducible") ?? false
    let version = reader.integer("version")
    let issuedAt = reader.timestamp("issuedAt")
    guard let region, let name, let endpoint, let identityKey, let tlsKeys, let environment, let version, let issuedAt
    else { return nil }
    self.init(
      region: region, name: name, endpoint: endpoint.url, identityKey: identityKey, tlsKeys: tlsKeys,
      environment: environment, operatorContact: operatorContact, privacyOfficer: privacyOfficer, log: log,
      introducible: introducible, version: version, issuedAt: issuedAt)
  }

  /// The payload of the document.
  public var json: JSONValue {
    JSONValue(present: [
      "region": .string(region.text), "name": .string(name), "endpoint": .string(endpoint),
      "identityKey": identityKey.jwk,
      "tlsKeys": .array(tlsKeys.map(JSONValue.init(base64URL:))), "environment": .string(environment.rawValue),
      "operator": operatorContact?.json, "privacyOfficer": privacyOfficer?.json, "log": log?.json,
      "introducible": introducible ? true : nil,
      "version": JSONValue(version), "issuedAt": JSONValue(issuedAt),
    ])
  }

  /// Where the node listens; nil where the card names an endpoint that is no valid URL.
  public var address: Endpoint? { Endpoint(url: endpoint) }

  private static func tlsKeys(_ reader: JSONReader) -> [[UInt8]]? {
    guard let items = reader.array("tlsKeys", 1...ProtocolLimits.tlsKeys) else { return nil }
    return items.enumerated().compactMap { index, item in
      if let bytes = item.stringValue.flatMap(Base64URL.decode), bytes.count == 32 { return bytes }
      reader.note("tlsKeys[\(index)]", "must be base64url of 32 bytes without padding")
      return nil
    }
  }
}
