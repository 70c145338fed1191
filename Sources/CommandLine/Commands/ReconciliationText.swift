import LocalAPI
import PeerProtocol

/// What two audit logs hold, as a person reads it.
enum ReconciliationText {
  static func text(_ documents: [ReconciliationDocument]) -> String {
    let rows = documents.map { document in
      [
        document.agreement, count(document.here), count(document.there), "\(document.agreeing)",
        "\(document.different)",
        document.agreed
          ? pick("ja", "yes")
          : document.settled
            ? pick("nee", "no")
            : pick("nee, en de regio is niet nog eens gevraagd", "no, and the region was not asked once more"),
      ]
    }
    let header = pick(
      ["AFSPRAAK", "HIER", "DAAR", "GELIJK", "VERSCHIL", "BEIDE KANTEN GELIJK"],
      ["AGREEMENT", "HERE", "THERE", "THE SAME", "DIFFERENT", "BOTH SIDES AGREE"])
    var lines = [TextTable.text(header: header, rows)]
    let differences = documents.flatMap { document in
      document.differences.map { difference in
        [
          difference.at.rfc3339, difference.record.text, difference.direction.text, difference.id,
          meaning(difference.outcome),
        ]
      }
    }
    if !differences.isEmpty {
      lines.append("")
      let header = pick(
        ["WANNEER", "WAT", "RICHTING", "ID", "BETEKENIS"], ["AT", "WHAT", "DIRECTION", "ID", "MEANING"])
      lines.append(TextTable.text(header: header, differences))
    }
    return lines.joined(separator: "\n")
  }

  private static func count(_ counts: ReconciliationDocument.Counts) -> String {
    pick(
      "\(counts.batches) zendingen, \(counts.disclosures) verstrekkingen",
      "\(counts.batches) batches, \(counts.disclosures) disclosures")
  }

  private static func meaning(_ outcome: Word<ReconciliationDocument.Outcome>) -> String {
    switch outcome.known {
    case .confirmationDiffers:
      pick("beide hebben het; de bevestiging kwam nooit terug", "both hold it; the confirmation never came back")
    case .notArrived: pick("verzonden en nooit aangekomen", "it was sent and never arrived")
    case .missingThere: pick("ONTBREEKT in het logboek van de andere regio", "MISSING in the other region's log")
    case .missingHere: pick("ONTBREEKT in het logboek van deze regio", "MISSING in this region's log")
    case .lostThere:
      pick(
        "ouder dan wat het logboek van de andere regio nog heeft: verloren bij een herstel, of verwijderd na de termijn",
        "older than what the other region's log still holds: lost in a restore, or removed after its years")
    case .lostHere:
      pick(
        "ouder dan wat het logboek van deze regio nog heeft: verloren bij een herstel, of verwijderd na de termijn",
        "older than what this region's log still holds: lost in a restore, or removed after its years")
    case nil: outcome.text
    }
  }
}
