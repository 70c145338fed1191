import LocalAPI
import Pages
import PeerProtocol

/// An agreement as a person reads it before approving.
enum AgreementText {
  /// The terms and how far the agreement is.
  static func page(_ agreement: AgreementDocument) -> String {
    var rows = terms(agreement)
    rows.append([
      pick("stand", "status"),
      agreement.status.shown(\.phrase) + (agreement.inForce ? pick(", van kracht", ", in force") : ""),
    ])
    if let reason = agreement.reason { rows.append([pick("reden", "reason"), reason]) }
    rows += agreement.approvals.map { approval in
      [
        pick("goedgekeurd", "approved"),
        pick("door ", "by ") + "\(approval.name) (\(approval.role)) " + pick("om ", "at ") + approval.at.rfc3339,
      ]
    }
    rows += (agreement.limitExceptions ?? []).map { [pick("uitzondering", "exception"), exception($0)] }
    rows.append([pick("hierna", "next"), agreement.nextStep])
    return TextTable.lines(rows).joined(separator: "\n")
  }

  /// What two regions would agree on.
  static func terms(_ agreement: AgreementDocument) -> [[String]] {
    var rows = [[pick("afspraak", "agreement"), agreement.agreementId], [pick("met", "with"), agreement.peer]]
    if let terms = agreement.terms {
      rows += [
        [pick("doel", "purpose"), terms.purpose], [pick("grondslag", "legal basis"), terms.legalBasis],
        [pick("soorten", "kinds"), TextTable.cell(terms.kinds)],
      ]
      rows += terms.limits.sorted { $0.key < $1.key }.map { region, limits in
        [
          pick("mag sturen", "may send"),
          pick(
            "\(region): \(limits.active) tegelijk, \(limits.perDay) erbij per dag, \(limits.perYear) per jaar",
            "\(region): \(limits.active) entries at once, \(limits.perDay) additions a day, \(limits.perYear) a year"),
        ]
      }
      rows += [
        [pick("contacten", "contacts"), contacts(terms.contactRelease)],
        [
          pick("verleden", "history"),
          terms.history
            ? pick("betrokkenheid die is beëindigd, wordt getoond", "involvements that ended are shown")
            : pick("betrokkenheid die is beëindigd, wordt niet getoond", "involvements that ended are not shown"),
        ],
        [
          pick("eerste contact", "first contact"),
          terms.followUpDays == 0
            ? pick("geen termijn", "no term")
            : pick("binnen \(terms.followUpDays) dagen", "within \(terms.followUpDays) days"),
        ],
        [
          pick("stilte", "silence"),
          pick(
            "de afspraak eindigt na \(terms.silenceDays) dagen zonder contact tussen de knooppunten",
            "the agreement ends after \(terms.silenceDays) days without contact between the nodes"),
        ],
      ]
      if let replaces = terms.replaces { rows.append([pick("vervangt", "replaces"), replaces]) }
      if let framework = terms.framework { rows.append([pick("kader", "framework"), framework]) }
      if let environment = terms.environment {
        rows.append([pick("omgeving", "environment"), environment.shown(\.phrase)])
      }
    }
    rows.append([
      pick("geldig", "valid"),
      agreement.validFrom.rfc3339 + pick(" tot ", " to ") + agreement.validUntil.rfc3339,
    ])
    return rows
  }

  /// What an announced burst allows.
  static func exception(_ exception: LimitExceptionDocument) -> String {
    let (from, until) = (exception.from.rfc3339, exception.until.rfc3339)
    let allowed = pick(
      "\(exception.region) mag van \(from) tot \(until) \(exception.additions) extra sturen, boven de grenzen",
      "\(exception.region) may send \(exception.additions) additions beyond the limits from \(from) to \(until)")
    return allowed + ": \(exception.reason) (\(exception.status.shown(\.phrase)), \(exception.documentId))"
  }

  static func contacts(_ release: Word<Agreement.ContactRelease>) -> String {
    switch release.known {
    case .automatic: pick("gaan met elke match naar de andere regio", "go to the other region with each match")
    case .approval:
      pick(
        "gaan naar de andere regio zodra een procesregisseur ze vrijgeeft",
        "go to the other region once a coordinator releases them")
    case nil: release.text
    }
  }
}
