import LocalAPI

/// The worklist as a table of records, for CSV.
package enum WorklistTable {
  /// A line for each match of these families.
  package static func table(of families: [WorklistFamily], regionNames: [String: String]) -> RecordTable {
    RecordTable(
      columns: [
        .init(.familyNumber, isNumber: true), .init(.ourSignals), .init(.matchKind), .init(.region), .init(.ourSide),
        .init(.theirSide), .init(.matchSince), .init(.whyOnList), .init(.nextStep), .init(.byWhen),
        .init(.flaggedOrganisations),
      ],
      rows: families.enumerated().flatMap { number, family in
        family.lines.map { line -> [RecordTable.Cell] in
          [
            .number(number + 1), .text(line.signals.joined(separator: " ")),
            line.kind.map { .phrase($0.phrase(\.phrase)) } ?? .nothing, .text(line.peerName ?? ""),
            .text(line.own.map(text).joined(separator: "; ")), .text(line.theirs.map(text).joined(separator: "; ")),
            line.detectedAt.map { .moment($0) } ?? .nothing, .phrase(.list(line.reasons.map { $0.phrase(\.phrase) })),
            .phrase(line.next.phrase { regionNames[$0] ?? $0 }), line.due.map { .day($0) } ?? .nothing,
            .phrase(.list(line.own.compactMap(flag))),
          ]
        }
      })
  }

  /// The organisation and why it is flagged; nil for one that takes part.
  private static func flag(_ one: Professional) -> Phrase? {
    one.standing.map { Phrase(both: "\(one.organisation): \($0.phrase(\.phrase))") }
  }

  private static func text(_ one: Professional) -> String {
    [one.organisation, one.contact.name, one.contact.phone].compactMap(\.self).filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}

extension Phrase {
  static let familyNumber = Phrase("Gezin", "Family number")
  static let matchKind = Phrase("Soort match", "Kind of match")
  static let theirSide = Phrase("Hun kant", "Their side")
  static let flaggedOrganisations = Phrase("Organisatie doet niet mee", "Organisation takes no part")
  static let whyOnList = Phrase("Waarom op de lijst", "Why on the list")
}
