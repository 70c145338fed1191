/// The id of an element, made of a word of this program and where needed of an id from outside.
package struct ElementId: Hashable, Sendable, CustomStringConvertible {
  let text: String

  /// The id `word`.
  package init(_ word: StaticString) { text = word.description }

  /// The id `word-suffix`. What is neither a letter of ASCII, a digit, `-` nor `_` becomes `.HEX.`, so that different
  /// suffixes stay different and no character can end the attribute or split a list of ids.
  package init(_ word: StaticString, _ suffix: String) {
    var text = word.description + "-"
    for scalar in suffix.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", "_": text.unicodeScalars.append(scalar)
      default: text += "." + String(scalar.value, radix: 16) + "."
      }
    }
    self.text = text
  }

  /// The id as it stands in the page.
  package var description: String { text }
}
