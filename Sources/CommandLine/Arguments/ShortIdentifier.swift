/// Ids that nodes made, as people type them: whole, or where something is only read their first characters.
enum ShortIdentifier {
  /// Characters that an id may be shortened to.
  static let least = 6
  /// Ids of matches, and of agreements and documents.
  static let lengths = [22, 43]
  /// Ids that are listed where a shortened one could be several.
  private static let choices = 10

  /// Whether it has the characters of base64url and the length of an id, or of one that was shortened.
  static func isPossible(_ text: String, shortened: Bool) -> Bool {
    let count = text.utf8.count
    guard shortened ? (least...(lengths.max() ?? 0)).contains(count) : lengths.contains(count) else { return false }
    return text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// The whole id. `known` is asked only where the text is shorter than one; `list` is the command that shows them.
  static func resolve(
    _ text: String, length: Int, list: String, known: () throws(CommandFailure) -> [String]
  ) throws(CommandFailure) -> String {
    guard text.utf8.count < length else { return text }
    guard text.utf8.count >= least else {
      throw .usage(
        pick(
          "een nummer mag worden ingekort tot de eerste \(least) tekens, niet tot \"\(text)\"; de lijst: \(list)",
          "an id may be shortened to its first \(least) characters, not to \"\(text)\"; list them: \(list)"))
    }
    let found = try known().filter { $0.hasPrefix(text) }
    if found.count == 1 { return found[0] }
    guard !found.isEmpty else {
      throw CommandFailure(
        .badData,
        pick(
          "geen nummer begint met \"\(text)\"; de lijst: \(list)", "no id begins with \"\(text)\"; list them: \(list)"),
        code: "not-found")
    }
    let more =
      found.count > choices ? pick(", en nog \(found.count - choices)", ", and \(found.count - choices) more") : ""
    throw CommandFailure(
      .badData,
      pick("\(found.count) nummers beginnen met \"\(text)\": ", "\(found.count) ids begin with \"\(text)\": ")
        + found.prefix(choices).joined(separator: ", ") + more,
      code: "ambiguous")
  }
}
