public import PeerProtocol

/// How the exchange with a peer does, and what to do next.
public struct StatusPeerDocument: LocalDocument {
  /// How it stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case joining, pending, rejected
    case noAgreement = "no agreement"
    case unreachable, waiting, exchanging
    case inStep = "in step"
    case suspended
    case heldBack = "held back"
  }

  /// What the limits of an agreement leave for one region, in additions.
  public struct Room: Codable, Hashable, Sendable {
    /// Additions that fit now.
    public var remaining: Int
    /// Entries that fit under this agreement.
    public var active: Int
    /// Additions that fit these 24 hours, over all agreements with the peer.
    public var perDay: Int
    /// Additions that fit these 365 days, over all agreements with the peer.
    public var perYear: Int
    /// What limit exceptions leave beyond both, now.
    public var excepted: Int

    public init(remaining: Int, active: Int, perDay: Int, perYear: Int, excepted: Int) {
      self.remaining = remaining
      self.active = active
      self.perDay = perDay
      self.perYear = perYear
      self.excepted = excepted
    }
  }

  /// What the peer's limits hold up.
  public struct Waiting: Codable, Hashable, Sendable {
    public var additions: Int
    /// `active`, `perDay`, `perYear`, or empty where it is not known.
    public var limit: String
    /// When it is tried again.
    public var until: Timestamp

    public init(additions: Int, limit: String, until: Timestamp) {
      self.additions = additions
      self.limit = limit
      self.until = until
    }
  }

  /// The limits of an agreement in force.
  public struct Limits: Codable, Hashable, Sendable {
    public var agreementId: String
    /// What the peer may still send. Exact.
    public var received: Room
    /// What this region may still send, by its own count; the peer's decides.
    public var sent: Room
    public var waiting: Waiting?
    /// Announced bursts that are not over.
    public var exceptions: [LimitExceptionDocument]

    public init(
      agreementId: String, received: Room, sent: Room, waiting: Waiting? = nil, exceptions: [LimitExceptionDocument]
    ) {
      self.agreementId = agreementId
      self.received = received
      self.sent = sent
      self.waiting = waiting
      self.exceptions = exceptions
    }
  }

  public var region: String
  public var state: Word<State>
  /// Batches to be countersigned and views to be answered.
  public var pending: Int
  /// Entries that have to leave the peer and whose receipt is missing.
  public var unconfirmedWithdrawals: Int
  public var reason: String
  /// The next command.
  public var next: String
  /// Entries received.
  public var received: Int
  /// Entries sent.
  public var sent: Int
  public var openMatches: Int
  /// One for each agreement in force.
  public var limits: [Limits]
  /// What the peer did that it should not have, and what its feeds do that looks like guessing.
  public var alarms: [AlarmDocument]
  public var lastExchange: Timestamp?
  /// How far the peer's clock is ahead of this node's, where that is more than 300 seconds.
  public var clockSkewSeconds: Int?

  public init(
    region: String, state: Word<State>, pending: Int, unconfirmedWithdrawals: Int, reason: String, next: String,
    received: Int, sent: Int, openMatches: Int, limits: [Limits], alarms: [AlarmDocument],
    lastExchange: Timestamp? = nil, clockSkewSeconds: Int? = nil
  ) {
    self.region = region
    self.state = state
    self.pending = pending
    self.unconfirmedWithdrawals = unconfirmedWithdrawals
    self.reason = reason
    self.next = next
    self.received = received
    self.sent = sent
    self.openMatches = openMatches
    self.limits = limits
    self.alarms = alarms
    self.lastExchange = lastExchange
    self.clockSkewSeconds = clockSkewSeconds
  }
}
