/// The colours of pages, for light and for dark screens. A region that wants colours of its own changes them here: the test of
/// contrast says which pairs are not readable.
package enum Palette: String, Sendable, CaseIterable {
  // MARK: Grounds
  case page, surface, accent, action
  case goodGround = "good-ground"
  case attentionGround = "attention-ground"
  case troubleGround = "trouble-ground"
  // MARK: Texts and strokes
  case text, muted, link
  case onAccent = "on-accent"
  case onAction = "on-action"
  case good, attention, trouble
  /// Lines between things, which nobody has to see.
  case rule
  /// The edge of a field, which people have to see.
  case edge
  /// The ring around what the keyboard is on.
  case focus
  /// This year and last year in a chart.
  case series
  case seriesBefore = "series-before"

  /// Red, green and blue in six hexadecimal digits.
  package var light: String {
    switch self {
    case .page: "ffffff"
    case .surface: "f3f5f7"
    case .accent: "12395b"
    case .action: "12508a"
    case .goodGround: "e5f3ea"
    case .attentionGround: "fdf1d3"
    case .troubleGround: "fce9e7"
    case .text: "1b2127"
    case .muted: "4c5865"
    case .link: "0b4f8a"
    case .onAccent: "ffffff"
    case .onAction: "ffffff"
    case .good: "135634"
    case .attention: "6b4400"
    case .trouble: "961818"
    case .rule: "c9d0d7"
    case .edge: "66727e"
    case .focus: "b5470b"
    case .series: "1f6aa5"
    case .seriesBefore: "7b8794"
    }
  }

  /// The same on dark screens.
  package var dark: String {
    switch self {
    case .page: "12171c"
    case .surface: "1b2229"
    case .accent: "0d2a44"
    case .action: "8cc4f2"
    case .goodGround: "16301f"
    case .attentionGround: "33280f"
    case .troubleGround: "3b1a1a"
    case .text: "e6eaee"
    case .muted: "a9b4bf"
    case .link: "8cc4f2"
    case .onAccent: "f2f6f9"
    case .onAction: "0b1b2a"
    case .good: "7fd3a0"
    case .attention: "f0c36a"
    case .trouble: "f5a09a"
    case .rule: "38434e"
    case .edge: "8895a2"
    case .focus: "ffb454"
    case .series: "6db1e8"
    case .seriesBefore: "8795a3"
    }
  }

  /// What stands on what, and the least contrast (WCAG 2.2: 4.5 for texts by 1.4.3, 3 for what is no text by 1.4.11).
  package static let pairs: [(front: Palette, ground: Palette, least: Double)] =
    [Palette.text, .muted, .link, .good, .attention, .trouble].flatMap { front in
      [(front, .page, 4.5), (front, .surface, 4.5)]
    } + [
      (.onAccent, .accent, 4.5), (.onAction, .action, 4.5),
      (.good, .goodGround, 4.5), (.attention, .attentionGround, 4.5), (.trouble, .troubleGround, 4.5),
      (.text, .goodGround, 4.5), (.text, .attentionGround, 4.5), (.text, .troubleGround, 4.5),
      (.link, .goodGround, 4.5), (.link, .attentionGround, 4.5), (.link, .troubleGround, 4.5),
      (.muted, .attentionGround, 4.5), (.muted, .troubleGround, 4.5), (.muted, .goodGround, 4.5),
      (.edge, .page, 3), (.edge, .surface, 3), (.focus, .page, 3), (.focus, .surface, 3),
      (.focus, .attentionGround, 3), (.focus, .troubleGround, 3), (.focus, .goodGround, 3), (.action, .page, 3),
      (.action, .surface, 3), (.series, .page, 3), (.series, .surface, 3), (.seriesBefore, .page, 3),
      (.seriesBefore, .surface, 3),
    ]

  /// The custom properties of one kind of screen.
  static func properties(_ colour: (Palette) -> String) -> String {
    allCases.map { "--\($0.rawValue):#\(colour($0))" }.joined(separator: ";")
  }
}
