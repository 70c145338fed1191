/// Writes markup as UTF-8, in one language.
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []
  private let language: PageLanguage

  init(_ language: PageLanguage) {
    self.language = language
    bytes.reserveCapacity(64 * 1_024)
  }

  /// The document: its type, and one element `html`.
  static func document(_ html: HTML, in language: PageLanguage) -> [UInt8] {
    var writer = HTMLWriter(language)
    writer.raw("<!DOCTYPE html>\n")
    writer.write(html)
    writer.raw("\n")
    return writer.bytes
  }

  mutating func write(_ html: HTML) {
    switch html {
    case .text(let text): escape(text)
    case .phrase(let phrase): escape(phrase.text(in: language))
    case .group(let parts): for part in parts { write(part) }
    case .element(let tag, let attributes, let content): write(tag, attributes, content)
    }
  }

  private mutating func write(_ tag: Tag, _ attributes: [Attribute], _ content: [HTML]) {
    raw("<")
    raw(tag.name)
    for attribute in attributes { write(attribute) }
    raw(">")
    guard !tag.isVoid else { return }
    if tag == .style {
      // The stylesheet is the one text that is not escaped, and it is never taken from the tree.
      raw(Stylesheet.text)
    } else {
      for part in content { write(part) }
    }
    raw("</")
    raw(tag.name)
    raw(">")
  }

  private mutating func write(_ attribute: Attribute) {
    let text: String
    switch attribute.value {
    case .unset: return
    case .set: text = ""
    case .text(let value): text = value
    case .phrase(let phrase): text = phrase.text(in: language)
    }
    raw(" ")
    attribute.name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    guard case .set = attribute.value else {
      raw("=\"")
      escape(text)
      raw("\"")
      return
    }
  }

  private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Escapes for a text and for a value between double quotes alike. A character that HTML does not allow becomes the
  /// sign for one that cannot be shown, and so do the marks that turn the direction of what follows.
  private mutating func escape(_ text: String) {
    // Nearly every text holds nothing to escape.
    var text = text
    let isPlain = text.withUTF8 { utf8 in
      guard utf8.allSatisfy(Self.isPlain) else { return false }
      bytes.append(contentsOf: utf8)
      return true
    }
    if !isPlain { escapeEach(text) }
  }

  /// A printable character of ASCII that means nothing in markup.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
    default: (0x20..<0x7F).contains(byte)
    }
  }

  private mutating func escapeEach(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": raw("&amp;")
      case "<": raw("&lt;")
      case ">": raw("&gt;")
      case "\"": raw("&quot;")
      case "'": raw("&#39;")
      case "\n", "\t": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{FFFE}",
        "\u{FFFF}":
        raw("\u{FFFD}")
      default:
        if scalar.isASCII {
          bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
      }
    }
  }
}
