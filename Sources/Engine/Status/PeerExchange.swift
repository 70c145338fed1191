public import PeerProtocol
public import Region

/// How the exchange with a peer stands: the state, the reason, what to do next, and figures.
public struct PeerExchange: Sendable {
  /// How it stands.
  public enum State: Hashable, Sendable {
    /// This region joined; the peer's operator has to accept.
    case joining
    /// The peer joined; this region's operator has to accept.
    case pending
    /// An operator declined.
    case rejected
    /// No agreement is in force.
    case noAgreement
    /// The peer cannot be reached, or takes nothing.
    case unreachable
    /// Something waits for a limit, a person or the next try.
    case waiting
    /// Something is on its way.
    case exchanging
    /// Both sides hold the same.
    case inStep
    /// This region suspended the peer.
    case suspended
    /// This node was restored from a backup, and only withdraws.
    case heldBack
  }

  /// Why it stands so.
  public enum Reason: Equatable, Sendable {
    /// Nothing is wrong.
    case none
    /// This region's people suspended the peer, for this reason.
    case suspended(String)
    /// This node was restored from a backup.
    case restored
    /// The last delivery failed, for this reason.
    case deliveryFailed(DeliveryFailure)
    /// The operator of the peer has to accept.
    case awaitsPeersOperator(RegionName)
    /// This region's operator has to accept.
    case awaitsOwnOperator
    /// The request was rejected, for this reason.
    case rejected(String)
    /// An agreement is not concluded yet; who approved it here.
    case openAgreement(AgreementStanding, approvals: [Approval])
    /// The concluded agreement begins later.
    case agreementBeginsLater
    /// There is no agreement.
    case noAgreement
    /// Additions wait for a limit of the peer.
    case limitReached(WaitingAdditions)
    /// A limit exception of the peer waits for this region's privacy officer.
    case exceptionAwaitsOfficer
    /// So many entries and views are to be sent.
    case toSend(Int)
    /// The clocks of both nodes differ by these seconds.
    case clocksDiffer(seconds: Int)
  }

  /// State, reason and next step, which belong together.
  public struct Standing: Sendable {
    /// How it stands.
    public var state: State
    /// Why.
    public var reason: Reason
    /// What to do next.
    public var nextStep: NextStep
  }

  /// The peer.
  public var region: RegionName
  /// How it stands, why, and what to do next.
  public var standing: Standing
  /// When a batch was last countersigned by either side; nil for never.
  public var lastExchangeAt: Timestamp?
  /// Entries that have to leave the peer and whose receipt is missing.
  public var unconfirmedWithdrawals: Int
  /// Entries and views that are to be sent or answered.
  public var pending: Int
  /// Entries that are held of the peer.
  public var received: Int
  /// Entries that the peer holds of this region.
  public var sent: Int
  /// Matches that wait for people.
  public var openMatches: Int
  /// How far the peer's clock is ahead, in seconds, where that is more than clocks should differ.
  public var clockSkewSeconds: Int?
  /// The limits of each agreement in force.
  public var limits: [AgreementLimits]
  /// Alarms about the peer.
  public var alarms: PeerAlarms
  /// When the peer was last in touch, and since when it is away.
  public var contact: PeerContact
  /// Whom to call, as the peer's card says.
  public var operatorContact: Contact?
  /// Those on whose introductions it was accepted; empty for a peer that people compared.
  public var introducers: [RegionName]
  /// When exchange ends, by kind; empty without an agreement.
  public var agreementEnds: [AgreementEnd]
  /// Guardians that are not due yet; nil where none waits.
  public var waitingGuardians: WaitingGuardians?

  /// When exchange of one kind ends by the agreements that are concluded.
  public struct AgreementEnd: Sendable, Equatable {
    /// Youths or guardians.
    public var kind: FeedKind
    /// The moment.
    public var at: Timestamp
  }
}
