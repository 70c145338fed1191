import Region

/// Rows with more or fewer fields than the header.
enum TableAlignment {
  /// Why a row of such fields is refused; nil where it is read.
  static func fault(_ fields: [String], _ columns: [String]) -> (field: String?, reason: String)? {
    if fields.count > columns.count {
      let surplus = fields[columns.count...]
      if surplus.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { return nil }
      return (
        nil,
        "the row has \(fields.count) fields where the header has \(columns.count): quote a field that holds a separator"
      )
    }
    let missing = columns[fields.count...].compactMap(SignalColumn.init(rawValue:))
    guard let column = missing.first(where: { !$0.mayBeCutOff }) else { return nil }
    let why =
      column.isRequired
      ? "" : "; it may have been cut off. Write all separators, also those of empty fields at the end"
    return (
      column.rawValue,
      "is missing: the row has \(fields.count) fields where the header has \(columns.count)" + why
    )
  }

  /// What can be told of a row that is refused: its fields by their place where it has as many as the header or fewer.
  ///
  /// In a longer one fields may have moved: only the first two count by their place, and `withheld`, an objection or the reason
  /// of an end counts wherever it stands.
  static func readable(_ fields: [String], _ columns: [String]) -> [String: String] {
    guard fields.count > columns.count else {
      return Dictionary(zip(columns, fields)) { first, _ in first }
    }
    var found: [String: String] = [:]
    for (column, field) in zip(columns, fields).prefix(2) { found[column] = field }
    for field in fields {
      if let column = column(ofWord: Words.key(field)), found[column] == nil { found[column] = field }
    }
    return found
  }

  private static func column(ofWord key: String) -> String? {
    let ends = EndReason.reportedNames.map { Words.key($0) }
    switch key {
    case Words.key(Shielding.withheld.name): return SignalColumn.shielding.rawValue
    case ObjectionStep.lodged.rawValue, ObjectionStep.upheld.rawValue: return SignalColumn.objection.rawValue
    default: return ends.contains(key) ? SignalColumn.endReason.rawValue : nil
    }
  }
}
