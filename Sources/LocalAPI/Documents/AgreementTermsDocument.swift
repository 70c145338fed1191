public import PeerProtocol

/// What two regions agree: the file that `samenloop agreement propose` takes, and with the members that the node fills in
/// the payload of a signed agreement.
public struct AgreementTermsDocument: LocalDocument {
  /// What one region may send.
  public struct Limits: Codable, Hashable, Sendable {
    /// Entries at once.
    public var active: Int
    /// Additions in 24 hours.
    public var perDay: Int
    /// Additions in 365 days; at least twice `active`.
    public var perYear: Int

    public init(active: Int, perDay: Int, perYear: Int) {
      self.active = active
      self.perDay = perDay
      self.perYear = perYear
    }
  }

  public var purpose: String
  public var legalBasis: String
  /// `youth`, `guardian`.
  public var kinds: [String]
  /// By region: what it may send.
  public var limits: [String: Limits]
  public var contactRelease: Word<Agreement.ContactRelease>
  /// Whether involvements that ended are shown.
  public var history: Bool
  public var followUpDays: Int
  /// Days without contact between the nodes after which the agreement ends.
  public var silenceDays: Int
  public var validFrom: Timestamp
  public var validUntil: Timestamp
  /// The agreement that this one takes the place of.
  public var replaces: String?
  /// The federation's framework.
  public var framework: String?
  /// Filled in by the node, as are the members below: both regions, sorted.
  public var parties: [String]?
  /// By region: the thumbprint of its identity key.
  public var identityKeys: [String: String]?
  public var environment: Word<PeerEnvironment>?
  public var createdAt: Timestamp?
  public var nonce: String?

  public init(
    purpose: String, legalBasis: String, kinds: [String], limits: [String: Limits],
    contactRelease: Word<Agreement.ContactRelease>, history: Bool, followUpDays: Int, silenceDays: Int,
    validFrom: Timestamp, validUntil: Timestamp, replaces: String? = nil, framework: String? = nil,
    parties: [String]? = nil, identityKeys: [String: String]? = nil, environment: Word<PeerEnvironment>? = nil,
    createdAt: Timestamp? = nil, nonce: String? = nil
  ) {
    self.purpose = purpose
    self.legalBasis = legalBasis
    self.kinds = kinds
    self.limits = limits
    self.contactRelease = contactRelease
    self.history = history
    self.followUpDays = followUpDays
    self.silenceDays = silenceDays
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.replaces = replaces
    self.framework = framework
    self.parties = parties
    self.identityKeys = identityKeys
    self.environment = environment
    self.createdAt = createdAt
    self.nonce = nonce
  }
}
