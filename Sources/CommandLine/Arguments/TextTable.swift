import Foundation

/// Columns that line up.
package enum TextTable {
  /// A value as a person reads it in a cell: `-` where there is none.
  static func cell(_ value: (some CustomStringConvertible)?) -> String {
    let text = value?.description ?? ""
    return text.isEmpty ? "-" : text
  }

  /// A list in a cell.
  static func cell(_ values: [some CustomStringConvertible]?) -> String {
    cell((values ?? []).map(\.description).joined(separator: ", "))
  }

  /// One line a row; every cell but the last of a row is padded to its column's widest.
  package static func lines(_ rows: [[String]], gap: Int = 2) -> [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        if column + 1 < row.count { widths[column] = max(widths[column], cell.count) }
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column + 1 < row.count { line += String(repeating: " ", count: widths[column] - cell.count + gap) }
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }

  /// The rows under a header line.
  ///
  /// - Parameters:
  ///   - width: characters that a line may take; nil for any number.
  ///   - flexible: the columns whose cells are cut with `…` where the lines would be wider, the widest first.
  package static func text(header: [String], _ rows: [[String]], width: Int? = nil, flexible: [Int] = []) -> String {
    var table = [header] + rows
    if let width { cut(&table, to: width, flexible) }
    return lines(table).joined(separator: "\n")
  }

  /// The characters that a line of the terminal has; nil where stdout is none, so that nothing is cut in files and pipes.
  static var terminalWidth: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// A column is never cut below this.
  private static let narrowest = 12

  private static func cut(_ table: inout [[String]], to width: Int, _ flexible: [Int], gap: Int = 2) {
    let columns = table.map(\.count).max() ?? 0
    var widths = (0..<columns).map { column in table.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    var excess = widths.reduce(0, +) + gap * (columns - 1) - width
    while excess > 0, let widest = flexible.max(by: { widths[$0] < widths[$1] }), widths[widest] > narrowest {
      // As far as the next widest, so that the columns that are cut end up alike.
      let next = flexible.filter { $0 != widest }.map { widths[$0] }.max() ?? narrowest
      let wanted = max(narrowest, widths[widest] - excess, next < widths[widest] ? next : widths[widest] - 1)
      excess -= widths[widest] - wanted
      widths[widest] = wanted
    }
    for row in table.indices {
      for column in flexible where column < table[row].count && table[row][column].count > widths[column] {
        table[row][column] = table[row][column].prefix(widths[column] - 1) + "…"
      }
    }
  }
}
