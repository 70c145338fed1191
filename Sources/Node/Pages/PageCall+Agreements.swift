import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// Agreements and limit exceptions: their terms, and what people decide on them.
extension PageCall {
  func agreements() throws -> [AgreementDocument] {
    let all: AgreementsDocument = try document(.agreements)
    return all.agreements
  }

  /// Those that are open with their terms, which a list leaves out.
  var agreementsWithTerms: [AgreementDocument] {
    get throws {
      try agreements().map { agreement in
        let isOpen =
          agreement.inForce || agreement.status == .draft || agreement.status == .received
          || agreement.status == .proposed
        return isOpen ? try document(.agreement, [agreement.agreementId]) : agreement
      }
    }
  }

  func agreementPage(_ id: String) throws -> any Page {
    let agreement: AgreementDocument = try document(.agreement, [id])
    return AgreementPage(
      agreement: agreement, ownRegion: engine.region.text, regionNames: try regionNames(),
      isApprovedByReader: isApproved(agreement.approvals))
  }

  func exceptionPage(_ id: String, _ exception: String) throws -> any Page {
    let agreement: AgreementDocument = try document(.agreement, [id])
    guard let found = (agreement.limitExceptions ?? []).first(where: { $0.documentId == exception }) else {
      throw Problem(
        .notFound, pick("De afspraak heeft deze uitzondering niet", "The agreement has no such limit exception"))
    }
    return ExceptionPage(
      exception: found, agreement: agreement, regionNames: try regionNames(),
      isApprovedByReader: isApproved(found.approvals))
  }

  /// An approval names its person and the role in which it was given; the node itself knows them by the certificate.
  private func isApproved(_ approvals: [ApprovalDocument]) -> Bool {
    approvals.contains { $0.name == client.commonName && $0.role.text == credential.role.rawValue }
  }

  func decide(onAgreement id: String, _ action: String, _ fields: FormFields) throws -> PageAnswer {
    let decision = Link.Decision(rawValue: action)
    switch decision {
    case .approve:
      try require(.read, in: fields, "tick it once you read the terms")
      let _: AgreementDocument = try document(.approveAgreement, [id], body: [:])
      return .seeOther(.agreement(id), .agreementApproved)
    case .reject, .revoke:
      guard fields.isYes(.confirmed) else {
        let agreement: AgreementDocument = try document(.agreement, [id])
        let peer = try regionNames()[agreement.peer] ?? agreement.peer
        return .page(
          ConfirmationPage(
            decision == .revoke ? .revokeAgreement(id: id, peer: peer) : .rejectAgreement(id: id, peer: peer)))
      }
      let _: AgreementDocument = try document(
        decision == .revoke ? .revokeAgreement : .rejectAgreement, [id], body: reason(fields))
      return .seeOther(.agreement(id), decision == .revoke ? .agreementRevoked : .agreementRejected)
    case nil: throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
  }

  func decide(onException names: [String], _ action: String, _ fields: FormFields) throws -> PageAnswer {
    guard let agreement = names.first, let id = names.last else {
      throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
    switch Link.Decision(rawValue: action) {
    case .approve:
      try require(.read, in: fields, "tick it once you read the terms")
      let _: LimitExceptionDocument = try document(.approveLimitException, names, body: [:])
      return .seeOther(.exception(id, of: agreement), .exceptionApproved)
    case .reject:
      guard fields.isYes(.confirmed) else {
        let document: AgreementDocument = try document(.agreement, [agreement])
        guard let asked = (document.limitExceptions ?? []).first(where: { $0.documentId == id }) else {
          throw Problem(
            .notFound, pick("De afspraak heeft deze uitzondering niet", "The agreement has no such limit exception"))
        }
        let name = try regionNames()[asked.region] ?? asked.region
        return .page(ConfirmationPage(.rejectException(id: id, agreement: agreement, peer: name)))
      }
      let _: LimitExceptionDocument = try document(.rejectLimitException, names, body: reason(fields))
      return .seeOther(.exception(id, of: agreement), .exceptionRejected)
    case .revoke, nil: throw Problem(.notFound, pick("Dit formulier is er niet", "There is no such form"))
    }
  }

  func reason(_ fields: FormFields) -> JSONValue {
    JSONValue(present: ["reason": fields.text(.reason).map { .string($0) }])
  }
}
