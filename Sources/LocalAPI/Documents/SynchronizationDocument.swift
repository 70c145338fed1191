/// Answer to POST /v1/synchronizations: the peers with which nothing is left to send.
package struct SynchronizationDocument: LocalDocument {
  /// A region that is not a peer yet, and what is waited for.
  package struct Joining: Codable, Hashable, Sendable {
    package var region: String
    package var reason: String

    package init(region: String, reason: String) {
      self.region = region
      self.reason = reason
    }
  }

  package var synchronized: [String]
  /// Those of them with which no agreement is in force, so that nothing is exchanged.
  package var withoutAgreement: [String]?
  package var joining: [Joining]?

  package init(synchronized: [String], withoutAgreement: [String]? = nil, joining: [Joining]? = nil) {
    self.synchronized = synchronized
    self.withoutAgreement = withoutAgreement
    self.joining = joining
  }
}
