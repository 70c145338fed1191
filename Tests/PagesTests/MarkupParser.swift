/// An element of a page that was read.
final class MarkupElement {
  enum Child {
    case element(MarkupElement)
    case text(String)
  }

  let tag: String
  let attributes: [(name: String, value: String)]
  var children: [Child] = []

  init(_ tag: String, _ attributes: [(name: String, value: String)]) {
    self.tag = tag
    self.attributes = attributes
  }

  subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  var elements: [MarkupElement] {
    children.compactMap { child in if case .element(let element) = child { element } else { nil } }
  }

  /// The element and all below it, in order.
  var all: [MarkupElement] { [self] + elements.flatMap(\.all) }

  /// The text in it, without drawings that are hidden.
  var text: String {
    if self["aria-hidden"] != nil { return "" }
    return children.map { child in
      switch child {
      case .text(let text): text
      case .element(let element): element.text
      }
    }.joined()
  }

  /// Pieces of text in order, apart from the stylesheet.
  var texts: [String] {
    guard tag != "style" else { return [] }
    return children.flatMap { child in
      switch child {
      case .text(let text): [text]
      case .element(let element): element.texts
      }
    }
  }
}

/// Reads a page as strictly as XML: every element is closed where it should be, every value stands between double quotes, and
/// every ampersand begins one of five references.
struct MarkupParser {
  struct Fault: Error, CustomStringConvertible {
    var description: String
  }

  static let void: Set<String> = ["meta", "br", "input"]

  private let bytes: [UInt8]
  private var place = 0

  /// The element `html` of a page.
  static func document(_ bytes: [UInt8]) throws -> MarkupElement {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Fault(description: "no UTF-8") }
    var parser = MarkupParser(bytes: bytes)
    try parser.expect("<!DOCTYPE html>\n")
    let root = try parser.element()
    try parser.expect("\n")
    guard parser.place == bytes.count else { throw parser.fault("something stands behind the document") }
    return root
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func isNext(_ text: String) -> Bool { bytes[place...].starts(with: text.utf8) }

  private mutating func element() throws -> MarkupElement {
    try expect("<")
    let tag = name()
    guard !tag.isEmpty else { throw fault("an element has no name") }
    var attributes: [(name: String, value: String)] = []
    while isNext(" ") {
      place += 1
      let name = name()
      guard !name.isEmpty, !attributes.contains(where: { $0.name == name }) else {
        throw fault("<\(tag)>: attribute \(name) is empty or stands twice")
      }
      var value = ""
      if isNext("=") {
        try expect("=\"")
        value = try unescaped(until: UInt8(ascii: "\""))
        try expect("\"")
      }
      attributes.append((name, value))
    }
    try expect(">")
    let element = MarkupElement(tag, attributes)
    guard !Self.void.contains(tag) else { return element }
    if tag == "style" {
      let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
      element.children = [.text(String(decoding: bytes[place..<end], as: UTF8.self))]
      place = end
    }
    while !isNext("</") {
      guard let next else { throw fault("<\(tag)> is not closed") }
      if next == UInt8(ascii: "<") {
        element.children.append(.element(try self.element()))
      } else {
        element.children.append(.text(try unescaped(until: UInt8(ascii: "<"))))
      }
    }
    try expect("</\(tag)>")
    return element
  }

  private mutating func name() -> String {
    let start = place
    while let next, Character(Unicode.Scalar(next)).isLetter || (0x30...0x39).contains(next) || next == 0x2D {
      guard next < 0x80 else { break }
      place += 1
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static let references: [(String, UInt8)] = [
    ("&amp;", 0x26), ("&lt;", 0x3C), ("&gt;", 0x3E), ("&quot;", 0x22), ("&#39;", 0x27),
  ]

  private mutating func unescaped(until end: UInt8) throws -> String {
    var text: [UInt8] = []
    while let next, next != end {
      switch next {
      case UInt8(ascii: "&"):
        guard let (reference, character) = Self.references.first(where: { isNext($0.0) }) else {
          throw fault("an ampersand stands alone")
        }
        place += reference.utf8.count
        text.append(character)
      case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
        throw fault("a character is not escaped")
      default:
        text.append(next)
        place += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func expect(_ text: String) throws {
    guard isNext(text) else { throw fault("expected \(text)") }
    place += text.utf8.count
  }

  private func fault(_ text: String) -> Fault {
    Fault(description: "\(text), before: \(String(decoding: bytes[place...].prefix(80), as: UTF8.self))")
  }
}
