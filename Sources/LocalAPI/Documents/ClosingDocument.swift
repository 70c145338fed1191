public import PeerProtocol

/// How far the region is with leaving the federation.
public struct ClosingDocument: LocalDocument {
  /// How it stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    case open
    /// A second person has to decide it too.
    case approval
    case withdrawing, closed
  }

  /// A peer that has to confirm.
  public struct Wait: Codable, Hashable, Sendable {
    public var peer: String
    public var agreement: String
    /// Entries whose receipt is missing.
    public var unconfirmed: Int
    public var reason: String?

    public init(peer: String, agreement: String, unconfirmed: Int, reason: String? = nil) {
      self.peer = peer
      self.agreement = agreement
      self.unconfirmed = unconfirmed
      self.reason = reason
    }
  }

  public var state: Word<State>
  public var approvals: [ApprovalDocument]
  public var beganAt: Timestamp?
  public var waitingFor: [Wait]?
  /// Signed by this region; its payload is a closing certificate.
  public var certificate: SignedDocument?

  public init(
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
