public import PeerProtocol

/// An announced burst that passes the limits of an agreement, with its standing.
public struct LimitExceptionDocument: LocalDocument {
  /// How far it is.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case proposed, received, concluded, rejected, lapsed
  }

  public var documentId: String
  public var agreementId: String
  /// The party that may send more.
  public var region: String
  /// How many beyond the limits.
  public var additions: Int
  /// Additions counted against it: exact where the peer sends, this node's own count where it sends itself.
  public var used: Int
  public var from: Timestamp
  public var until: Timestamp
  public var reason: String
  public var status: Word<Status>
  public var inForce: Bool
  public var approvals: [ApprovalDocument]
  /// Why it was declined or lapsed.
  public var declined: String?
  public var nextStep: String

  public init(
    documentId: String, agreementId: String, region: String, additions: Int, used: Int, from: Timestamp,
    until: Timestamp, reason: String, status: Word<Status>, inForce: Bool, approvals: [ApprovalDocument],
    declined: String? = nil, nextStep: String
  ) {
    self.documentId = documentId
    self.agreementId = agreementId
    self.region = region
    self.additions = additions
    self.used = used
    self.from = from
    self.until = until
    self.reason = reason
    self.status = status
    self.inForce = inForce
    self.approvals = approvals
    self.declined = declined
    self.nextStep = nextStep
  }
}
