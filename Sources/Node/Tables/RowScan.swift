/// One look at the bytes of one row.
enum RowScan {
  /// The row has no end yet.
  case incomplete
  /// A line without content.
  case empty(end: Int)
  /// A good row and where the next one begins.
  case row([String], end: Int)
  /// A row that cannot be used, and its fields where they can be told apart. Without an end, reading goes on behind the
  /// next line end.
  case fault(CSVFault, column: Int?, end: Int?, readable: [String] = [])

  private static let quote: UInt8 = 0x22
  private static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  /// Reads the row that begins at `start`; `atEnd` says that no more bytes will come.
  ///
  /// Looks at no more than the longest row, so that the result does not depend on how the bytes were cut in pieces.
  static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, limits: CSVReader.Limits, atEnd: Bool
  ) -> RowScan {
    let bound = start + limits.rowBytes + 1
    guard bytes.count >= bound else {
      return scan(bytes, from: start, separator: separator, maxFields: limits.fields, atEnd: atEnd)
    }
    let window = UnsafeBufferPointer(rebasing: bytes[..<bound])
    let result = scan(window, from: start, separator: separator, maxFields: limits.fields, atEnd: false)
    guard case .incomplete = result else { return result }
    return .fault(.tooLong(limit: limits.rowBytes), column: nil, end: nil)
  }

  private static func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, separator: UInt8, maxFields: Int, atEnd: Bool
  ) -> RowScan {
    var fields: [String] = []
    var position = start
    // A fault of the text does not unsettle where the row ends, so it is kept until the row was read.
    var textFault: (CSVFault, Int)?

    func finished(at end: Int) -> RowScan {
      if let (fault, column) = textFault { return .fault(fault, column: column, end: end, readable: fields) }
      return .row(fields, end: end)
    }
    func take(_ range: Range<Int>, escaped: Bool) {
      switch text(bytes, range, escaped: escaped) {
      case .success(let field): fields.append(field)
      case .failure(let fault):
        if textFault == nil { textFault = (fault.fault, fields.count) }
        fields.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self))
      }
    }

    while true {
      guard fields.count < maxFields else { return .fault(.tooManyFields(limit: maxFields), column: nil, end: nil) }
      if position < bytes.count, bytes[position] == quote {
        // A quoted field: to the next single quotation mark.
        let begin = position + 1
        var escaped = false
        position = begin
        while true {
          while position < bytes.count, bytes[position] != quote { position += 1 }
          guard position < bytes.count else {
            return atEnd ? .fault(.quoteNotClosed, column: fields.count, end: nil) : .incomplete
          }
          guard position + 1 < bytes.count || atEnd else { return .incomplete }
          guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
          escaped = true
          position += 2
        }
        take(begin..<position, escaped: escaped)
        position += 1
      } else {
        let begin = position
        while position < bytes.count {
          let byte = bytes[position]
          if byte == separator || byte == lineFeed { break }
          if byte == carriageReturn {
            // Only the one before a line feed is part of a line end.
            guard position + 1 < bytes.count else { break }
            if bytes[position + 1] == lineFeed { break }
          }
          if byte == quote { return .fault(.quoteInsideField, column: fields.count, end: nil) }
          position += 1
        }
        if position == bytes.count, !atEnd { return .incomplete }
        take(begin..<position, escaped: false)
      }

      guard position < bytes.count else { return finished(at: position) }
      switch bytes[position] {
      case separator:
        position += 1
        if position == bytes.count, !atEnd { return .incomplete }
      case lineFeed:
        if position == start { return .empty(end: position + 1) }
        return finished(at: position + 1)
      case carriageReturn:
        guard position + 1 < bytes.count else {
          if !atEnd { return .incomplete }
          return position == start ? .empty(end: position + 1) : finished(at: position + 1)
        }
        guard bytes[position + 1] == lineFeed else {
          return .fault(.textAfterQuote, column: fields.count - 1, end: nil)
        }
        if position == start { return .empty(end: position + 2) }
        return finished(at: position + 2)
      default:
        return .fault(.textAfterQuote, column: fields.count - 1, end: nil)
      }
    }
  }

  /// The fields of one line whose quotation marks cannot be trusted: divided at every separator.
  static func divide(_ line: ArraySlice<UInt8>, separator: UInt8) -> [String] {
    line.split(separator: separator, omittingEmptySubsequences: false).map { field in
      var field = field
      if field.last == carriageReturn { field.removeLast() }
      if field.first == quote { field.removeFirst() }
      if field.last == quote { field.removeLast() }
      return String(decoding: field, as: UTF8.self)
    }
  }

  private struct TextFault: Error { var fault: CSVFault }

  private static func text(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, escaped: Bool
  ) -> Result<String, TextFault> {
    var plain = true
    for index in range {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x7F {
        // Only a quoted field can hold line ends at all.
        let endsLine =
          byte == lineFeed
          || (byte == carriageReturn && index + 1 < range.upperBound && bytes[index + 1] == lineFeed)
        guard endsLine else {
          return .failure(TextFault(fault: .controlCharacter))
        }
      }
      if byte >= 0x80 { plain = false }
    }
    let part = UnsafeBufferPointer(rebasing: bytes[range])
    var unescaped: [UInt8] = []
    if escaped {
      unescaped.reserveCapacity(part.count)
      var previousWasQuote = false
      for byte in part {
        if byte == quote, previousWasQuote {
          previousWasQuote = false
          continue
        }
        previousWasQuote = byte == quote
        unescaped.append(byte)
      }
    }
    if plain {
      return .success(escaped ? String(decoding: unescaped, as: UTF8.self) : String(decoding: part, as: UTF8.self))
    }
    let decoded =
      escaped ? String(validating: unescaped, as: UTF8.self) : String(validating: part, as: UTF8.self)
    guard let decoded else { return .failure(TextFault(fault: .notUTF8)) }
    // U+0080 to U+009F in a text of this time is windows-1252 that was read as Latin-1.
    guard decoded.unicodeScalars.allSatisfy({ !(0x80...0x9F).contains($0.value) }) else {
      return .failure(TextFault(fault: .controlCharacter))
    }
    return .success(decoded)
  }
}
