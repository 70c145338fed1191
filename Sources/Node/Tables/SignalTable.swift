import Region

/// Why a file of signals is refused whole: every fault of its header, none of its rows.
struct SignalTableError: Error, Equatable {
  var faults: [String]
}

/// Turns the bytes of a file of signals into rows with named fields.
///
/// Accepts a byte order mark, and `,` or `;` between fields, whichever the header line has more of or a line `sep=;` before
/// it names. Optional fields may be missing at a row's end, and empty ones may stand behind it.
struct SignalTable {
  /// What a row gave.
  enum Row: Equatable {
    case fields(number: Int, [String: String])
    /// A row that cannot be used; `readable` holds the fields that can be told all the same.
    case refused(number: Int, field: String?, reason: String, readable: [String: String] = [:])
  }

  private var head: [UInt8]? = []
  private var reader = CSVReader(separator: 0x2C)
  private var columns: [String] = []
  private let limits: CSVReader.Limits
  private var isAtEnd = false
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
    isAtEnd = true
    if head != nil { try begin(row: row) }
    let columns = self.columns
    try reader.finish { (found: CSVRow) throws in try Self.hand(found, columns: columns, to: row) }
  }

  private mutating func begin(row: (Row) throws -> Void) throws {
    guard var bytes = head else { return }
    if let fault = ForeignFile.fault(in: bytes) { throw SignalTableError(faults: [fault]) }
    if bytes.starts(with: Self.byteOrderMark) { bytes.removeFirst(Self.byteOrderMark.count) }
    var end = Self.lineEnd(bytes)
    var line = Array(bytes[..<end])
    // No more of a line that is too long, so that the result does not depend on how the bytes were cut in pieces.
    var separator = Self.separator(of: line.prefix(limits.rowBytes))
    if let named = Self.namedSeparator(line) {
      // The header is the line behind; a spreadsheet does not show this one, nor count it.
      bytes.removeFirst(end)
      guard bytes.contains(0x0A) || bytes.count > limits.rowBytes || isAtEnd else { return }
      if named == 0x09 { throw SignalTableError(faults: [Self.tabs]) }
      (separator, end) = (named, Self.lineEnd(bytes))
      line = Array(bytes[..<end])
    }
    head = nil
    if let place = line.prefix(limits.rowBytes).firstIndex(of: 0x0D), place + 1 < line.count, line[place + 1] != 0x0A {
      throw SignalTableError(faults: [
        "the lines end with CR only, as on an old Mac: save the file as \"CSV UTF-8 (comma delimited)\""
      ])
    }
    if line.prefix(limits.rowBytes).contains(0x09) { throw SignalTableError(faults: [Self.tabs]) }
    columns = try Self.header(line, separator: separator, limits: limits)
    reader = CSVReader(separator: separator, firstRow: 2, limits: limits)
    try pass(Array(bytes[end...]), to: row)
  }

  private static func lineEnd(_ bytes: [UInt8]) -> Int { bytes.firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count }

  private static func separator(of line: ArraySlice<UInt8>) -> UInt8 {
    line.count { $0 == 0x3B } > line.count { $0 == 0x2C } ? 0x3B : 0x2C
  }

  /// What the line `sep=;` names, which spreadsheets put before a header.
  private static func namedSeparator(_ line: [UInt8]) -> UInt8? {
    let text = line.filter { !"\"\r\n ".utf8.contains($0) }
    guard text.count == 5, String(decoding: text.prefix(4), as: UTF8.self).lowercased() == "sep=" else { return nil }
    return text[4]
  }

  private static let tabs = "fields are separated by tabs: save the file with , or ; between them"

  private mutating func pass(_ bytes: [UInt8], to row: (Row) throws -> Void) throws {
    let columns = self.columns
    try reader.read(bytes) { (found: CSVRow) throws in try Self.hand(found, columns: columns, to: row) }
  }

  private static func hand(_ found: CSVRow, columns: [String], to row: (Row) throws -> Void) throws {
    switch found.content {
    case .fault(let fault, let column):
      let field = column.flatMap { columns.indices.contains($0) ? columns[$0] : nil }
      let readable = TableAlignment.readable(found.readable, columns)
      try row(.refused(number: found.number, field: field, reason: fault.reason, readable: readable))
    case .fields(let fields):
      // Spreadsheets write rows of separators below a table.
      if fields.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return }
      if let fault = TableAlignment.fault(fields, columns) {
        let readable = TableAlignment.readable(fields, columns)
        return try row(.refused(number: found.number, field: fault.field, reason: fault.reason, readable: readable))
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
    names = names.map(trimmed)
    // Spreadsheets write separators for columns beside a table.
    while names.count > 1, names.last?.isEmpty == true { names.removeLast() }
    let known = SignalColumn.allCases.map(\.rawValue)
    let expected = known.joined(separator: ",")
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

  private static func trimmed(_ name: String) -> String {
    var name = name[...]
    while name.first?.isWhitespace == true { name.removeFirst() }
    while name.last?.isWhitespace == true { name.removeLast() }
    return String(name)
  }

  /// Whether a text may be repeated in an error: a word, not something that could be an identity.
  private static func isNameable(_ name: String) -> Bool {
    name.utf8.count <= 40 && name.utf8.count(where: { (0x30...0x39).contains($0) }) < 5
      && name.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || "0123456789_- .".unicodeScalars.contains($0) }
  }
}
