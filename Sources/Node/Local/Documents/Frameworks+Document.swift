import Cryptography
package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension FrameworkDetails {
  /// The framework as the local API shows it.
  package func document(withTerms: Bool = true) -> FrameworkDocument {
    FrameworkDocument(
      frameworkId: record.id.base64URL, name: record.terms.name, signed: record.own != nil,
      className: record.own?.className ?? record.chosenClass, inForce: isCurrent, validFrom: record.terms.validFrom,
      validUntil: record.terms.validUntil, approvals: record.approvals.map { ApprovalDocument($0) },
      signers: signers.map { FrameworkDocument.Signer(region: $0.region.text, className: $0.className) },
      standing: record.standing.map {
        FrameworkDocument.Standing(
          classesUpTo: $0.terms.classesUpTo, introduced: $0.terms.includesIntroduced, inForce: $0.isInForce,
          rests: $0.isResting, approvals: $0.approvals.map { ApprovalDocument($0) })
      }, nextStep: nextStep.text, terms: withTerms ? FrameworkTermsDocument(record.terms) : nil)
  }
}

extension FrameworkTermsDocument {
  /// The terms of a framework that is held.
  init(_ terms: Framework) {
    self.init(
      name: terms.name, purpose: terms.purpose, legalBasis: terms.legalBasis, criterion: terms.criterion,
      kinds: terms.kinds.map(\.name), contactRelease: Word(terms.contactRelease), history: terms.history,
      followUpDays: terms.followUpDays, silenceDays: terms.silenceDays,
      classes: terms.classes.mapValues {
        AgreementTermsDocument.Limits(active: $0.active, perDay: $0.perDay, perYear: $0.perYear)
      }, validFrom: terms.validFrom, validUntil: terms.validUntil, environment: Word(terms.environment),
      createdAt: terms.createdAt, nonce: Base64URL.encode(terms.nonce))
  }
}
