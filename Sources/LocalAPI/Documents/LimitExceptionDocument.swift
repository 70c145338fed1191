package import PeerProtocol

/// An announced burst that passes the limits of an agreement, with its standing.
package struct LimitExceptionDocument: LocalDocument {
  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case proposed, received, concluded, rejected, lapsed
  }

  package var documentId: String
  package var agreementId: String
  /// The party that may send more.
  package var region: String
  /// How many beyond the limits.
  package var additions: Int
  /// Additions counted against it: exact where the peer sends, this node's own count where it sends itself.
  package var used: Int
  package var from: Timestamp
  package var until: Timestamp
  package var reason: String
  package var status: Word<Status>
  package var inForce: Bool
  package var approvals: [ApprovalDocument]
  /// Why it was declined or lapsed.
  package var declined: String?
  package var nextStep: String

  package init(
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
