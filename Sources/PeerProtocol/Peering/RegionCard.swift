public import Cryptography

/// What a region says of itself and signs (`samenloop-card`, Schemas/peer-protocol.md, section 3).
public struct RegionCard: Hashable, Sendable {
  /// The region that it is the card of.
  public var region: RegionName
  /// The name for people, at most 200 bytes.
  public var name: String
  /// `https://HOST:PORT`.
  public var endpoint: String
  /// The key that signs the region's documents.
  public var identityKey: Ed25519PublicKey
  /// SHA-256 of the public keys (SPKI) that its node shows in TLS: one to three of 32 bytes.
  public var tlsKeys: [[UInt8]]
  /// Real data or training.
  public var environment: PeerEnvironment
  /// Who operates the node (`operator`).
  public var operatorContact: Contact?
  /// Its privacy officer (`privacyOfficer`).
  public var privacyOfficer: Contact?
  /// Its audit log and its witness; nil on the card of a node that has neither.
  public var log: Log?
  /// Whether peers that compared the region's key may introduce it to others (Schemas/peer-protocol.md, section 9).
  public var introducible: Bool
  /// A higher version under the same identity key replaces a card.
  public var version: Int
  /// When it was signed.
  public var issuedAt: Timestamp

  /// A card of these members.
  public init(
    region: RegionName, name: String, endpoint: String, identityKey: Ed25519PublicKey, tlsKeys: [[UInt8]],
    environment: PeerEnvironment, operatorContact: Contact?, privacyOfficer: Contact?, log: Log? = nil,
    introducible: Bool = false, version: Int, issuedAt: Timestamp
  ) {
    self.region = region
    self.name = name
    self.endpoint = endpoint
    self.identityKey = identityKey
    self.tlsKeys = tlsKeys
    self.environment = environment
    self.operatorContact = operatorContact
    self.privacyOfficer = privacyOfficer
    self.log = log
    self.introducible = introducible
    self.version = version
    self.issuedAt = issuedAt
  }
}
