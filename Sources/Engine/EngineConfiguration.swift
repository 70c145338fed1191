public import Cryptography
public import PeerProtocol
public import Region

/// Who the node is and how it behaves; read once at start.
public struct EngineConfiguration: Sendable {
  /// The region that this node serves.
  public var region: RegionName
  /// The region's name for people.
  public var name: String
  /// Where peers reach the node, `https://HOST:PORT`.
  public var endpoint: String
  /// Whether real or made-up youths are exchanged.
  public var environment: PeerEnvironment
  /// The operator's contact details, for the card.
  public var operatorContact: Contact?
  /// The privacy officer's contact details, for the card.
  public var privacyOfficer: Contact?
  /// What peers get instead of organisation and contact where a signal is shielded `desk`.
  public var coordinationDesk: Contact
  /// The key that signs the node's documents.
  public var identityKey: Ed25519PrivateKey
  /// SHA-256 of the SPKI of each TLS key of the node, 32 bytes each, 1 to 3.
  public var tlsKeys: [[UInt8]]
  /// Whether the card names the audit log and its witness. Only a simulation of a node from before there were any does
  /// without.
  package var announcesLog = true
  /// Whether what happens becomes entries of the audit log. Only a measurement of what the log costs does without.
  package var recordsAudit = true
  /// How long a peer says nothing before it is asked for its health, about. A simulation of years asks once an hour.
  package var idleHealthMilliseconds = EngineLimits.idleHealthMilliseconds
  /// How long signals are kept and exchanged.
  public var profile = RetentionProfile.jeugdwet
  /// The sectors that reports may name.
  public var sectors = SectorList()
  /// What becomes of signals of organisations that the register does not have.
  public var organisations = OrganisationPolicy.report
  /// What the figures are held against.
  public var targets = FigureTargets()
  /// Of a file that is the whole index: the share of signals, in percent, whose removal nobody has to confirm.
  public var snapshotRemovalPercent = 10
  /// Which systems may be told of changes; nil where none may.
  public var webhooks: WebhookSettings?
  /// Whom the node writes to; nil where it writes to nobody.
  public var mail: MailSettings?
  /// Whether the card says that peers which compared this region's key may introduce it to others.
  public var introducible = false
  /// How many different regions have to introduce a region before this one may accept it without a comparison.
  public var introducers = 2
  /// Milliseconds between batches that add guardians: apart from youths and seldom, so that a small batch does not draw
  /// a household (Schemas/peer-protocol.md, section 5).
  public var guardianMilliseconds = 86_400_000

  /// A node of these particulars.
  public init(
    region: RegionName, name: String, endpoint: String, environment: PeerEnvironment, operatorContact: Contact?,
    privacyOfficer: Contact?, coordinationDesk: Contact, identityKey: Ed25519PrivateKey, tlsKeys: [[UInt8]],
    profile: RetentionProfile = .jeugdwet
  ) {
    self.region = region
    self.name = name
    self.endpoint = endpoint
    self.environment = environment
    self.operatorContact = operatorContact
    self.privacyOfficer = privacyOfficer
    self.coordinationDesk = coordinationDesk
    self.identityKey = identityKey
    self.tlsKeys = tlsKeys
    self.profile = profile
  }
}
