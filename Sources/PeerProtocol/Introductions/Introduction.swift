public import Cryptography

/// What a region says of another region's key that it compared in person, to a third one that did not
/// (`samenloop-introduction`, Schemas/peer-protocol.md, section 9). The introducer signs it.
public struct Introduction: Hashable, Sendable {
  /// The region that vouches, and signs.
  public var introducer: RegionName
  /// The region that is introduced.
  public var region: RegionName
  /// The identity key of the region that is introduced.
  public var identityKey: Ed25519PublicKey
  /// The day on which the introducer's people compared that key.
  public var comparedOn: CalendarDate
  /// The framework that introducer and receiver signed.
  public var framework: DocumentId
  /// The region that it is made for; it says nothing to any other.
  public var to: RegionName
  /// When it was made, by the introducer's clock.
  public var at: Timestamp

  /// An introduction of these members.
  public init(
    introducer: RegionName, region: RegionName, identityKey: Ed25519PublicKey, comparedOn: CalendarDate,
    framework: DocumentId, to: RegionName, at: Timestamp
  ) {
    self.introducer = introducer
    self.region = region
    self.identityKey = identityKey
    self.comparedOn = comparedOn
    self.framework = framework
    self.to = to
    self.at = at
  }
}

extension Introduction: JSONDocument {
  /// An introduction whose every member fits Schemas/peer-protocol.md, section 9.
  public init?(reader: JSONReader) {
    let introducer = reader.region("introducer")
    let region = reader.region("region")
    let identityKey = reader.object("identityKey").flatMap(Ed25519PublicKey.init(jwk:))
    let comparedOn = reader.date("comparedOn")
    let framework: DocumentId? = reader.identifier("framework")
    let to = reader.region("to")
    let at = reader.timestamp("at")
    guard let introducer, let region, let identityKey, let comparedOn, let framework, let to, let at else { return nil }
    self.init(
      introducer: introducer, region: region, identityKey: identityKey, comparedOn: comparedOn, framework: framework,
      to: to, at: at)
  }

  /// The payload of the document.
  public var json: JSONValue {
    [
      "introducer": .string(introducer.text), "region": .string(region.text), "identityKey": identityKey.jwk,
      "comparedOn": .string(comparedOn.iso), "framework": .string(framework.base64URL), "to": .string(to.text),
      "at": JSONValue(at),
    ]
  }
}
