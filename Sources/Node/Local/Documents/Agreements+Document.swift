import Cryptography
package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension AgreementDetails {
  /// The agreement as the local API shows it: the terms go with its limit exceptions, and are left out in a list.
  package func document() -> AgreementDocument {
    var document = AgreementDocument(
      agreementId: record.id.base64URL, peer: record.peer.text, status: Word(text: record.status.name),
      inForce: isInForce, kinds: record.terms.kinds.map(\.name), validFrom: record.terms.validFrom,
      validUntil: record.terms.validUntil, contactRelease: Word(record.terms.contactRelease),
      approvals: record.approvals.map { ApprovalDocument($0) }, nextStep: nextStep.text,
      reason: record.reason.isEmpty ? nil : record.reason, endsAt: record.endsAt,
      closedAt: Timestamp(milliseconds: record.closedAt))
    if record.closedAt > 0 { document.endingConfirmed = record.ending == nil || record.endingDelivered }
    if let exceptions {
      document.terms = AgreementTermsDocument(record.terms)
      document.limitExceptions = exceptions.map { $0.document() }
    }
    return document
  }
}

extension AgreementTermsDocument {
  /// The terms of an agreement that is held.
  init(_ terms: Agreement) {
    self.init(
      purpose: terms.purpose, legalBasis: terms.legalBasis, kinds: terms.kinds.map(\.name),
      limits: Dictionary(
        uniqueKeysWithValues: terms.limits.map { region, limits in
          (region.text, Limits(active: limits.active, perDay: limits.perDay, perYear: limits.perYear))
        }), contactRelease: Word(terms.contactRelease), history: terms.history, followUpDays: terms.followUpDays,
      silenceDays: terms.silenceDays, validFrom: terms.validFrom, validUntil: terms.validUntil,
      replaces: terms.replaces?.base64URL, framework: terms.framework?.base64URL, parties: terms.parties.map(\.text),
      identityKeys: Dictionary(
        uniqueKeysWithValues: terms.identityKeys.map { ($0.key.text, $0.value.base64URL) }),
      environment: Word(terms.environment), createdAt: terms.createdAt, nonce: Base64URL.encode(terms.nonce))
  }
}

extension LimitExceptionDetails {
  /// The exception as the local API shows it.
  package func document() -> LimitExceptionDocument {
    LimitExceptionDocument(
      documentId: record.id.base64URL, agreementId: record.terms.agreement.base64URL, region: record.terms.region.text,
      additions: record.terms.additions, used: record.used, from: record.terms.from, until: record.terms.until,
      reason: record.terms.reason, status: Word(text: record.standing.name), inForce: isInForce,
      approvals: record.approvals.map { ApprovalDocument($0) }, declined: record.reason.isEmpty ? nil : record.reason,
      nextStep: nextStep.text)
  }
}
