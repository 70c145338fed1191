/// An attribute of an element. It is made by the functions below only: none of them makes a `style` or a handler of events.
package struct Attribute: Sendable {
  /// What stands behind the name.
  enum Value: Sendable {
    case text(String)
    case phrase(Phrase)
    /// The name alone.
    case set
    /// Left out.
    case unset
  }

  let name: StaticString
  let value: Value

  private init(_ name: StaticString, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// Classes of the stylesheet, with blanks between them.
  package static func classes(_ names: String) -> Attribute {
    Attribute("class", names.isEmpty ? .unset : .text(names))
  }
  /// The id, which no other element of the page has.
  package static func id(_ id: ElementId) -> Attribute { Attribute("id", .text(id.text)) }
  /// The language of what stands inside, where it is not the page's.
  package static func lang(_ language: String) -> Attribute { Attribute("lang", .text(language)) }
  /// Where a link leads.
  package static func href(_ link: Link) -> Attribute { Attribute("href", .text(link.text)) }
  /// A moment or a day, for programs.
  package static func datetime(_ iso: String) -> Attribute { Attribute("datetime", .text(iso)) }
  /// The name of a drawing, a form or a part of a page.
  package static func role(_ role: StaticString) -> Attribute { Attribute("role", .text(role.description)) }
  package static func charset(_ name: StaticString) -> Attribute { Attribute("charset", .text(name.description)) }
  package static func content(_ text: String) -> Attribute { Attribute("content", .text(text)) }
  package static func tabindex(_ index: Int) -> Attribute { Attribute("tabindex", .text(String(index))) }
  package static func open(_ isOpen: Bool) -> Attribute { Attribute("open", isOpen ? .set : .unset) }

  // MARK: What assistive technology reads

  package static func ariaLabel(_ phrase: Phrase) -> Attribute { Attribute("aria-label", .phrase(phrase)) }
  package static func ariaLabelledBy(_ id: ElementId) -> Attribute { Attribute("aria-labelledby", .text(id.text)) }
  package static func ariaDescribedBy(_ id: ElementId?) -> Attribute {
    Attribute("aria-describedby", id.map { .text($0.text) } ?? .unset)
  }
  package static func ariaCurrentPage(_ isCurrent: Bool) -> Attribute {
    Attribute("aria-current", isCurrent ? .text("page") : .unset)
  }
  package static var ariaHidden: Attribute { Attribute("aria-hidden", .text("true")) }

  // MARK: Tables

  package static var scopeColumn: Attribute { Attribute("scope", .text("col")) }
  package static var scopeRow: Attribute { Attribute("scope", .text("row")) }
  package static func colspan(_ columns: Int) -> Attribute { Attribute("colspan", .text(String(columns))) }

  // MARK: Forms

  /// Where a form goes.
  package static func action(_ link: Link) -> Attribute { Attribute("action", .text(link.text)) }
  package static var methodPost: Attribute { Attribute("method", .text("post")) }
  package static var methodGet: Attribute { Attribute("method", .text("get")) }
  package static func type(_ type: StaticString) -> Attribute { Attribute("type", .text(type.description)) }
  package static func name(_ name: String) -> Attribute { Attribute("name", .text(name)) }
  package static func value(_ text: String) -> Attribute { Attribute("value", .text(text)) }
  package static func `for`(_ id: ElementId) -> Attribute { Attribute("for", .text(id.text)) }
  package static func checked(_ isChecked: Bool) -> Attribute { Attribute("checked", isChecked ? .set : .unset) }
  package static func selected(_ isSelected: Bool) -> Attribute { Attribute("selected", isSelected ? .set : .unset) }
  package static func required(_ isRequired: Bool) -> Attribute { Attribute("required", isRequired ? .set : .unset) }
  package static func maxLength(_ characters: Int) -> Attribute {
    Attribute("maxlength", .text(String(characters)))
  }
  package static func rows(_ rows: Int) -> Attribute { Attribute("rows", .text(String(rows))) }
  package static func inputMode(_ mode: StaticString) -> Attribute { Attribute("inputmode", .text(mode.description)) }
  package static func autocomplete(_ word: StaticString) -> Attribute {
    Attribute("autocomplete", .text(word.description))
  }
}

extension Attribute {
  // MARK: Drawings

  /// A length or a place in a drawing.
  package static func drawing(_ member: DrawingMember, _ number: Int) -> Attribute {
    Attribute(member.name, .text(String(number)))
  }
  package static func viewBox(width: Int, height: Int) -> Attribute {
    Attribute("viewBox", .text("0 0 \(width) \(height)"))
  }
  /// The strokes of an icon: a constant of this program.
  package static func strokes(_ path: StaticString) -> Attribute { Attribute("d", .text(path.description)) }
  /// Corners of a line, one after the other.
  package static func points(_ points: [(x: Int, y: Int)]) -> Attribute {
    Attribute("points", .text(points.map { "\($0.x),\($0.y)" }.joined(separator: " ")))
  }
  package static func textAnchor(_ anchor: StaticString) -> Attribute {
    Attribute("text-anchor", .text(anchor.description))
  }
}

/// A number of a drawing.
package enum DrawingMember: Sendable {
  case x, y, x1, y1, x2, y2, width, height, radius, centreX, centreY

  var name: StaticString {
    switch self {
    case .x: "x"
    case .y: "y"
    case .x1: "x1"
    case .y1: "y1"
    case .x2: "x2"
    case .y2: "y2"
    case .width: "width"
    case .height: "height"
    case .radius: "r"
    case .centreX: "cx"
    case .centreY: "cy"
    }
  }
}
