public import PeerProtocol
public import Region

/// How far this region is with leaving the federation.
public struct ClosingProgress: Sendable {
  /// A peer that has to confirm the end of an agreement.
  public struct Wait: Sendable {
    /// The peer.
    public var peer: RegionName
    /// The agreement.
    public var agreement: AgreementId
    /// Entries whose receipt is missing.
    public var unconfirmed: Int
    /// Why the last delivery to the peer failed; nil where it did not.
    public var failure: DeliveryFailure?
  }

  /// What was decided and done; nil where nobody decided that the region leaves.
  public var closing: Closing?
  /// Whom the region waits for, once both people decided.
  public var waits: [Wait]
}
