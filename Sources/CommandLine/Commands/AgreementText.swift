import LocalAPI
import PeerProtocol

/// An agreement as a person reads it before approving.
enum AgreementText {
  /// The terms and how far the agreement is.
  static func page(_ agreement: AgreementDocument) -> String {
    var rows = terms(agreement)
    rows.append(["status", agreement.status.text + (agreement.inForce ? ", in force" : "")])
    if let reason = agreement.reason { rows.append(["reason", reason]) }
    rows += agreement.approvals.map { ["approved", "by \($0.name) (\($0.role)) at \($0.at.rfc3339)"] }
    rows += (agreement.limitExceptions ?? []).map { ["exception", exception($0)] }
    rows.append(["next", agreement.nextStep])
    return TextTable.lines(rows).joined(separator: "\n")
  }

  /// What two regions would agree on.
  static func terms(_ agreement: AgreementDocument) -> [[String]] {
    var rows = [["agreement", agreement.agreementId], ["with", agreement.peer]]
    if let terms = agreement.terms {
      rows += [
        ["purpose", terms.purpose], ["legal basis", terms.legalBasis], ["kinds", TextTable.cell(terms.kinds)],
      ]
      rows += terms.limits.sorted { $0.key < $1.key }.map { region, limits in
        [
          "may send",
          "\(region): \(limits.active) entries at once, \(limits.perDay) additions a day, \(limits.perYear) a year",
        ]
      }
      rows += [
        ["contacts", contacts(terms.contactRelease)],
        ["history", terms.history ? "involvements that ended are shown" : "involvements that ended are not shown"],
        ["first contact", terms.followUpDays == 0 ? "no term" : "within \(terms.followUpDays) days"],
        ["silence", "the agreement ends after \(terms.silenceDays) days without contact between the nodes"],
      ]
      if let replaces = terms.replaces { rows.append(["replaces", replaces]) }
      if let framework = terms.framework { rows.append(["framework", framework]) }
      if let environment = terms.environment { rows.append(["environment", environment.text]) }
    }
    rows.append(["valid", "\(agreement.validFrom.rfc3339) to \(agreement.validUntil.rfc3339)"])
    return rows
  }

  /// What an announced burst allows.
  static func exception(_ exception: LimitExceptionDocument) -> String {
    "\(exception.region) may send \(exception.additions) additions beyond the limits from \(exception.from.rfc3339) to "
      + "\(exception.until.rfc3339): \(exception.reason) (\(exception.status), \(exception.documentId))"
  }

  private static func contacts(_ release: Word<Agreement.ContactRelease>) -> String {
    switch release.known {
    case .automatic: "go to the other region with each match"
    case .approval: "go to the other region once a coordinator releases them"
    case nil: release.text
    }
  }
}
