/// Terms with what they stand for, one below the other.
enum Terms {
  /// A row; it is left out where its content is empty.
  struct Row: Sendable {
    var term: Phrase
    var content: HTML

    init(_ term: Phrase, _ content: HTML) {
      self.term = term
      self.content = content
    }

    init(_ term: Phrase, _ phrase: Phrase) { self.init(term, .phrase(phrase)) }
    init(_ term: Phrase, text: String?) { self.init(term, .text(text ?? "")) }
  }

  static func html(_ rows: [Row]) -> HTML {
    element(.dl, .classes("terms")) {
      for row in rows where !row.content.isEmpty {
        element(.dt, phrase: row.term)
        element(.dd) { row.content }
      }
    }
  }
}
