public import PeerProtocol

/// Answer to GET /v1/withdrawals: what peers still have to confirm that they erased.
public struct WithdrawalsDocument: LocalDocument {
  /// What a peer has to erase under one agreement.
  public struct Withdrawal: Codable, Hashable, Sendable {
    public var peer: String
    public var agreement: String
    /// `youth` or `guardian`.
    public var kind: String
    /// Entries whose receipt is missing.
    public var unconfirmed: Int
    public var oldestSince: Timestamp
    public var ageSeconds: Int
    /// Whether this region suspended the peer, so that nothing goes there.
    public var suspended: Bool?
    /// Why it is not confirmed yet, where that is known.
    public var reason: String?

    public init(
      peer: String, agreement: String, kind: String, unconfirmed: Int, oldestSince: Timestamp, ageSeconds: Int,
      suspended: Bool? = nil, reason: String? = nil
    ) {
      self.peer = peer
      self.agreement = agreement
      self.kind = kind
      self.unconfirmed = unconfirmed
      self.oldestSince = oldestSince
      self.ageSeconds = ageSeconds
      self.suspended = suspended
      self.reason = reason
    }
  }

  /// An agreement whose end the peer did not confirm.
  public struct Ending: Codable, Hashable, Sendable {
    public var peer: String
    public var agreement: String
    public var status: Word<AgreementDocument.Status>
    public var since: Timestamp
    public var ageSeconds: Int
    public var reason: String?

    public init(
      peer: String, agreement: String, status: Word<AgreementDocument.Status>, since: Timestamp, ageSeconds: Int,
      reason: String? = nil
    ) {
      self.peer = peer
      self.agreement = agreement
      self.status = status
      self.since = since
      self.ageSeconds = ageSeconds
      self.reason = reason
    }
  }

  public var withdrawals: [Withdrawal]
  public var endings: [Ending]

  public init(withdrawals: [Withdrawal], endings: [Ending]) {
    self.withdrawals = withdrawals
    self.endings = endings
  }
}
