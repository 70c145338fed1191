public import PeerProtocol
public import Region

/// The privacy officers that are registered or proposed, as they stand at a moment.
public struct OfficerRegistry: Sendable, Equatable {
  /// A proposal that waits for a privacy officer, or for its time.
  public struct Waiting: Sendable, Equatable {
    /// The proposal.
    public var proposal: OfficerProposal
    /// When it counts if nobody decides before; nil while a privacy officer can.
    public var countsAt: Timestamp?
  }

  /// Whoever was ever registered, in the order of registration.
  public var officers: [RegisteredOfficer]
  /// What waits, in the order of the proposals.
  public var proposals: [Waiting]
  /// The moment, by which a certificate is expired or not.
  public var at: Timestamp

  init(_ state: CredentialsState, at: Timestamp) {
    officers = state.officers
    proposals = state.proposals.map { Waiting(proposal: $0, countsAt: state.countsAt($0, now: at)) }
    self.at = at
  }
}
