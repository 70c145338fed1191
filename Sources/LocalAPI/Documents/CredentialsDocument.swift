package import PeerProtocol

/// The registry of privacy officers: which certificates of that role count at this node.
package struct CredentialsDocument: LocalDocument {
  /// A registered privacy officer.
  package struct Officer: Codable, Hashable, Sendable {
    /// How it stands.
    package enum State: String, Hashable, Sendable, CaseIterable {
      /// The only state in which they decide anything.
      case usable
      case expired, revoked
    }

    /// On whose word they were registered.
    package enum Ground: String, Hashable, Sendable, CaseIterable {
      /// The certificate lay in the home when the registry began, or in a home for training.
      case found
      /// The operator's, while there was no privacy officer yet.
      case first
      /// A privacy officer's.
      case consent
      /// Nobody's, after seven days of alarms while no privacy officer was left who could decide.
      case unopposed
    }

    /// SHA-256 of the certificate, in hexadecimal digits.
    package var id: String
    package var name: String
    package var validUntil: Timestamp
    package var state: Word<State>
    package var ground: Word<Ground>
    package var registeredAt: Timestamp
    /// The proposer, and who consented.
    package var approvals: [ApprovalDocument]
    package var revokedAt: Timestamp?
    /// The certificate in DER, as Base64; not in the status.
    package var certificate: String?

    package init(
      id: String, name: String, validUntil: Timestamp, state: Word<State>, ground: Word<Ground>,
      registeredAt: Timestamp, approvals: [ApprovalDocument], revokedAt: Timestamp? = nil, certificate: String? = nil
    ) {
      self.id = id
      self.name = name
      self.validUntil = validUntil
      self.state = state
      self.ground = ground
      self.registeredAt = registeredAt
      self.approvals = approvals
      self.revokedAt = revokedAt
      self.certificate = certificate
    }
  }

  /// A certificate that was proposed and does not count yet.
  package struct Proposal: Codable, Hashable, Sendable {
    /// SHA-256 of the certificate, in hexadecimal digits.
    package var id: String
    package var name: String
    package var validUntil: Timestamp
    /// The proposer, and who consented.
    package var approvals: [ApprovalDocument]
    /// Days on which an alarm was raised because no privacy officer is left who can decide.
    package var alarms: Int
    /// When it counts if nobody declines it; only while no privacy officer can decide.
    package var countsAt: Timestamp?
    package var next: String
    /// The certificate in DER, as Base64; not in the status.
    package var certificate: String?

    package init(
      id: String, name: String, validUntil: Timestamp, approvals: [ApprovalDocument], alarms: Int,
      countsAt: Timestamp? = nil, next: String, certificate: String? = nil
    ) {
      self.id = id
      self.name = name
      self.validUntil = validUntil
      self.approvals = approvals
      self.alarms = alarms
      self.countsAt = countsAt
      self.next = next
      self.certificate = certificate
    }
  }

  /// Oldest first.
  package var privacyOfficers: [Officer]
  package var proposals: [Proposal]

  package init(privacyOfficers: [Officer], proposals: [Proposal]) {
    self.privacyOfficers = privacyOfficers
    self.proposals = proposals
  }
}
