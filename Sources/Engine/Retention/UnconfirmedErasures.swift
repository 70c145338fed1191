public import PeerProtocol
public import Region

/// What peers still have to confirm that they erased.
public struct UnconfirmedErasures: Sendable, Equatable {
  /// Entries that a peer has to erase under one agreement.
  public struct Withdrawal: Sendable, Equatable {
    /// The peer.
    public var peer: RegionName
    /// The agreement and the feed.
    public var feed: FeedKey
    /// How many entries.
    public var count: Int
    /// Since when the oldest of them is withdrawn.
    public var oldestSince: Timestamp
    /// How long ago that is.
    public var ageSeconds: Int
    /// Why this region suspended the peer, where it did: nothing goes there then.
    public var suspension: String?
    /// Why the peer could not be reached last, where that is known.
    public var failure: DeliveryFailure?
  }

  /// An agreement whose end the peer did not confirm.
  public struct Ending: Sendable, Equatable {
    /// The peer.
    public var peer: RegionName
    /// The agreement.
    public var agreement: AgreementId
    /// How it ended.
    public var status: AgreementStanding
    /// When.
    public var since: Timestamp
    /// How long ago that is.
    public var ageSeconds: Int
    /// Why the peer could not be reached last, where that is known.
    public var failure: DeliveryFailure?
  }

  /// Withdrawals without a receipt, by peer.
  public var withdrawals: [Withdrawal]
  /// Endings without an answer, by peer.
  public var endings: [Ending]
}
