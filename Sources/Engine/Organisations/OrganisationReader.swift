import PeerProtocol
import Region

/// Reads the fields of one organisation and gathers every fault: each names its field and never shows its contents.
struct OrganisationReader {
  private let row: OrganisationRow
  private let sectors: SectorList
  private(set) var faults: [FieldFault]

  /// Municipalities and domains that one organisation has at most.
  static let listItems = 100
  private static let domainBytes = 253
  private static let years = 1990...2199

  init(_ row: OrganisationRow, sectors: SectorList) {
    (self.row, self.sectors, faults) = (row, sectors, row.faults)
  }

  /// The organisation of the row; nil where something is wrong with it.
  mutating func organisation() -> Organisation? {
    let id = text(.organisationId, ProtocolLimits.organisationId, isId: true)
    let name = text(.name, ProtocolLimits.name)
    let sector = sector()
    let municipalities = list(.municipalities) { MunicipalityCode($0)?.text } ?? []
    let domains = list(.domains) { Self.domain($0) } ?? []
    let contact = contact()
    let since = date(.since)
    let ends = date(.ends)
    if let since, let ends, ends < since { fault(.ends, "lies before since") }
    guard faults.isEmpty, let sector, let since else { return nil }
    return Organisation(
      id: id, name: name, sector: sector.name, municipalities: municipalities, domains: domains, contact: contact,
      since: since, ends: ends)
  }

  // MARK: - Fields

  private mutating func fault(_ column: OrganisationColumn, _ reason: String) {
    guard !faults.contains(where: { $0.field == column.rawValue }) else { return }
    faults.append(FieldFault(field: column.rawValue, reason: reason))
  }

  private static func trimmed(_ text: some StringProtocol) -> Substring {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }

  /// The field as one text without blanks around it; empty with a fault where it is none.
  private mutating func plain(_ column: OrganisationColumn, isId: Bool = false) -> Substring {
    switch row.fields[column] {
    case nil:
      if column.isRequired { fault(column, "is missing") }
      return ""
    case .text(let text):
      let value = Self.trimmed(text)
      if value.isEmpty, column.isRequired { fault(column, "is missing") }
      guard let reason = SpreadsheetRemains.fault(in: value, isId: isId) else { return value }
      fault(column, reason)
      return ""
    case .list, .unreadable:
      fault(column, "must be a text")
      return ""
    }
  }

  private mutating func text(_ column: OrganisationColumn, _ bytes: Int, isId: Bool = false) -> String {
    let value = String(plain(column, isId: isId))
    if value.utf8.count > bytes { fault(column, "is longer than \(bytes) bytes") }
    if !isPrintable(value) { fault(column, "holds a control character") }
    return value
  }

  private mutating func sector() -> Sector? {
    let value = plain(.sector)
    if let sector = sectors.sector(value) { return sector }
    fault(
      .sector,
      "is not in the list of sectors; a region adds its own in node.json, sectors. Write one of: "
        + sectors.names(nearestTo: value).joined(separator: ", "))
    return nil
  }

  private mutating func date(_ column: OrganisationColumn) -> CalendarDate? {
    let value = plain(column)
    if value.isEmpty { return nil }
    if let date = CalendarDate(iso: String(value)), Self.years.contains(date.year) { return date }
    fault(column, "is no date as YYYY-MM-DD, such as 2025-12-31")
    return nil
  }

  /// Several values: a list, or a text with semicolons between them.
  private mutating func list(_ column: OrganisationColumn, _ read: (Substring) -> String?) -> [String]? {
    let items: [Substring] =
      if case .list(let texts) = row.fields[column] {
        texts.map { Self.trimmed($0) }
      } else {
        plain(column).split(separator: ";").map { Self.trimmed($0) }
      }
    let given = items.filter { !$0.isEmpty }
    guard given.count <= Self.listItems else {
      fault(column, "holds more than \(Self.listItems)")
      return nil
    }
    let found = given.compactMap(read)
    guard found.count == given.count else {
      fault(
        column,
        column == .municipalities
          ? "holds what is no municipality's code: write \(MunicipalityCode.form), with ; between several"
          : "holds what is no domain: write host names such as example.nl, with ; between several")
      return nil
    }
    return found
  }

  /// A host name in lower case: letters, digits and hyphens in at least two parts.
  private static func domain(_ text: Substring) -> String? {
    let name = text.lowercased()
    guard name.utf8.count <= domainBytes, name.contains("."), !name.contains("_"), !name.contains("["),
      Endpoint(authority: name + ":443") != nil
    else { return nil }
    return name
  }

  private mutating func contact() -> String {
    let value = text(.contact, ProtocolLimits.email)
    if value.isEmpty { return "" }
    let parts = value.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !value.contains(where: \.isWhitespace), Self.domain(parts[1]) != nil
    else {
      fault(.contact, "is no e-mail address: give the mailbox of the team, such as team@example.nl")
      return value
    }
    return value
  }
}
