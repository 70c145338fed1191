public import PeerProtocol

/// The registry of privacy officers: which certificates of that role count at this node.
public struct CredentialsDocument: LocalDocument {
  /// A registered privacy officer.
  public struct Officer: Codable, Hashable, Sendable {
    /// How it stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
      /// The only state in which they decide anything.
      case usable
      case expired, revoked
    }

    /// On whose word they were registered.
    public enum Ground: String, Hashable, Sendable, CaseIterable {
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
    public var id: String
    public var name: String
    public var validUntil: Timestamp
    public var state: Word<State>
    public var ground: Word<Ground>
    public var registeredAt: Timestamp
    /// The proposer, and who consented.
    public var approvals: [ApprovalDocument]
    public var revokedAt: Timestamp?
    /// The certificate in DER, as Base64; not in the status.
    public var certificate: String?

    public init(
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
  public struct Proposal: Codable, Hashable, Sendable {
    /// SHA-256 of the certificate, in hexadecimal digits.
    public var id: String
    public var name: String
    public var validUntil: Timestamp
    /// The proposer, and who consented.
    public var approvals: [ApprovalDocument]
    /// Days on which an alarm was raised because no privacy officer is left who can decide.
    public var alarms: Int
    /// When it counts if nobody declines it; only while no privacy officer can decide.
    public var countsAt: Timestamp?
    public var next: String
    /// The certificate in DER, as Base64; not in the status.
    public var certificate: String?

    public init(
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
  public var privacyOfficers: [Officer]
  public var proposals: [Proposal]

  public init(privacyOfficers: [Officer], proposals: [Proposal]) {
    self.privacyOfficers = privacyOfficers
    self.proposals = proposals
  }
}
