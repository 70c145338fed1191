/// Which language a reader prefers, from the value of `Accept-Language` (RFC 9110, section 12.5.4).
package enum LanguagePreference {
  /// Ranges that are read; a browser sends fewer than ten.
  private static let rangeLimit = 50

  /// The language with the highest weight; of two with the same weight the one that is named first. `other` where the
  /// value is missing, names no language of ours, or does not parse: Dutch for people at a browser.
  package static func language(acceptLanguage value: String?, otherwise other: PageLanguage = .dutch) -> PageLanguage {
    guard let value else { return other }
    let ranges = value.split(separator: ",").prefix(rangeLimit).compactMap(Range.init)
    var best: (language: PageLanguage, weight: Int, place: Int)?
    for language in [other] + PageLanguage.allCases.filter({ $0 != other }) {
      guard let (place, range) = mostSpecific(ranges, for: language), range.weight > 0 else { continue }
      if let held = best, (held.weight, -held.place) >= (range.weight, -place) { continue }
      best = (language, range.weight, place)
    }
    return best?.language ?? other
  }

  /// A range that names the language counts before `*`, wherever it stands; the language alone and each of its regions count
  /// alike, since both are read well by the same people.
  private static func mostSpecific(_ ranges: [Range], for language: PageLanguage) -> (Int, Range)? {
    let named = ranges.enumerated().filter { $0.element.tag == language.tag }
    if let best = named.max(by: { ($0.element.weight, -$0.offset) < ($1.element.weight, -$1.offset) }) {
      return (best.offset, best.element)
    }
    return ranges.enumerated().first { $0.element.tag == "*" }.map { ($0.offset, $0.element) }
  }

  /// One range with its weight.
  private struct Range {
    /// The primary language in small letters, or `*`.
    var tag: String
    /// In thousandths.
    var weight: Int

    /// Nil where the range or its weight does not parse.
    init?(_ text: Substring) {
      let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
      guard let range = parts.first, let primary = range.split(separator: "-").first, !primary.isEmpty,
        range == "*" || range.utf8.allSatisfy(Self.fits)
      else { return nil }
      tag = primary.lowercased()
      weight = 1_000
      guard parts.count > 1 else { return }
      let parameter = parts[1].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.trimmed)
      guard parts.count == 2, parameter.count == 2, parameter[0].lowercased() == "q",
        let weight = Self.weight(parameter[1])
      else { return nil }
      self.weight = weight
    }

    private static func trimmed(_ text: Substring) -> Substring {
      var text = text
      while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
      while let last = text.last, last == " " || last == "\t" { text.removeLast() }
      return text
    }

    private static func fits(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
        true
      default: false
      }
    }

    /// `0`, `1`, or either with up to three decimals.
    private static func weight(_ text: Substring) -> Int? {
      let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
      let decimals = parts.count > 1 ? parts[1] : ""
      guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
      guard let thousandths = Int(padded), whole == "0" || thousandths == 0 else { return nil }
      return whole == "1" ? 1_000 : thousandths
    }
  }
}
