/// The columns of a file of signals.
enum SignalColumn: String, CaseIterable {
  case signalId = "signal_id"
  case subject
  case birthDate = "birth_date"
  case guardians
  case municipality
  case organisationId = "organisation_id"
  case organisation
  case sector
  case shielding
  case contactName = "contact_name"
  case contactPhone = "contact_phone"
  case contactEmail = "contact_email"
  case involvement
  case temporary
  case startedOn = "started_on"
  case endedOn = "ended_on"
  case endReason = "end_reason"
  case informedOn = "informed_on"
  case consent
  case objection

  /// Whether a file without this column is refused.
  var isRequired: Bool {
    switch self {
    case .signalId, .subject, .birthDate, .organisationId, .organisation, .sector, .startedOn: true
    default: false
    }
  }
}

/// Why a file of signals is refused whole: every fault of its header, none of its rows.
struct SignalTableError: Error, Equatable {
  var faults: [String]
}

/// Turns the bytes of a file of signals into rows with named fields.
///
/// Accepts a byte order mark, and `,` or `;` between fields, whichever the header line has more of.
struct SignalTable {
  /// What a row gave.
  enum Row: Equatable {
    case fields(number: Int, [String: String])
    case refused(number: Int, field: String?, reason: String)
  }

  private var head: [UInt8]? = []
  private var reader = CSVReader(separator: 0x2C)
  private var columns: [String] = []
  private let limits: CSVReader.Limits
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  /// The last byte that was read: a file that was cut off mostly does not end with a line end.
  private(set) var lastByte: UInt8?

  /// A table of which nothing was read yet.
  init(limits: CSVReader.Limits = CSVReader.Limits()) { self.limits = limits }

  /// Takes the next bytes and hands over the rows that they complete.
  mutating func read(_ bytes: [UInt8], row: (Row) throws -> Void) throws {
    if let last = bytes.last { lastByte = last }
    guard var head else { return try pass(bytes, to: row) }
    head.append(contentsOf: bytes)
    self.head = head
    guard head.contains(0x0A) || head.count > limits.rowBytes + Self.byteOrderMark.count else { return }
    try begin(row: row)
  }

  /// Hands over the last row; call once after the last byte.
  mutating func finish(row: (Row) throws -> Void) throws {
    if head != nil { try begin(row: row) }
    let columns = self.columns
    try reader.finish { (found: CSVRow) throws in try Self.hand(found, columns: columns, to: row) }
  }

  private mutating func begin(row: (Row) throws -> Void) throws {
    guard var bytes = head else { return }
    head = nil
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw SignalTableError(faults: ["the file is UTF-16: save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"])
    }
    if bytes.starts(with: Self.byteOrderMark) { bytes.removeFirst(Self.byteOrderMark.count) }
    let end = bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    let line = Array(bytes[..<end])
    // No more of a line that is too long, so that the result does not depend on how the bytes were cut in pieces.
    let looked = line.prefix(limits.rowBytes)
    let separator: UInt8 = looked.count { $0 == 0x3B } > looked.count { $0 == 0x2C } ? 0x3B : 0x2C
    columns = try Self.header(line, separator: separator, limits: limits)
    reader = CSVReader(separator: separator, firstRow: 2, limits: limits)
    try pass(Array(bytes[end...]), to: row)
  }

  private mutating func pass(_ bytes: [UInt8], to row: (Row) throws -> Void) throws {
    let columns = self.columns
    try reader.read(bytes) { (found: CSVRow) throws in try Self.hand(found, columns: columns, to: row) }
  }

  private static func hand(_ found: CSVRow, columns: [String], to row: (Row) throws -> Void) throws {
    switch found.content {
    case .fault(let fault, let column):
      let field = column.flatMap { columns.indices.contains($0) ? columns[$0] : nil }
      try row(.refused(number: found.number, field: field, reason: fault.reason))
    case .fields(let fields):
      // Spreadsheets write rows of separators below a table.
      if fields.allSatisfy(\.isEmpty) { return }
      guard fields.count == columns.count else {
        let reason = "the row has \(fields.count) fields where the header has \(columns.count)"
        return try row(.refused(number: found.number, field: nil, reason: reason))
      }
      var named: [String: String] = [:]
      named.reserveCapacity(columns.count)
      for (column, field) in zip(columns, fields) { named[column] = field }
      try row(.fields(number: found.number, named))
    }
  }

  private static func header(_ line: [UInt8], separator: UInt8, limits: CSVReader.Limits) throws -> [String] {
    var reader = CSVReader(separator: separator, limits: limits)
    var names: [String] = []
    var faults: [String] = []
    let take = { (row: CSVRow) in
      switch row.content {
      case .fields(let fields): names = fields
      case .fault(let fault, _): faults.append("the header cannot be read: \(fault.reason)")
      }
    }
    reader.read(line, row: take)
    reader.finish(row: take)
    guard faults.isEmpty else { throw SignalTableError(faults: faults) }
    let known = SignalColumn.allCases.map(\.rawValue)
    let expected = known.joined(separator: ",")
    if names.count == 1, line.contains(0x09) {
      throw SignalTableError(faults: ["fields are separated by tabs: save the file with , or ; between them"])
    }
    // A first line of data must not be quoted in the error.
    guard names.contains(where: known.contains) else {
      throw SignalTableError(faults: ["the first line must name the columns: \(expected)"])
    }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        faults.append("column \(index + 1) has no name")
      } else if !known.contains(name) {
        let label = isNameable(name) ? "\"\(name)\"" : "at position \(index + 1)"
        faults.append("unknown column \(label)" + Suggestion.text(for: name, among: known))
      } else if !seen.insert(name).inserted {
        faults.append("column \"\(name)\" stands twice")
      }
    }
    for column in SignalColumn.allCases where column.isRequired && !seen.contains(column.rawValue) {
      faults.append("column \"\(column.rawValue)\" is missing")
    }
    guard faults.isEmpty else { throw SignalTableError(faults: faults) }
    return names
  }

  /// Whether a text may be repeated in an error: a word, not something that could be an identity.
  private static func isNameable(_ name: String) -> Bool {
    name.utf8.count <= 40 && name.utf8.count(where: { (0x30...0x39).contains($0) }) < 5
      && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789_- .".unicodeScalars.contains($0) }
  }
}
