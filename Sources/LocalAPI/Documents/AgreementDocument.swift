public import PeerProtocol

/// An agreement with its standing in this region. A list of agreements leaves out the terms and the limit exceptions.
public struct AgreementDocument: LocalDocument {
  /// How far it is.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case draft, proposed, received, concluded, rejected, revoked, lapsed, ended
  }

  public var agreementId: String
  /// The other region.
  public var peer: String
  public var status: Word<Status>
  public var inForce: Bool
  /// `youth`, `guardian`.
  public var kinds: [String]
  public var validFrom: Timestamp
  public var validUntil: Timestamp
  public var contactRelease: Word<Agreement.ContactRelease>
  public var approvals: [ApprovalDocument]
  public var nextStep: String
  /// Why it was rejected or revoked.
  public var reason: String?
  public var endsAt: Timestamp?
  /// When it was closed, and all that was exchanged under it erased here.
  public var closedAt: Timestamp?
  /// Whether the peer confirmed the document that ended it; true where there is none to confirm.
  public var endingConfirmed: Bool?
  public var terms: AgreementTermsDocument?
  /// Announced bursts, whatever became of them.
  public var limitExceptions: [LimitExceptionDocument]?

  public init(
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
