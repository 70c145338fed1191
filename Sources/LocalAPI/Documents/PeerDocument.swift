package import PeerProtocol

/// Another region's node, as this one knows it.
package struct PeerDocument: LocalDocument {
  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    /// This region joined and waits for the other.
    case requested
    /// The other region joined and waits for this one.
    case pending
    case accepted
    case rejected
  }

  /// Since when and why this region suspends the peer.
  package struct Suspension: Codable, Hashable, Sendable {
    package var reason: String
    package var at: Timestamp

    package init(reason: String, at: Timestamp) {
      self.reason = reason
      self.at = at
    }
  }

  /// The region's id.
  package var region: String
  package var name: String
  /// `https://HOST:PORT`.
  package var endpoint: String
  package var status: Word<Status>
  package var environment: Word<PeerEnvironment>
  package var cardVersion: Int
  /// Six groups of five digits that both operators read to each other.
  package var fingerprint: [String]
  package var nextStep: String
  /// Why it was rejected.
  package var reason: String?
  package var `operator`: ContactDocument?
  package var privacyOfficer: ContactDocument?
  package var suspended: Suspension?
  /// The terms of the invitation by which the regions met, until an agreement between them is concluded. They bind nobody.
  package var terms: AgreementTermsDocument?
  /// Those on whose introductions it was accepted; missing for a peer that people compared.
  package var introducers: [String]?

  package init(
    region: String, name: String, endpoint: String, status: Word<Status>, environment: Word<PeerEnvironment>,
    cardVersion: Int, fingerprint: [String], nextStep: String, reason: String? = nil,
    `operator`: ContactDocument? = nil, privacyOfficer: ContactDocument? = nil, suspended: Suspension? = nil
  ) {
    self.region = region
    self.name = name
    self.endpoint = endpoint
    self.status = status
    self.environment = environment
    self.cardVersion = cardVersion
    self.fingerprint = fingerprint
    self.nextStep = nextStep
    self.reason = reason
    self.operator = `operator`
    self.privacyOfficer = privacyOfficer
    self.suspended = suspended
  }
}
