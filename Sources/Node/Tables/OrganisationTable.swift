import Engine
import PeerProtocol
import Region

/// Turns a file of organisations into rows: comma separated values with a header, or one JSON object on each line.
enum OrganisationTable {
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The rows of a file.
  ///
  /// - Throws: ``OrganisationRefusal`` where it is no such file at all.
  static func rows(of file: [UInt8]) throws(Refusal) -> [OrganisationRow] {
    let bytes = file.starts(with: byteOrderMark) ? Array(file.dropFirst(byteOrderMark.count)) : file
    let first = bytes.first { !" \t\r\n".utf8.contains($0) }
    if first == UInt8(ascii: "{") { return lines(bytes) }
    if let fault = ForeignFile.fault(in: file) { throw .organisations(.unreadable([fault])) }
    return try cells(bytes)
  }

  // MARK: - JSON

  private static func lines(_ bytes: [UInt8]) -> [OrganisationRow] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { place, line in
      if line.allSatisfy({ " \t\r".utf8.contains($0) }) { return nil }
      guard let members = (try? JSONText.value(of: Array(line)))?.objectValue else {
        return OrganisationRow(
          number: place + 1, faults: [FieldFault(field: "", reason: "the line is no JSON object")])
      }
      return row(place + 1, members)
    }
  }

  private static func row(_ number: Int, _ members: [String: JSONValue]) -> OrganisationRow {
    var row = OrganisationRow(number: number)
    let known = OrganisationColumn.allCases.map(\.member)
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where !value.isNull {
      guard let column = OrganisationColumn.allCases.first(where: { [$0.member, $0.rawValue].contains(name) }) else {
        let reason = "a member is not known" + Suggestion.text(for: name, among: known)
        row.faults.append(FieldFault(field: "", reason: reason))
        continue
      }
      let texts = value.arrayValue?.compactMap(\.stringValue)
      row.fields[column] =
        if let text = value.stringValue {
          .text(text)
        } else if let texts, texts.count == value.arrayValue?.count {
          .list(texts)
        } else {
          .unreadable
        }
    }
    return row
  }

  // MARK: - Comma separated values

  private static func cells(_ bytes: [UInt8]) throws(Refusal) -> [OrganisationRow] {
    let header = bytes.prefix { $0 != 0x0A }
    let separator: UInt8 = header.count { $0 == 0x3B } > header.count { $0 == 0x2C } ? 0x3B : 0x2C
    var reader = CSVReader(separator: separator)
    var found: [CSVRow] = []
    reader.read(bytes) { found.append($0) }
    reader.finish { found.append($0) }
    let columns = try columns(found.first)
    return found.dropFirst().compactMap { row(of: $0, columns) }
  }

  private static func columns(_ header: CSVRow?) throws(Refusal) -> [OrganisationColumn] {
    let known = OrganisationColumn.allCases.map(\.rawValue)
    guard case .fields(let fields) = header?.content else {
      throw .organisations(.unreadable(["the first line must name the columns: \(known.joined(separator: ","))"]))
    }
    var names = fields.map { String($0.filter { !$0.isWhitespace }) }
    while names.count > 1, names.last?.isEmpty == true { names.removeLast() }
    var (columns, faults): ([OrganisationColumn], [String]) = ([], [])
    for (place, name) in names.enumerated() {
      if let column = OrganisationColumn(rawValue: name), !columns.contains(column) {
        columns.append(column)
      } else {
        // A first line of data must not be quoted in the error.
        faults.append("column \(place + 1) is unknown or stands twice; there are \(known.joined(separator: ", "))")
      }
    }
    for column in OrganisationColumn.allCases where column.isRequired && !columns.contains(column) {
      faults.append("column \"\(column.rawValue)\" is missing")
    }
    guard faults.isEmpty else { throw .organisations(.unreadable(faults)) }
    return columns
  }

  /// The organisation of a row; nil of an empty one.
  private static func row(of found: CSVRow, _ columns: [OrganisationColumn]) -> OrganisationRow? {
    switch found.content {
    case .fault(let fault, let place):
      let field = place.flatMap { columns.indices.contains($0) ? columns[$0].rawValue : nil }
      return OrganisationRow(
        number: found.number, faults: [FieldFault(field: field ?? "", reason: fault.reason)])
    case .fields(let fields):
      if fields.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return nil }
      var row = OrganisationRow(number: found.number)
      for (column, field) in zip(columns, fields) { row.fields[column] = .text(field) }
      if fields.dropFirst(columns.count).contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
        row.faults.append(
          FieldFault(
            field: "", reason: "the row has more fields than the header names: quote a field that holds a comma"))
      }
      return row
    }
  }
}
