/// A piece of a page. It is a tree, and only the writer makes bytes of it, so that every text and every value of an
/// attribute is escaped in one place. There is no way to put markup in as text.
package indirect enum HTML: Sendable {
  /// An element with what it holds.
  case element(Tag, [Attribute], [HTML])
  /// A text that came from outside, such as an organisation's name.
  case text(String)
  /// A text of this program, in the reader's language.
  case phrase(Phrase)
  /// Pieces one after the other.
  case group([HTML])

  /// Nothing.
  package static let nothing = HTML.group([])

  /// Whether nothing would be written.
  package var isEmpty: Bool {
    switch self {
    case .element: false
    case .text(let text): text.isEmpty
    case .phrase(let phrase): phrase.isEmpty
    case .group(let parts): parts.allSatisfy(\.isEmpty)
    }
  }
}

/// An element with attributes and what the closure lists.
package func element(
  _ tag: Tag, _ attributes: Attribute..., @HTMLBuilder content: () -> HTML = { .nothing }
) -> HTML {
  .element(tag, attributes, [content()])
}

/// An element that holds one text of this program.
package func element(_ tag: Tag, _ attributes: Attribute..., phrase: Phrase) -> HTML {
  .element(tag, attributes, [.phrase(phrase)])
}

/// An element that holds one text that came from outside.
package func element(_ tag: Tag, _ attributes: Attribute..., text: String) -> HTML {
  .element(tag, attributes, [.text(text)])
}

/// An element with a list of attributes that was made elsewhere.
package func element(_ tag: Tag, list: [Attribute], @HTMLBuilder content: () -> HTML = { .nothing }) -> HTML {
  .element(tag, list, [content()])
}
