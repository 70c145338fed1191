import LocalAPI
import Pages
import PeerProtocol

/// What a form brings, or the query of a page's address: `application/x-www-form-urlencoded` as browsers write it.
struct FormFields {
  /// Bytes of a form.
  static let byteLimit = 16_384
  private static let fieldLimit = 64

  private var values: [String: [String]] = [:]

  /// Reads fields; the ends of lines in a text become blanks. An unknown name is a fault, and so is what does not decode.
  ///
  /// - Throws: ``Problem`` that names the fields and never what stands in them.
  init(_ encoded: String, also others: [String] = []) throws(Problem) {
    var faults: [String] = []
    let pairs = encoded.split(separator: "&")
    guard pairs.count <= Self.fieldLimit else {
      throw Problem.malformed(["form: has more than \(Self.fieldLimit) fields"])
    }
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first.flatMap({ Self.decode($0) }),
        FieldName(rawValue: name) != nil || others.contains(name)
      else {
        faults.append("form: a field is not known")
        continue
      }
      guard let value = parts.count == 2 ? Self.decode(parts[1]) : "" else {
        faults.append("\(name): holds what is no text")
        continue
      }
      values[name, default: []].append(value)
    }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
  }

  private static func decode(_ part: Substring) -> String? {
    var text = String(part)
    for end in ["%0D%0A", "%0d%0a", "%0A", "%0a", "%0D", "%0d"] { text = replaced(end, in: text) }
    return PercentCoding.decode(String(text.map { $0 == "+" ? " " : $0 }))
  }

  private static func replaced(_ escape: String, in text: String) -> String {
    guard text.contains(escape) else { return text }
    return text.split(separator: escape, omittingEmptySubsequences: false).joined(separator: "+")
  }

  /// The value of a field without blanks around it; nil where it is missing or empty.
  func text(_ name: FieldName) -> String? { text(name.rawValue) }

  /// The value of a member of the query.
  func text(_ name: String) -> String? {
    guard let value = values[name]?.last else { return nil }
    let words = value.split(separator: " ", omittingEmptySubsequences: false)
    let text = words.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed().joined(separator: " ")
    return text.isEmpty ? nil : text
  }

  /// All values of a field, of which any number may be ticked.
  func all(_ name: FieldName) -> [String] { (values[name.rawValue] ?? []).filter { !$0.isEmpty } }

  /// The same fields but one.
  func without(_ name: FieldName) -> FormFields {
    var fields = self
    fields.values[name.rawValue] = nil
    return fields
  }

  /// Whether a field was sent, be it empty.
  func has(_ name: FieldName) -> Bool { values[name.rawValue] != nil }

  /// Whether a field says `yes`.
  func isYes(_ name: FieldName) -> Bool { text(name) == "yes" }

  /// The members of an address that the filter of the worklist reads.
  var query: [(String, String)] { values.compactMap { name, all in all.last.map { (name, $0) } } }
}
