/// Tables as CSV (RFC 4180) that spreadsheets may open.
package enum CSVText {
  /// A field, in quotes where it needs them. A spreadsheet takes what begins with `=`, `+`, `-` or `@` for a formula and would
  /// run it: unless it is a number or a telephone number, an apostrophe goes before it.
  ///
  /// Texts are looked at by scalar: a quote before a combining mark, and a carriage return before a line feed, are one
  /// character.
  package static func field(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map(formulaStarts.contains) ?? false
    let safe = isFormula && !isNumber(text) ? "'" + text : text
    guard safe.unicodeScalars.contains(where: quoted.contains) else { return safe }
    var field = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { field.unicodeScalars.append(scalar) }
      field.unicodeScalars.append(scalar)
    }
    return field + "\""
  }

  /// Rows with the line ends of RFC 4180 between them.
  package static func text(_ rows: [[String]]) -> String {
    rows.map { $0.map(field).joined(separator: ",") }.joined(separator: "\r\n")
  }

  private static let formulaStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n"]
  private static let quoted: Set<Unicode.Scalar> = [",", "\"", "\r", "\n"]
  private static let ofNumbers: Set<Unicode.Scalar> = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", " ", "-", "(", ")", ";", "+",
  ]

  /// A whole number, or telephone numbers that begin with a plus sign.
  private static func isNumber(_ text: String) -> Bool {
    Int(text) != nil || text.hasPrefix("+") && text.unicodeScalars.allSatisfy(ofNumbers.contains)
  }
}
