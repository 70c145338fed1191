import LocalAPI
import PeerProtocol

/// What two audit logs hold, as a person reads it.
enum ReconciliationText {
  static func text(_ documents: [ReconciliationDocument]) -> String {
    let rows = documents.map { document in
      [
        document.agreement, count(document.here), count(document.there), "\(document.agreeing)",
        "\(document.different)",
        document.agreed ? "yes" : document.settled ? "no" : "no, and the region was not asked once more",
      ]
    }
    var lines = [
      TextTable.text(header: ["AGREEMENT", "HERE", "THERE", "THE SAME", "DIFFERENT", "BOTH SIDES AGREE"], rows)
    ]
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
      lines.append(TextTable.text(header: ["AT", "WHAT", "DIRECTION", "ID", "MEANING"], differences))
    }
    return lines.joined(separator: "\n")
  }

  private static func count(_ counts: ReconciliationDocument.Counts) -> String {
    "\(counts.batches) batches, \(counts.disclosures) disclosures"
  }

  private static func meaning(_ outcome: Word<ReconciliationDocument.Outcome>) -> String {
    switch outcome.known {
    case .confirmationDiffers: "both hold it; the confirmation never came back"
    case .notArrived: "it was sent and never arrived"
    case .missingThere: "MISSING in the other region's log"
    case .missingHere: "MISSING in this region's log"
    case .lostThere: "older than what the other region's log still holds: lost in a restore, or removed after its years"
    case .lostHere: "older than what this region's log still holds: lost in a restore, or removed after its years"
    case nil: outcome.text
    }
  }
}
