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
  package static func text(header: [String], _ rows: [[String]]) -> String {
    lines([header] + rows).joined(separator: "\n")
  }
}
