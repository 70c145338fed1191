package import PeerProtocol

/// The file that `samenloop framework create` takes, and with the members that the node fills in the payload of a signed
/// framework.
package struct FrameworkTermsDocument: LocalDocument {
  package var name: String
  package var purpose: String
  package var legalBasis: String
  /// Which regions may take part, for people.
  package var criterion: String
  /// `youth`, `guardian`.
  package var kinds: [String]
  package var contactRelease: Word<Agreement.ContactRelease>
  /// Whether involvements that ended are shown.
  package var history: Bool
  package var followUpDays: Int
  /// Days without contact between the nodes after which an agreement ends.
  package var silenceDays: Int
  /// By name: what a region of the class may send under one agreement.
  package var classes: [String: AgreementTermsDocument.Limits]
  package var validFrom: Timestamp
  package var validUntil: Timestamp
  /// Filled in by the node, as are the members below.
  package var environment: Word<PeerEnvironment>?
  package var createdAt: Timestamp?
  package var nonce: String?

  package init(
    name: String, purpose: String, legalBasis: String, criterion: String, kinds: [String],
    contactRelease: Word<Agreement.ContactRelease>, history: Bool, followUpDays: Int, silenceDays: Int,
    classes: [String: AgreementTermsDocument.Limits], validFrom: Timestamp, validUntil: Timestamp,
    environment: Word<PeerEnvironment>? = nil, createdAt: Timestamp? = nil, nonce: String? = nil
  ) {
    self.name = name
    self.purpose = purpose
    self.legalBasis = legalBasis
    self.criterion = criterion
    self.kinds = kinds
    self.contactRelease = contactRelease
    self.history = history
    self.followUpDays = followUpDays
    self.silenceDays = silenceDays
    self.classes = classes
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.environment = environment
    self.createdAt = createdAt
    self.nonce = nonce
  }
}
