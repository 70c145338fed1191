public import PeerProtocol

/// Why the node is not in step with the peers that it was asked to synchronize with.
public enum SynchronizationRefusal: Hashable, Sendable {
  /// There are no peers, only regions that join.
  case noPeers(joining: [JoiningRegion])
  /// What is still to be exchanged with these peers, and why.
  case outOfStep([OutOfStepPeer])

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode { .tryAgain }
}

/// A region that is not a peer yet.
public struct JoiningRegion: Hashable, Sendable {
  /// Whose operator has to accept.
  public enum Acceptance: Hashable, Sendable {
    /// The operator of the other region, who knows this one by its name.
    case theirs(of: RegionName)
    /// This region's operator.
    case ours
  }

  /// The region.
  public var region: RegionName
  /// What is waited for.
  public var acceptance: Acceptance

  /// A region that joins `own`, or that `own` joins; nil for a peer, or a request that was rejected.
  public init?(_ peer: Peer, own: RegionName) {
    switch peer.status {
    case .requested: acceptance = .theirs(of: own)
    case .pending: acceptance = .ours
    case .accepted, .rejected: return nil
    }
    region = peer.facts.region
  }
}

/// A peer with which not everything is exchanged.
public struct OutOfStepPeer: Hashable, Sendable {
  /// Why.
  public enum Reason: Hashable, Sendable {
    /// It was removed meanwhile.
    case noPeer
    /// This region suspended it.
    case suspended(reason: String)
    /// This node was restored from a backup.
    case restored
    /// It rejected this region's request, or this region rejected its request.
    case rejected(reason: String)
    /// It is no peer yet.
    case joining(JoiningRegion.Acceptance)
    /// The last delivery failed.
    case failure(DeliveryFailure)
    /// So many additions wait for a limit of the agreement.
    case limit(additions: Int, limit: String, until: Timestamp)
    /// Deliveries are under way.
    case exchanging
  }

  /// The peer.
  public var region: RegionName
  /// Why.
  public var reason: Reason
  /// True where the peer cannot be reached, and is not waiting for a person.
  public var isUnreachable: Bool

  /// A peer with which not everything is exchanged.
  public init(region: RegionName, reason: Reason, isUnreachable: Bool = false) {
    (self.region, self.reason, self.isUnreachable) = (region, reason, isUnreachable)
  }
}
