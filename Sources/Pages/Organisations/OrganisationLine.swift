package import LocalAPI
package import PeerProtocol

/// An organisation of the register, or one that signals name and that is not in it.
package struct OrganisationLine: Hashable, Sendable {
  /// Signals whose organisation does not take part.
  package enum Flag: Hashable, Sendable {
    /// How many active signals name it.
    case counted(Int)
    /// There are some; the reader may not know how many.
    case some
  }

  /// The id that signals name.
  package var id: String
  package var name: String
  /// What the register has; nil for an organisation that is not in it.
  package var registered: OrganisationDocument?
  package var standing: Word<OrganisationDocument.Standing>
  /// The first day of the quarters, up to the newest that is over, in which it reported no signal; nil where it did.
  package var silentSince: CalendarDate?
  /// Nil where nothing is wrong.
  package var flag: Flag?

  /// A line of these members.
  package init(
    id: String, name: String, registered: OrganisationDocument?, standing: Word<OrganisationDocument.Standing>,
    silentSince: CalendarDate?, flag: Flag?
  ) {
    (self.id, self.name, self.registered, self.standing) = (id, name, registered, standing)
    (self.silentSince, self.flag) = (silentSince, flag)
  }

  /// The lines of a register: first what is flagged, then the others, each sorted by id.
  ///
  /// - Parameter silentSince: The first silent day, by the organisation's id.
  package static func lines(
    of document: OrganisationsDocument, silentSince: [String: CalendarDate]
  ) -> [OrganisationLine] {
    let flagged = document.flagged ?? []
    let flags = Dictionary(flagged.map { ($0.id, $0) }) { first, _ in first }
    let known = Set(document.organisations.map(\.id))
    let lines =
      document.organisations.map { one in
        OrganisationLine(
          id: one.id, name: one.name, registered: one, standing: one.standing, silentSince: silentSince[one.id],
          flag: flags[one.id].map(Flag.init))
      }
      + flagged.filter { !known.contains($0.id) }.map { one in
        OrganisationLine(
          id: one.id, name: one.name, registered: nil, standing: one.standing, silentSince: nil, flag: Flag(one))
      }
    return lines.sorted { ($0.flag == nil ? 1 : 0, $0.id) < ($1.flag == nil ? 1 : 0, $1.id) }
  }

  /// Lines as a table of records, for the page and for CSV.
  package static func table(of lines: [OrganisationLine]) -> RecordTable {
    RecordTable(
      columns: [
        .init(.organisationId), .init(.organisationName), .init(.sector), .init(.municipalities), .init(.teamMailbox),
        .init(.joinedOn), .init(.organisationEnds), .init(.takesPart), .init(.profile), .init(.silentSince),
        .init(.flaggedSignals, isNumber: true),
      ],
      rows: lines.map { line in
        let one = line.registered
        return [
          .text(line.id), .text(line.name), one.map { .phrase(SectorWords.phrase($0.sector)) } ?? .nothing,
          .text(one?.municipalities.joined(separator: " ") ?? ""), .text(one?.contact ?? ""),
          one.map { .day($0.since) } ?? .nothing, one?.ends.map { .day($0) } ?? .nothing,
          .phrase(line.standing.phrase(\.phrase)), one.map { .phrase(profile($0)) } ?? .nothing,
          line.silentSince.map { .day($0) } ?? .nothing, line.flag.map(\.cell) ?? .nothing,
        ]
      })
  }

  private static func profile(_ one: OrganisationDocument) -> Phrase {
    guard !one.missing.isEmpty else { return .profileComplete }
    let missing = Phrase.list(one.missing.map(missingPhrase))
    return Phrase("Ontbreekt: \(missing)", "Missing: \(missing)")
  }

  /// What a profile lacks, by the name of its column.
  private static func missingPhrase(_ column: String) -> Phrase {
    switch column {
    case "municipalities": Phrase("gemeenten", "municipalities")
    case "domains": Phrase("e-maildomeinen", "mail domains")
    case "contact": Phrase("postbus", "mailbox")
    default: .name(column)
    }
  }
}

extension OrganisationLine.Flag {
  fileprivate init(_ flagged: OrganisationsDocument.Flagged) {
    self = flagged.signals.map { .counted($0) } ?? .some
  }

  fileprivate var cell: RecordTable.Cell {
    switch self {
    case .counted(let count): .number(count)
    case .some: .phrase(Phrase("ja", "yes"))
    }
  }
}

extension OrganisationDocument.Standing {
  var phrase: Phrase {
    switch self {
    case .active: Phrase("Doet mee", "Takes part")
    case .notYet: Phrase("Begint later", "Begins later")
    case .ended: Phrase("Gestopt", "Ended")
    case .unknown: Phrase("Niet in het register", "Not in the register")
    }
  }
}

extension Phrase {
  static let organisationId = Phrase("Kenmerk", "Id in signals")
  static let organisationName = Phrase("Naam", "Name")
  static let municipalities = Phrase("Gemeenten", "Municipalities")
  static let teamMailbox = Phrase("Postbus van het team", "Team mailbox")
  static let joinedOn = Phrase("Aangesloten op", "Joined on")
  static let organisationEnds = Phrase("Stopt op", "Takes part until")
  static let takesPart = Phrase("Deelname", "How it takes part")
  static let profile = Phrase("Profiel", "Profile")
  static let profileComplete = Phrase("Compleet", "Complete")
  static let silentSince = Phrase("Geen signaal sinds", "No signal since")
  static let flaggedSignals = Phrase("Signalen zonder deelname", "Signals without taking part")
}
