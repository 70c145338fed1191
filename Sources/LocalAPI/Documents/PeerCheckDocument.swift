/// What a peer answered when the node asked it for its health, for an operator who looks for a cause.
package struct PeerCheckDocument: LocalDocument {
  /// What came of it.
  package enum Result: String, Hashable, Sendable, CaseIterable {
    case answers
    case notReachable = "not-reachable"
    case timedOut = "timed-out"
    /// Another key answers than the peer's card names.
    case otherKey = "other-key"
    /// The peer's certificate breaks a rule of this node's trust.
    case untrusted
    /// The peer refused the connection in TLS.
    case refused
    /// The peer does not know this region's key.
    case unknownThere = "unknown-there"
    /// The peer suspended this region.
    case suspendedThere = "suspended-there"
    /// The peer answered with something else.
    case unexpected
    /// Another region answers at the peer's address.
    case otherRegion = "other-region"
  }

  package var region: String
  /// `https://HOST:PORT`, as the peer's card has it.
  package var endpoint: String
  package var result: Word<Result>
  /// What happened, and what to do; missing where the peer answers.
  package var detail: String?
  /// The version of the peer's program.
  package var version: String?
  /// How far the peer's clock is ahead of this node's; negative where it is behind.
  package var clockAheadSeconds: Int?

  package init(
    region: String, endpoint: String, result: Word<Result>, detail: String? = nil, version: String? = nil,
    clockAheadSeconds: Int? = nil
  ) {
    (self.region, self.endpoint, self.result, self.detail) = (region, endpoint, result, detail)
    (self.version, self.clockAheadSeconds) = (version, clockAheadSeconds)
  }
}
