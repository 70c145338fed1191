package import LocalAPI
package import PeerProtocol

/// What the operator's page shows.
package struct OperatorScreen: Sendable {
  /// A certificate of this node or of its people.
  package struct Certificate: Hashable, Sendable {
    /// The name in it.
    package var name: String
    /// The role in it; nil for the node's own TLS certificate.
    package var role: Word<Role>?
    /// When it runs out.
    package var validUntil: Timestamp

    /// A certificate of these members.
    package init(name: String, role: Word<Role>?, validUntil: Timestamp) {
      self.name = name
      self.role = role
      self.validUntil = validUntil
    }
  }

  /// `GET /v1/status`.
  package var status: StatusDocument
  /// `GET /v1/peers`.
  package var peers: [PeerDocument]
  /// `GET /v1/agreements`.
  package var agreements: [AgreementDocument]
  /// The node's TLS certificates and what its authority issued (`HOME/clients`), the soonest to run out first. No document
  /// lists them yet; `credentials` of the status has those of privacy officers.
  package var certificates: [Certificate]

  /// A screen of these members.
  package init(
    status: StatusDocument, peers: [PeerDocument], agreements: [AgreementDocument], certificates: [Certificate]
  ) {
    self.status = status
    self.peers = peers
    self.agreements = agreements
    self.certificates = certificates
  }

  /// The names of regions by their ids.
  package var regionNames: [String: String] {
    var names = Dictionary(peers.map { ($0.region, $0.name) }) { first, _ in first }
    names[status.region] = status.name
    return names
  }
}
