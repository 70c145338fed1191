/// The elements that pages consist of. The list is closed: it has no element that runs code or loads anything.
package enum Tag: String, Sendable, CaseIterable {
  // MARK: Of the document
  case html, head, title, meta, style, body
  // MARK: Parts of a page
  case header, nav, main, section, article, aside, footer, div, span
  // MARK: Texts
  case h1, h2, h3, h4, p, ul, ol, li, dl, dt, dd, strong, small, code, time, br, a, blockquote
  // MARK: Tables
  case table, caption, thead, tbody, tr, th, td
  // MARK: Forms
  case form, fieldset, legend, label, input, select, option, button, textarea, details, summary
  // MARK: Drawings
  case svg, g, path, rect, line, circle, polyline, desc
  /// The text of a drawing.
  case svgText = "text"
  /// The name of a drawing.
  case svgTitle

  /// The name as it is written.
  var name: String { self == .svgTitle ? "title" : rawValue }

  /// Whether the element has no end tag.
  var isVoid: Bool {
    switch self {
    case .meta, .br, .input: true
    default: false
    }
  }
}
