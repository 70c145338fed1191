public import PeerProtocol

/// Another region's node, as this one knows it.
public struct PeerDocument: LocalDocument {
  /// How far it is.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// This region joined and waits for the other.
    case requested
    /// The other region joined and waits for this one.
    case pending
    case accepted
    case rejected
  }

  /// Since when and why this region suspends the peer.
  public struct Suspension: Codable, Hashable, Sendable {
    public var reason: String
    public var at: Timestamp

    public init(reason: String, at: Timestamp) {
      self.reason = reason
      self.at = at
    }
  }

  /// The region's id.
  public var region: String
  public var name: String
  /// `https://HOST:PORT`.
  public var endpoint: String
  public var status: Word<Status>
  public var environment: Word<PeerEnvironment>
  public var cardVersion: Int
  /// Six groups of five digits that both operators read to each other.
  public var fingerprint: [String]
  public var nextStep: String
  /// Why it was rejected.
  public var reason: String?
  public var `operator`: ContactDocument?
  public var privacyOfficer: ContactDocument?
  public var suspended: Suspension?

  public init(
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
