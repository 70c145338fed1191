/// A word of a list that a newer node may have made longer: a word that this program does not know is kept as it came.
package struct Word<Known>: Hashable, Sendable
where Known: RawRepresentable & Hashable & Sendable, Known.RawValue == String {
  /// The word as it stands in the document.
  package let text: String

  /// A word of the list.
  package init(_ known: Known) { text = known.rawValue }

  /// A word as it came.
  package init(text: String) { self.text = text }

  /// The word where this program knows it, else nil.
  package var known: Known? { Known(rawValue: text) }
}

/// Whether a word is there and is this one.
package func == <Known>(word: Word<Known>?, known: Known) -> Bool { word?.text == known.rawValue }
/// Whether a word is missing or another one.
package func != <Known>(word: Word<Known>?, known: Known) -> Bool { word?.text != known.rawValue }

extension Word: Codable {
  package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Word: CustomStringConvertible {
  package var description: String { text }
}
