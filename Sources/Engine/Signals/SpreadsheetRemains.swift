/// What a spreadsheet left in a field in place of what somebody typed, and what to do about it.
enum SpreadsheetRemains {
  private static let asText = "format the column as text, type it again and save the file as CSV"

  /// Why the field cannot be what somebody meant; nil where nothing of a spreadsheet is in it.
  ///
  /// - Parameter isId: whether it is an id, which may begin with a hyphen and look like the negative of a cell.
  static func fault(in text: Substring, isId: Bool = false) -> String? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { return nil }
    if bytes.allSatisfy({ $0 == 0x23 }) {
      return "holds only #: the column was too narrow. Make it wider and save again"
    }
    if isErrorValue(text, first) {
      return "holds an error value of the spreadsheet, such as #N/B or #NAAM?: mend the formula, or type the value"
    }
    if isScientific(bytes) { return "is a number that the spreadsheet shortened, such as 3,1592E+10: " + asText }
    // Most ids are longer than what a spreadsheet makes of one: an import asks this of every row.
    if isId, bytes.count <= 11 {
      let lowercased = text.lowercased()
      if ["true", "false", "waar", "onwaar"].contains(lowercased) {
        return "is a truth value that a spreadsheet made of the id: " + asText
      }
      if isDayOrMonth(lowercased) { return "is a date that a spreadsheet made of the id, such as 3-jan: " + asText }
    }
    if isFormula(bytes, isId) { return "holds a formula: " + asText }
    return nil
  }

  /// `#N/B`, `#VERW!`, `#NAME?`; `Err:502` and `Fout:502` of LibreOffice.
  private static func isErrorValue(_ text: Substring, _ first: UInt8) -> Bool {
    if first == UInt8(ascii: "#") {
      let rest = text.dropFirst().utf8
      return !rest.isEmpty && rest.allSatisfy { isLetter($0) || isDigit($0) || "/!?_ ".utf8.contains($0) }
        && rest.contains(where: isLetter) && rest.contains { "/!?_".utf8.contains($0) }
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, ["err", "fout"].contains(parts[0].lowercased()) else { return false }
    return (3...4).contains(parts[1].utf8.count) && parts[1].utf8.allSatisfy(isDigit)
  }

  /// The beginnings of months as spreadsheets write them, in Dutch and in English.
  private static let months: Set<Substring> = [
    "jan", "feb", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "okt", "oct", "nov", "dec",
  ]

  /// `3-jan`, `3-jan-26` and `jan-26`: what a spreadsheet makes of 3-1 and 1-26.
  private static func isDayOrMonth(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    func isNumber(_ part: Substring, _ length: ClosedRange<Int>) -> Bool {
      length.contains(part.utf8.count) && part.utf8.allSatisfy(isDigit)
    }
    switch parts.count {
    case 2:
      return isNumber(parts[0], 1...2) && months.contains(parts[1])
        || months.contains(parts[0]) && isNumber(parts[1], 2...2)
    case 3: return isNumber(parts[0], 1...2) && months.contains(parts[1]) && isNumber(parts[2], 2...4)
    default: return false
    }
  }

  /// Digits, perhaps a comma or point and digits, E, a sign and digits.
  private static func isScientific(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    func isSign(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") }
    func takeDigits() -> Bool {
      let digits = rest.prefix(while: isDigit)
      rest = rest.dropFirst(digits.count)
      return !digits.isEmpty
    }
    if isSign(rest.first) { rest = rest.dropFirst() }
    guard takeDigits() else { return false }
    if rest.first == UInt8(ascii: ",") || rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      guard takeDigits() else { return false }
    }
    guard rest.first == UInt8(ascii: "E") || rest.first == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    guard isSign(rest.first) else { return false }
    rest = rest.dropFirst()
    return takeDigits() && rest.isEmpty
  }

  /// A formula that was not worked out. Telephone numbers begin with a plus sign.
  private static func isFormula(_ bytes: [UInt8], _ isId: Bool) -> Bool {
    let rest = bytes.dropFirst()
    guard let next = rest.first else { return false }
    let beginsTerm = isLetter(next) || isDigit(next) || "$=@(+-'".utf8.contains(next)
    switch bytes[0] {
    case UInt8(ascii: "="), UInt8(ascii: "@"): return true
    case UInt8(ascii: "+"):
      let isSum = zip(rest, rest.dropFirst()).contains { isDigit($0) && $1 == UInt8(ascii: "+") }
      return beginsTerm && !isDigit(next) && next != UInt8(ascii: "(") || isSum
        || rest.contains { "*^=!".utf8.contains($0) }
    case UInt8(ascii: "-"):
      return beginsTerm && (rest.contains { "(*=+!$^".utf8.contains($0) } || (!isId && isCell(rest)))
    default: return false
    }
  }

  /// One to three letters and digits, such as B12.
  private static func isCell(_ bytes: ArraySlice<UInt8>) -> Bool {
    let column = bytes.prefix(while: isLetter)
    let row = bytes.dropFirst(column.count)
    return (1...3).contains(column.count) && !row.isEmpty && row.allSatisfy(isDigit)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
}
