import Node

/// What somebody may have meant, as a person is told of it.
enum Suggested {
  /// `; did you mean "…"?`, or nothing where no candidate is close.
  static func text(for word: String, among candidates: [String]) -> String {
    Suggestion.closest(to: word, among: candidates).map { meant("\"\($0)\"") } ?? ""
  }

  /// `; did you mean …?`
  static func meant(_ shown: String) -> String { pick("; bedoelde u \(shown)?", "; did you mean \(shown)?") }
}
