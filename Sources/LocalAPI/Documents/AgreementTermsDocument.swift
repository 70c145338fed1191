package import PeerProtocol

/// What two regions agree: the file that `samenloop agreement propose` takes, and with the members that the node fills in
/// the payload of a signed agreement.
package struct AgreementTermsDocument: LocalDocument {
  /// What one region may send.
  package struct Limits: Codable, Hashable, Sendable {
    /// Entries at once.
    package var active: Int
    /// Additions in 24 hours.
    package var perDay: Int
    /// Additions in 365 days; at least twice `active`.
    package var perYear: Int

    package init(active: Int, perDay: Int, perYear: Int) {
      self.active = active
      self.perDay = perDay
      self.perYear = perYear
    }
  }

  package var purpose: String
  package var legalBasis: String
  /// `youth`, `guardian`.
  package var kinds: [String]
  /// By region: what it may send. In terms that a person writes `*` stands for each region that is not named.
  package var limits: [String: Limits]
  package var contactRelease: Word<Agreement.ContactRelease>
  /// Whether involvements that ended are shown.
  package var history: Bool
  package var followUpDays: Int
  /// Days without contact between the nodes after which the agreement ends.
  package var silenceDays: Int
  package var validFrom: Timestamp
  package var validUntil: Timestamp
  /// The agreement that this one takes the place of.
  package var replaces: String?
  /// The federation's framework.
  package var framework: String?
  /// Filled in by the node, as are the members below: both regions, sorted.
  package var parties: [String]?
  /// By region: the thumbprint of its identity key.
  package var identityKeys: [String: String]?
  package var environment: Word<PeerEnvironment>?
  package var createdAt: Timestamp?
  package var nonce: String?

  package init(
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
