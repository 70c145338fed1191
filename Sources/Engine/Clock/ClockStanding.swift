public import PeerProtocol
public import Region

/// Whether the machine's clock is trusted, and what the clocks of peers say.
public struct ClockStanding: Sendable, Equatable {
  /// A peer whose clock differs from the machine's.
  public struct DifferingPeer: Sendable, Equatable {
    /// The peer.
    public var peer: RegionName
    /// What its clock says.
    public var clock: Timestamp
    /// How far it is ahead; negative where it is behind.
    public var aheadSeconds: Int
  }

  /// A doubt that has not ended.
  public struct Doubt: Sendable, Equatable {
    /// Why it began.
    public var cause: ClockTrust.Cause
    /// What the clock is expected to say: by the newest moment in the journal and the time since.
    public var expected: Timestamp
    /// How long the clock has agreed with most reachable peers; nil while it does not.
    public var agreesSeconds: Int?
  }

  /// What the machine's clock says.
  public var machine: Timestamp
  /// The peers whose clocks differ, sorted.
  public var differing: [DifferingPeer]
  /// The doubt; nil where the clock is trusted.
  public var doubt: Doubt?
}
