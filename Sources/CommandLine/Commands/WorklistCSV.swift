import LocalAPI
import PeerProtocol

/// The worklist as CSV (RFC 4180), a line for each match and for each youth with different birth dates.
enum WorklistCSV {
  private static let header = [
    "match", "family", "kind", "peer", "detected", "due", "municipalities", "why", "our_signals", "our_organisations",
    "our_professionals", "our_phones", "our_emails", "their_organisations", "their_professionals", "their_phones",
    "their_emails", "assignee", "reminded", "our_flagged_organisations",
  ]

  static func text(_ worklist: WorklistDocument) -> String {
    var rows = [header]
    for family in worklist.families {
      let name = family.first?.match?.matchId ?? ""
      rows += family.map { row($0, family: name) }
    }
    return CSVText.text(rows)
  }

  private static func row(_ item: WorklistDocument.Item, family: String) -> [String] {
    let match = item.match
    let theirs = match.map { $0.scope == .across ? $0.involvements : [] } ?? []
    func people(_ involvements: [InvolvementDocument]) -> [String] {
      let parts: [(InvolvementDocument) -> String?] = [
        { $0.organisation.name }, { $0.contact.name }, { $0.contact.phone }, { $0.contact.email },
      ]
      return parts.map { part in list(involvements.map { part($0) ?? "" }) }
    }
    let signals = match?.signals ?? (item.signals ?? []).map(\.id)
    let start = [
      match?.matchId ?? "", family, match?.kind.text ?? "", match?.peer ?? "", match?.detectedAt.rfc3339 ?? "",
      item.due.map { String($0.rfc3339.prefix(10)) } ?? "", list(item.municipalities ?? []),
      list(item.reasons.map(\.text)), list(signals),
    ]
    let flagged = Set(item.flagged ?? [])
    let names = (item.ours ?? []).filter { flagged.contains($0.organisation.id) }.map(\.organisation.name)
    let end = [match?.assignee ?? "", match?.remindedAt?.rfc3339 ?? "", list(Set(names).sorted())]
    return start + people(item.ours ?? []) + people(theirs) + end
  }

  /// Several values in one field. They keep their places, so that the second telephone number is that of the second person.
  private static func list(_ values: [String]) -> String {
    values.allSatisfy(\.isEmpty) ? "" : values.joined(separator: "; ")
  }
}
