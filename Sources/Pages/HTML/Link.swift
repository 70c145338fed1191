import LocalAPI

/// Where a link or a form leads: a path of this node, a place on the page, a telephone number or a mail address. There is
/// no way to make a link to another host or of another scheme.
package struct Link: Hashable, Sendable {
  let text: String

  /// What stands in `href`, and behind a form in `Location`.
  package var address: String { text }

  private init(text: String) { self.text = text }

  /// A path of this node. Each part and each value is percent-encoded.
  package init(_ parts: String..., query: [(String, String)] = [], fragment: ElementId? = nil) {
    self.init(parts: parts, query: query, fragment: fragment)
  }

  /// A path of this node of the parts in a list.
  package init(parts: [String], query: [(String, String)] = [], fragment: ElementId? = nil) {
    // A part of one or two points would lead a browser elsewhere, and cannot be escaped.
    var text = parts.map { "/" + ($0.allSatisfy { $0 == "." } ? "-" : PercentCoding.encode($0)) }.joined()
    if text.isEmpty { text = "/" }
    let pairs = query.map { PercentCoding.encode($0.0) + "=" + PercentCoding.encode($0.1) }
    if !pairs.isEmpty { text += "?" + pairs.joined(separator: "&") }
    if let fragment { text += "#" + PercentCoding.encode(fragment.text) }
    self.text = text
  }

  /// A place on the same page.
  package init(to id: ElementId) { text = "#" + PercentCoding.encode(id.text) }

  /// Calls this number; nil where it has no digit. Only digits and a leading plus are kept.
  package static func telephone(_ number: String) -> Link? {
    let digits = number.unicodeScalars.filter { ("0"..."9").contains($0) }
    guard !digits.isEmpty else { return nil }
    let isInternational = number.unicodeScalars.first { $0 != " " } == "+"
    return Link(text: "tel:" + (isInternational ? "+" : "") + String(String.UnicodeScalarView(digits)))
  }

  /// Writes to this address; nil where it has no at sign.
  package static func mail(_ address: String) -> Link? {
    guard let at = address.lastIndex(of: "@"), at != address.startIndex else { return nil }
    let (name, host) = (address[..<at], address[address.index(after: at)...])
    guard !host.isEmpty else { return nil }
    return Link(text: "mailto:" + PercentCoding.encode(String(name)) + "@" + PercentCoding.encode(String(host)))
  }
}
