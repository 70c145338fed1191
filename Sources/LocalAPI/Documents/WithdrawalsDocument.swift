package import PeerProtocol

/// Answer to GET /v1/withdrawals: what peers still have to confirm that they erased.
package struct WithdrawalsDocument: LocalDocument {
  /// What a peer has to erase under one agreement.
  package struct Withdrawal: Codable, Hashable, Sendable {
    package var peer: String
    package var agreement: String
    /// `youth` or `guardian`.
    package var kind: String
    /// Entries whose receipt is missing.
    package var unconfirmed: Int
    package var oldestSince: Timestamp
    package var ageSeconds: Int
    /// Whether this region suspended the peer, so that nothing goes there.
    package var suspended: Bool?
    /// Why it is not confirmed yet, where that is known.
    package var reason: String?

    package init(
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
  package struct Ending: Codable, Hashable, Sendable {
    package var peer: String
    package var agreement: String
    package var status: Word<AgreementDocument.Status>
    package var since: Timestamp
    package var ageSeconds: Int
    package var reason: String?

    package init(
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

  package var withdrawals: [Withdrawal]
  package var endings: [Ending]

  package init(withdrawals: [Withdrawal], endings: [Ending]) {
    self.withdrawals = withdrawals
    self.endings = endings
  }
}
