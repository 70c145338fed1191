package import PeerProtocol

/// How the exchange with a peer does, and what to do next.
package struct StatusPeerDocument: LocalDocument {
  /// How it stands.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case joining, pending, rejected
    case noAgreement = "no agreement"
    case unreachable, waiting, exchanging
    case inStep = "in step"
    case suspended
    case heldBack = "held back"
  }

  /// What the limits of an agreement leave for one region, in additions.
  package struct Room: Codable, Hashable, Sendable {
    /// Additions that fit now.
    package var remaining: Int
    /// Entries that fit under this agreement.
    package var active: Int
    /// Additions that fit these 24 hours, over all agreements with the peer.
    package var perDay: Int
    /// Additions that fit these 365 days, over all agreements with the peer.
    package var perYear: Int
    /// What limit exceptions leave beyond both, now.
    package var excepted: Int

    package init(remaining: Int, active: Int, perDay: Int, perYear: Int, excepted: Int) {
      self.remaining = remaining
      self.active = active
      self.perDay = perDay
      self.perYear = perYear
      self.excepted = excepted
    }
  }

  /// What the peer's limits hold up.
  package struct Waiting: Codable, Hashable, Sendable {
    package var additions: Int
    /// How many of them are guardians. Missing in documents of an earlier version.
    package var guardians: Int?
    /// `active`, `perDay`, `perYear`, or empty where it is not known.
    package var limit: String
    /// When it is tried again.
    package var until: Timestamp

    package init(additions: Int, limit: String, until: Timestamp) {
      self.additions = additions
      self.limit = limit
      self.until = until
    }
  }

  /// Guardians that go to the peer later, so that a small batch does not draw a household.
  package struct WaitingGuardians: Codable, Hashable, Sendable {
    package var additions: Int
    /// When they go, if nothing changes meanwhile; missing where that hangs on the youths that go first.
    package var from: Timestamp?

    package init(additions: Int, from: Timestamp? = nil) { (self.additions, self.from) = (additions, from) }
  }

  /// The limits of an agreement in force.
  package struct Limits: Codable, Hashable, Sendable {
    package var agreementId: String
    /// What the peer may still send. Exact.
    package var received: Room
    /// What this region may still send, by its own count; the peer's decides.
    package var sent: Room
    package var waiting: Waiting?
    /// Announced bursts that are not over.
    package var exceptions: [LimitExceptionDocument]

    package init(
      agreementId: String, received: Room, sent: Room, waiting: Waiting? = nil, exceptions: [LimitExceptionDocument]
    ) {
      self.agreementId = agreementId
      self.received = received
      self.sent = sent
      self.waiting = waiting
      self.exceptions = exceptions
    }
  }

  /// When exchange of one kind ends by the agreements that are concluded, a renewal counted.
  package struct AgreementEnd: Codable, Hashable, Sendable {
    /// `youth` or `guardian`.
    package var kind: String
    package var at: Timestamp

    package init(kind: String, at: Timestamp) { (self.kind, self.at) = (kind, at) }
  }

  package var region: String
  package var state: Word<State>
  /// Batches to be countersigned and views to be answered.
  package var pending: Int
  /// Entries that have to leave the peer and whose receipt is missing.
  package var unconfirmedWithdrawals: Int
  package var reason: String
  /// The next command.
  package var next: String
  /// Entries received.
  package var received: Int
  /// Entries sent.
  package var sent: Int
  package var openMatches: Int
  /// One for each agreement in force.
  package var limits: [Limits]
  /// What the peer did that it should not have, and what its feeds do that looks like guessing.
  package var alarms: [AlarmDocument]
  package var lastExchange: Timestamp?
  /// How far the peer's clock is ahead of this node's, where that is more than 300 seconds.
  package var clockSkewSeconds: Int?
  /// When the peer last answered this node or made itself heard; missing for never.
  package var lastContact: Timestamp?
  /// Since when the peer does not answer, counted from the node's start; missing while it answers.
  package var downSince: Timestamp?
  /// Whom to call, from the peer's card; only while it does not answer.
  package var contact: ContactDocument?
  /// Those on whose introductions it was accepted; missing for a peer that people compared.
  package var introducers: [String]?
  /// Missing in documents of an earlier version.
  package var agreementEnds: [AgreementEnd]?
  /// Guardians that go later; missing where none waits.
  package var guardiansWaiting: WaitingGuardians?

  package init(
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
