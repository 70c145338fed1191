/// Answer to POST /v1/synchronizations: the peers with which nothing is left to send.
public struct SynchronizationDocument: LocalDocument {
  /// A region that is not a peer yet, and what is waited for.
  public struct Joining: Codable, Hashable, Sendable {
    public var region: String
    public var reason: String

    public init(region: String, reason: String) {
      self.region = region
      self.reason = reason
    }
  }

  public var synchronized: [String]
  /// Those of them with which no agreement is in force, so that nothing is exchanged.
  public var withoutAgreement: [String]?
  public var joining: [Joining]?

  public init(synchronized: [String], withoutAgreement: [String]? = nil, joining: [Joining]? = nil) {
    self.synchronized = synchronized
    self.withoutAgreement = withoutAgreement
    self.joining = joining
  }
}
