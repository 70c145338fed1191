package import PeerProtocol

/// Answer to GET /v1/register: the record of processing activities that article 30 of the GDPR asks of a region, of its
/// configuration and its agreements. It names no youth and no professional.
package struct RegisterDocument: LocalDocument {
  /// A sentence in both languages.
  package typealias Sentence = SubjectReportDocument.Sentence

  /// What a region does with personal data for one purpose.
  package struct Activity: Codable, Hashable, Sendable {
    /// Which one.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      /// The signals of the region's own index.
      case signals
      /// Exchange with other regions.
      case exchange
      /// Matches and what became of them.
      case matches
      /// Requests of people.
      case requests
      /// The audit log.
      case audit
      /// Figures without people.
      case statistics
    }

    package var kind: Word<Kind>
    package var name: Sentence
    package var purpose: Sentence
    package var ground: Sentence
    /// Categories of people.
    package var people: Sentence
    /// Categories of personal data.
    package var data: Sentence
    package var recipients: Sentence
    /// When it is erased.
    package var retention: Sentence

    package init(
      kind: Word<Kind>, name: Sentence, purpose: Sentence, ground: Sentence, people: Sentence, data: Sentence,
      recipients: Sentence, retention: Sentence
    ) {
      self.kind = kind
      self.name = name
      self.purpose = purpose
      self.ground = ground
      self.people = people
      self.data = data
      self.recipients = recipients
      self.retention = retention
    }
  }

  /// An agreement under which data go to another region, or went.
  package struct Recipient: Codable, Hashable, Sendable {
    package var agreementId: String
    /// The other region.
    package var peer: String
    /// Its name for people; missing where it is no peer any more.
    package var name: String?
    package var privacyOfficer: ContactDocument?
    package var status: Word<AgreementDocument.Status>
    package var inForce: Bool
    package var purpose: String
    package var legalBasis: String
    /// `youth`, `guardian`.
    package var kinds: [String]
    package var contactRelease: Word<Agreement.ContactRelease>
    /// Whether involvements that ended are shown.
    package var history: Bool
    package var silenceDays: Int
    package var validFrom: Timestamp
    package var validUntil: Timestamp
    /// When all that was exchanged under it was erased here.
    package var closedAt: Timestamp?

    package init(
      agreementId: String, peer: String, name: String?, privacyOfficer: ContactDocument?,
      status: Word<AgreementDocument.Status>, inForce: Bool, purpose: String, legalBasis: String, kinds: [String],
      contactRelease: Word<Agreement.ContactRelease>, history: Bool, silenceDays: Int, validFrom: Timestamp,
      validUntil: Timestamp, closedAt: Timestamp?
    ) {
      self.agreementId = agreementId
      self.peer = peer
      self.name = name
      self.privacyOfficer = privacyOfficer
      self.status = status
      self.inForce = inForce
      self.purpose = purpose
      self.legalBasis = legalBasis
      self.kinds = kinds
      self.contactRelease = contactRelease
      self.history = history
      self.silenceDays = silenceDays
      self.validFrom = validFrom
      self.validUntil = validUntil
      self.closedAt = closedAt
    }
  }

  package var region: String
  /// The region's name for people.
  package var name: String
  package var environment: Word<PeerEnvironment>
  package var madeAt: Timestamp
  /// Who answers for the processing: the region's coordination desk.
  package var contact: ContactDocument
  package var `operator`: ContactDocument?
  package var privacyOfficer: ContactDocument?
  package var activities: [Activity]
  /// The agreements that were concluded, by region and age.
  package var recipients: [Recipient]
  /// Transfers to countries outside the European Union.
  package var transfers: Sentence
  /// How the data are secured.
  package var measures: [Sentence]
  /// Members of `node.json` that the record needs and that are missing.
  package var missing: [String]

  package init(
    region: String, name: String, environment: Word<PeerEnvironment>, madeAt: Timestamp, contact: ContactDocument,
    `operator`: ContactDocument?, privacyOfficer: ContactDocument?, activities: [Activity], recipients: [Recipient],
    transfers: Sentence, measures: [Sentence], missing: [String]
  ) {
    self.region = region
    self.name = name
    self.environment = environment
    self.madeAt = madeAt
    self.contact = contact
    self.operator = `operator`
    self.privacyOfficer = privacyOfficer
    self.activities = activities
    self.recipients = recipients
    self.transfers = transfers
    self.measures = measures
    self.missing = missing
  }
}
