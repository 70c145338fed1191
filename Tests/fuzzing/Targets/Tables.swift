import PeerProtocol
import Region

@testable import Engine
@testable import Node

/// A file of signals: any cut of it gives the same rows, fields survive being written by another program, and a refusal
/// names its field without its contents.
@Sendable func fuzzCSV(_ input: [UInt8]) {
  var choices = Choices(input)
  let flags = choices.byte()
  let seed = choices.number(bytes: 2)
  let bytes = Array(choices.rest)
  var limits = CSVReader.Limits()
  if flags & 1 == 1 { limits = CSVReader.Limits(rowBytes: 40, fields: 6) }
  let separator: UInt8 = flags & 2 == 0 ? 0x2C : 0x3B
  var cutter = Cutter(seed: seed)
  let pieces = cutter.pieces(of: bytes).map(Array.init)
  let whole = rows([bytes], separator, limits)
  require(rows(pieces, separator, limits) == whole, "a cut of the file changes its rows")
  checkRows(whole, limits)
  checkWrittenAnew(whole, separator)
  // The header alone has some 200 bytes.
  let tableLimits = flags & 1 == 1 ? CSVReader.Limits(rowBytes: 320, fields: 24) : limits
  let table = signals([bytes], tableLimits)
  require(signals(pieces, tableLimits) == table, "a cut of the file changes its signals")
  for row in table.rows { checkSignal(row) }
}

private func rows(_ pieces: [[UInt8]], _ separator: UInt8, _ limits: CSVReader.Limits) -> [CSVRow] {
  var reader = CSVReader(separator: separator, limits: limits)
  var rows: [CSVRow] = []
  for piece in pieces { reader.read(piece) { rows.append($0) } }
  reader.finish { rows.append($0) }
  return rows
}

private func checkRows(_ rows: [CSVRow], _ limits: CSVReader.Limits) {
  var last = 0
  for row in rows {
    require(row.number > last, "rows out of order")
    last = row.number
    switch row.content {
    case .fault(let fault, let column):
      require(!fault.reason.isEmpty && (column ?? 0) < limits.fields, "a fault says nothing")
    case .fields(let fields):
      require((1...limits.fields).contains(fields.count), "\(fields.count) fields")
      let size = fields.reduce(0) { $0 + $1.utf8.count }
      require(size <= limits.rowBytes, "a row over its limit")
    }
  }
}

/// The fields as any spreadsheet writes them are read as the same fields.
private func checkWrittenAnew(_ given: [CSVRow], _ separator: UInt8) {
  var expected: [[String]] = []
  var file: [UInt8] = []
  for row in given {
    guard case .fields(let fields) = row.content else { continue }
    expected.append(fields)
    for (index, field) in fields.enumerated() {
      if index > 0 { file.append(separator) }
      file.append(0x22)
      for byte in field.utf8 { file += byte == 0x22 ? [0x22, 0x22] : [byte] }
      file.append(0x22)
    }
    file += [0x0D, 0x0A]
  }
  // Every quotation mark may have doubled.
  let limits = CSVReader.Limits(rowBytes: 1 << 20, fields: 256)
  var read: [[String]] = []
  for row in rows([file], separator, limits) {
    guard case .fields(let fields) = row.content else { violated("a row that was written is refused") }
    read.append(fields)
  }
  require(
    read.elementsEqual(expected) { $0.map { Array($0.utf8) } == $1.map { Array($0.utf8) } },
    "fields changed when they were written")
}

private struct Signals: Equatable {
  var rows: [SignalTable.Row] = []
  var faults: [String] = []
}

private func signals(_ pieces: [[UInt8]], _ limits: CSVReader.Limits) -> Signals {
  var table = SignalTable(limits: limits)
  var found = Signals()
  do {
    for piece in pieces { try table.read(piece) { found.rows.append($0) } }
    try table.finish { found.rows.append($0) }
  } catch let error as SignalTableError {
    found.faults = error.faults
    require(!error.faults.isEmpty, "a file is refused without a reason")
  } catch {
    violated("another error: \(error)")
  }
  return found
}

private func checkSignal(_ row: SignalTable.Row) {
  guard let today = CalendarDate(iso: "2026-06-01") else { return }
  let fields: [String: String]
  switch row {
  case .fields(_, let named): fields = named
  case .refused(_, _, _, let readable): fields = readable
  }
  let read = SignalRow(SignalFields(cells: fields), rules: ReportRules(today: today, profile: .jeugdwet))
  require((read.signal == nil) != read.faults.isEmpty, "a row is refused without a fault, or taken with one")
  if let signal = read.signal {
    require((1...ReportedSignal.identitiesPerSubject).contains(signal.youth.count), "\(signal.youth.count) identities")
    require(!signal.id.isEmpty && signal.id.utf8.count <= 64, "an id over its limit")
    require(signal.eraseOn.map { $0 > today } ?? true, "a youth who is too old passes")
    // What protects is read by itself: it must not say more or less than the signal.
    require(read.protection.shielding == signal.shielding, "two readings of a shielding")
    require(read.protection.suspends == (signal.endReason != nil), "two readings of an end")
  }
  for fault in read.faults {
    require(SignalColumn(rawValue: fault.field) != nil, "a refusal names no column: \(fault.field)")
    // Nine digits in a row are an identity, and a reason that holds them shows it.
    var digits = 0
    for byte in fault.reason.utf8 {
      digits = (0x30...0x39).contains(byte) ? digits + 1 : 0
      require(digits < 9, "a reason shows an identity")
    }
  }
}
