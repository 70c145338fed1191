public import Region

/// The fields of one report as they came, by column: cells of a table, or members of a JSON document.
///
/// The door makes it once, where a report comes in. What a field means is read in one place, whatever it came from.
public struct SignalFields: Sendable, Equatable {
  /// What stands in a field.
  public enum Value: Sendable, Equatable {
    /// A text, such as a cell of a table.
    case text(String)
    /// Several texts, such as a youth's identities.
    case list([String])
    /// A truth value.
    case flag(Bool)
    /// Something that is no text, list or truth value: perhaps a word that protects.
    case unreadable
  }

  private var values = [Value?](repeating: nil, count: SignalColumn.allCases.count)

  /// Fields in which nothing stands.
  public init() {}

  /// The cells of a row, by the names of their columns; others are left out.
  public init(cells: [String: String]) {
    for (name, text) in cells {
      if let column = SignalColumn(rawValue: name) { self[column] = .text(text) }
    }
  }

  /// What stands in a field; nil where the report does not have it.
  public subscript(column: SignalColumn) -> Value? {
    get { values[column.place] }
    set { values[column.place] = newValue }
  }

  /// The field as one text, as a cell of a table would hold it.
  func text(_ column: SignalColumn) -> String {
    switch self[column] {
    case nil: ""
    case .text(let text): text
    case .list(let texts): texts.joined(separator: ";")
    case .flag(let flag): flag ? "true" : "false"
    // No word of any list.
    case .unreadable: "\u{FFFD}"
    }
  }
}
