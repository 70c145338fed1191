import Region

/// Finds what somebody may have meant.
package enum Suggestion {
  /// The candidate closest to `word`, when it is close enough to be a slip of the fingers.
  package static func closest(to word: String, among candidates: [String]) -> String? {
    let limit = max(1, min(3, word.utf8.count / 3))
    let ranked = candidates.map { (Words.distance(word.prefix(64), $0), $0) }
    guard let best = ranked.min(by: { $0 < $1 }), best.0 <= limit else { return nil }
    return best.1
  }

  /// `; did you mean "…"?`, or nothing.
  package static func text(for word: String, among candidates: [String]) -> String {
    closest(to: word, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
