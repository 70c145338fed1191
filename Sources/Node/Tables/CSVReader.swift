/// Reads comma separated values (RFC 4180) piece by piece, in bounded memory.
///
/// Rows end with LF or CRLF. A row that breaks the rules is reported and reading goes on after the first line end behind
/// the row's start: what a stray quotation mark swallowed is read again line by line, so that it costs one row and not
/// the rest of the file. Lines without any content are passed over, but counted.
struct CSVReader {
  /// The named bounds of one row.
  struct Limits: Sendable {
    var rowBytes = 65_536
    var fields = 256
  }

  let separator: UInt8
  private let limits: Limits
  private var pending: [UInt8]
  private var start = 0
  private var number: Int
  /// Bytes that must be there before a row that was incomplete is worth another look: keeps re-reading linear.
  private var wanted = 0
  private var skippingLine = false

  /// A reader that counts its first row as `firstRow`.
  init(separator: UInt8, firstRow: Int = 1, limits: Limits = Limits()) {
    self.separator = separator
    self.limits = limits
    number = firstRow
    pending = []
  }

  /// Takes the next bytes and hands over every row that they complete.
  mutating func read<Failure: Error>(_ bytes: [UInt8], row: (CSVRow) throws(Failure) -> Void) throws(Failure) {
    if start > 0 {
      pending.removeFirst(start)
      start = 0
    }
    pending.append(contentsOf: bytes)
    guard pending.count >= wanted else { return }
    try advance(atEnd: false, row: row)
  }

  /// Hands over what is left once the last byte was read.
  mutating func finish<Failure: Error>(row: (CSVRow) throws(Failure) -> Void) throws(Failure) {
    try advance(atEnd: true, row: row)
  }

  private mutating func advance<Failure: Error>(atEnd: Bool, row: (CSVRow) throws(Failure) -> Void) throws(Failure) {
    wanted = 0
    while start < pending.count {
      if skippingLine, !skipLine() { break }
      guard start < pending.count else { break }
      let scan = pending.withUnsafeBufferPointer { buffer in
        RowScan.scan(buffer, from: start, separator: separator, limits: limits, atEnd: atEnd)
      }
      switch scan {
      case .incomplete:
        wanted = min((pending.count - start) * 2, limits.rowBytes + 1)
        return
      case .empty(let end):
        number += 1
        start = end
      case .row(let fields, let end):
        let current = number
        number += 1
        start = end
        try row(CSVRow(number: current, content: .fields(fields)))
      case .fault(let fault, let column, let end, var readable):
        if end == nil, fault.isOfQuotes {
          // What protects in the row counts all the same: its line is looked at whole.
          guard let line = line(atEnd: atEnd) else {
            wanted = min((pending.count - start) * 2, limits.rowBytes + 1)
            return
          }
          readable = RowScan.divide(line, separator: separator)
        }
        let current = number
        number += 1
        if let end {
          start = end
        } else {
          skippingLine = true
          _ = skipLine()
        }
        try row(CSVRow(number: current, content: .fault(fault, column: column), readable: readable))
      }
    }
  }

  /// The line that begins at the start, without its end; nothing of one that is too long, nil while it is not complete.
  private func line(atEnd: Bool) -> ArraySlice<UInt8>? {
    let bound = min(pending.count, start + limits.rowBytes)
    if let end = pending[start..<bound].firstIndex(of: 0x0A) { return pending[start..<end] }
    if pending.count > start + limits.rowBytes { return [] }
    return atEnd ? pending[start...] : nil
  }

  /// Moves behind the next line end; false when it has not been read yet.
  private mutating func skipLine() -> Bool {
    guard let end = pending[start...].firstIndex(of: 0x0A) else {
      start = pending.count
      return false
    }
    start = end + 1
    skippingLine = false
    return true
  }
}
