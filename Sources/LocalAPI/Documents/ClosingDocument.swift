package import PeerProtocol

/// How far the region is with leaving the federation.
package struct ClosingDocument: LocalDocument {
  /// How it stands.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case open
    /// A second person has to decide it too.
    case approval
    case withdrawing, closed
  }

  /// A peer that has to confirm.
  package struct Wait: Codable, Hashable, Sendable {
    package var peer: String
    package var agreement: String
    /// Entries whose receipt is missing.
    package var unconfirmed: Int
    package var reason: String?

    package init(peer: String, agreement: String, unconfirmed: Int, reason: String? = nil) {
      self.peer = peer
      self.agreement = agreement
      self.unconfirmed = unconfirmed
      self.reason = reason
    }
  }

  package var state: Word<State>
  package var approvals: [ApprovalDocument]
  package var beganAt: Timestamp?
  package var waitingFor: [Wait]?
  /// Signed by this region; its payload is a closing certificate.
  package var certificate: SignedDocument?

  package init(
    state: Word<State>, approvals: [ApprovalDocument], beganAt: Timestamp? = nil, waitingFor: [Wait]? = nil,
    certificate: SignedDocument? = nil
  ) {
    self.state = state
    self.approvals = approvals
    self.beganAt = beganAt
    self.waitingFor = waitingFor
    self.certificate = certificate
  }
}
