import LocalAPI
import Pages
import PeerProtocol

/// A framework as a person reads it before approving.
enum FrameworkText {
  /// The terms, the signatures and what the node may sign by itself.
  static func page(_ framework: FrameworkDocument) -> String {
    var rows = terms(framework)
    rows.append([pick("hier", "here"), signature(framework)])
    rows += framework.approvals.map { approval in
      [
        pick("goedgekeurd", "approved"),
        pick("door ", "by ") + "\(approval.name) (\(approval.role)) " + pick("om ", "at ") + approval.at.rfc3339,
      ]
    }
    rows += framework.signers.map { [pick("ondertekend", "signed"), "\($0.region): \($0.className)"] }
    rows += standing(framework).map { [pick("automatisch", "automatic"), $0] }
    rows.append([pick("hierna", "next"), framework.nextStep])
    return TextTable.lines(rows).joined(separator: "\n")
  }

  private static func terms(_ framework: FrameworkDocument) -> [[String]] {
    var rows = [[pick("kader", "framework"), framework.frameworkId], [pick("naam", "name"), framework.name]]
    if let terms = framework.terms {
      rows += [
        [pick("doel", "purpose"), terms.purpose], [pick("grondslag", "legal basis"), terms.legalBasis],
        [pick("deelnemers", "participants"), terms.criterion], [pick("soorten", "kinds"), TextTable.cell(terms.kinds)],
      ]
      rows += terms.classes.sorted { $0.key < $1.key }.map { name, limits in
        [
          pick("klasse", "class"),
          pick(
            "\(name): \(limits.active) tegelijk, \(limits.perDay) erbij per dag, \(limits.perYear) per jaar",
            "\(name): \(limits.active) entries at once, \(limits.perDay) additions a day, \(limits.perYear) a year"),
        ]
      }
      rows += [
        [pick("contacten", "contacts"), AgreementText.contacts(terms.contactRelease)],
        [
          pick("verleden", "history"),
          terms.history
            ? pick("betrokkenheid die is beëindigd, wordt getoond", "involvements that ended are shown")
            : pick("betrokkenheid die is beëindigd, wordt niet getoond", "involvements that ended are not shown"),
        ],
        [
          pick("termijnen", "terms"),
          pick(
            "eerste contact binnen \(terms.followUpDays) dagen; einde na \(terms.silenceDays) dagen stilte",
            "first contact within \(terms.followUpDays) days; ends after \(terms.silenceDays) days of silence"),
        ],
      ]
    }
    rows.append([
      pick("geldig", "valid"), framework.validFrom.rfc3339 + pick(" tot ", " to ") + framework.validUntil.rfc3339,
    ])
    return rows
  }

  /// Whether this region signed.
  static func signature(_ framework: FrameworkDocument) -> String {
    guard let name = framework.className else { return pick("niet ondertekend", "not signed") }
    if framework.signed { return pick("ondertekend als \(name)", "signed as \(name)") }
    return pick("niet ondertekend; gekozen: \(name)", "not signed; chosen: \(name)")
  }

  /// What the node signs by itself; nothing where nobody approved that.
  static func standing(_ framework: FrameworkDocument) -> [String] {
    guard let standing = framework.standing else { return [] }
    let terms =
      pick("klassen tot en met \(standing.classesUpTo), ", "classes up to \(standing.classesUpTo), ")
      + (standing.introduced
        ? pick("ook geïntroduceerde regio's", "introduced peers too")
        : pick("alleen vergeleken regio's", "compared peers only"))
    if standing.inForce { return [pick("het knooppunt ondertekent zelf: ", "the node signs by itself: ") + terms] }
    return [
      (standing.rests
        ? pick("rust sinds het terugzetten van een reservekopie: ", "rests since a restore: ")
        : pick("wacht op de tweede persoon: ", "waits for the second person: ")) + terms
    ]
  }

  /// Why there is no agreement, in the reader's language; the node's own sentence for a reason of a later version.
  static func reason(_ pair: StatusPair) -> String {
    let dutch = [
      "unsigned-here": "deze regio heeft het kader niet ondertekend",
      "unsigned-by-peer": "de handtekening van de andere regio is hier nog niet",
      "signature-on-its-way": "onze handtekening is onderweg",
      "no-standing-approval": "dit knooppunt ondertekent niets zelf onder dit kader",
      "standing-approval-incomplete": "de doorlopende goedkeuring wacht op de tweede persoon",
      "standing-approval-rests": "de doorlopende goedkeuring rust sinds het terugzetten van een reservekopie",
      "awaits-peer": "de andere regio stelt voor, vanzelf of door haar mensen",
      "proposed": "het voorstel wacht op de handtekening van de andere regio",
      "class-above": "de klasse van de andere regio is hoger dan dit knooppunt zelf ondertekent",
      "not-compared": "de andere regio is geïntroduceerd, en haar sleutel is niet vergeleken",
      "former-trouble": "er is eerder iets afgewezen, ingetrokken, stilgelegd of verwijderd: mensen beslissen",
      "signed-before": "dit knooppunt ondertekende er eerder zelf een, en doet dat één keer",
      "waits-here": "een voorstel wacht op de mensen van deze regio", "suspended": "de andere regio is stilgelegd",
      "other-environment": "het andere knooppunt is van de andere omgeving",
      "term-over": "de termijn van het kader is voorbij",
    ]
    return pick(dutch[pair.reason] ?? pair.detail, pair.detail)
  }
}
