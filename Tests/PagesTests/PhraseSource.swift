/// Finds the pairs of texts in a source file: `Phrase("…", "…")` and `AlarmWords`' among them.
enum PhraseSource {
  struct Pair {
    var dutch: String
    var english: String
  }

  static func pairs(of source: String) -> [Pair] {
    source.split(separator: "Phrase(").dropFirst().compactMap { piece in
      var rest = Array(piece.unicodeScalars)[...]
      guard let dutch = literal(&rest), skip(",", &rest), let english = literal(&rest) else { return nil }
      return Pair(dutch: dutch, english: english)
    }
  }

  /// The text without what stands in `\( )`, and without blanks at its ends.
  static func letters(_ literal: String) -> String {
    var text = ""
    var depth = 0
    var previous: Character = " "
    for character in literal {
      if depth > 0 {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
      } else if previous == "\\", character == "(" {
        depth = 1
        text.removeLast()
      } else {
        text.append(character)
      }
      previous = character
    }
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return text.contains(where: \.isLetter) ? text : ""
  }

  private static func skip(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
    blanks(&rest)
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private static func blanks(_ rest: inout ArraySlice<Unicode.Scalar>) {
    while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
  }

  /// What stands between two quotes, with what stands in `\( )` as it is.
  private static func literal(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
    guard skip("\"", &rest) else { return nil }
    var text = String.UnicodeScalarView()
    var depth = 0
    while let scalar = rest.popFirst() {
      if scalar == "\"", depth == 0 { return String(text) }
      if depth > 0, scalar == "(" { depth += 1 }
      if depth > 0, scalar == ")" { depth -= 1 }
      if scalar == "\\", rest.first == "(" {
        text.append(scalar)
        text.append("(")
        rest.removeFirst()
        depth += 1
        continue
      }
      text.append(scalar)
    }
    return nil
  }
}
