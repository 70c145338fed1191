/// A word of a list that a newer node may have made longer: a word that this program does not know is kept as it came.
public struct Word<Known>: Hashable, Sendable
where Known: RawRepresentable & Hashable & Sendable, Known.RawValue == String {
  /// The word as it stands in the document.
  public let text: String

  /// A word of the list.
  public init(_ known: Known) { text = known.rawValue }

  /// A word as it came.
  public init(text: String) { self.text = text }

  /// The word where this program knows it, else nil.
  public var known: Known? { Known(rawValue: text) }
}

/// Whether a word is there and is this one.
public func == <Known>(word: Word<Known>?, known: Known) -> Bool { word?.text == known.rawValue }
/// Whether a word is missing or another one.
public func != <Known>(word: Word<Known>?, known: Known) -> Bool { word?.text != known.rawValue }

extension Word: Codable {
  public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Word: CustomStringConvertible {
  public var description: String { text }
}
