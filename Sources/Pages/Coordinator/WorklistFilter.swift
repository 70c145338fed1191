package import PeerProtocol

/// What narrows the list down; it stands in the address. A family stays whole where one of its lines fits.
package struct WorklistFilter: Hashable, Sendable {
  /// A municipality's code; nil for all.
  package var municipality: String?
  /// An organisation's name, on either side; nil for all.
  package var organisation: String?
  /// A sector, on either side; nil for all.
  package var sector: String?
  /// Only what is overdue.
  package var isOverdueOnly: Bool
  /// Only what is assigned to the reader.
  package var isMineOnly: Bool

  /// A filter of these members.
  package init(
    municipality: String? = nil, organisation: String? = nil, sector: String? = nil, isOverdueOnly: Bool = false,
    isMineOnly: Bool = false
  ) {
    self.municipality = municipality
    self.organisation = organisation
    self.sector = sector
    self.isOverdueOnly = isOverdueOnly
    self.isMineOnly = isMineOnly
  }

  /// The filter in the query of an address. Members that it does not know are left to others.
  package init(query: [(String, String)]) {
    func text(_ name: FieldName) -> String? {
      query.first { $0.0 == name.rawValue }.flatMap { $0.1.isEmpty ? nil : $0.1 }
    }
    self.init(
      municipality: text(.municipality), organisation: text(.organisation), sector: text(.sector),
      isOverdueOnly: text(.overdue) == "yes", isMineOnly: text(.mine) == "yes")
  }

  /// The query of an address with this filter.
  package var query: [(String, String)] {
    let members: [(FieldName, String?)] = [
      (.municipality, municipality), (.organisation, organisation), (.sector, sector),
      (.overdue, isOverdueOnly ? "yes" : nil), (.mine, isMineOnly ? "yes" : nil),
    ]
    return members.compactMap { name, value in value.map { (name.rawValue, $0) } }
  }

  /// Whether it narrows anything down.
  package var isEmpty: Bool { query.isEmpty }

  /// Whether a family stays on the list.
  ///
  /// - Parameter reader: The id of the reader's certificate (``Colleague/id``).
  package func keeps(_ family: WorklistFamily, reader: String, today: CalendarDate) -> Bool {
    keeps(lines: family.lines, reader: reader, today: today)
  }

  /// Whether the family of these lines stays on the list.
  package func keeps(lines: some Sequence<some WorklistFacts>, reader: String, today: CalendarDate) -> Bool {
    if isOverdueOnly, !lines.contains(where: { $0.isOverdue(on: today) }) { return false }
    if isMineOnly, lines.lazy.compactMap(\.assignee).first?.id != reader { return false }
    return lines.contains(where: keeps)
  }

  private func keeps(_ line: some WorklistFacts) -> Bool {
    if let municipality, !line.municipalities.contains(municipality) { return false }
    guard organisation != nil || sector != nil else { return true }
    return line.hasParty { name, itsSector in
      (organisation == nil || name == organisation) && (sector == nil || itsSector == sector)
    }
  }
}
