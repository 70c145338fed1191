package import PeerProtocol

/// An agreement with its standing in this region. A list of agreements leaves out the terms and the limit exceptions.
package struct AgreementDocument: LocalDocument {
  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case draft, proposed, received, concluded, rejected, revoked, lapsed, ended
  }

  package var agreementId: String
  /// The other region.
  package var peer: String
  package var status: Word<Status>
  package var inForce: Bool
  /// `youth`, `guardian`.
  package var kinds: [String]
  package var validFrom: Timestamp
  package var validUntil: Timestamp
  package var contactRelease: Word<Agreement.ContactRelease>
  package var approvals: [ApprovalDocument]
  package var nextStep: String
  /// Why it was rejected or revoked.
  package var reason: String?
  package var endsAt: Timestamp?
  /// When it was closed, and all that was exchanged under it erased here.
  package var closedAt: Timestamp?
  /// Whether the peer confirmed the document that ended it; true where there is none to confirm.
  package var endingConfirmed: Bool?
  package var terms: AgreementTermsDocument?
  /// Announced bursts, whatever became of them.
  package var limitExceptions: [LimitExceptionDocument]?

  package init(
    agreementId: String, peer: String, status: Word<Status>, inForce: Bool, kinds: [String], validFrom: Timestamp,
    validUntil: Timestamp, contactRelease: Word<Agreement.ContactRelease>, approvals: [ApprovalDocument],
    nextStep: String, reason: String? = nil, endsAt: Timestamp? = nil, closedAt: Timestamp? = nil,
    endingConfirmed: Bool? = nil, terms: AgreementTermsDocument? = nil, limitExceptions: [LimitExceptionDocument]? = nil
  ) {
    self.agreementId = agreementId
    self.peer = peer
    self.status = status
    self.inForce = inForce
    self.kinds = kinds
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.contactRelease = contactRelease
    self.approvals = approvals
    self.nextStep = nextStep
    self.reason = reason
    self.endsAt = endsAt
    self.closedAt = closedAt
    self.endingConfirmed = endingConfirmed
    self.terms = terms
    self.limitExceptions = limitExceptions
  }
}
