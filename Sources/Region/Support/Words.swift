/// Compares words as people write them.
public enum Words {
  /// The word without regard to case, blanks, hyphens, underscores and diacritics: what is equal then is one word.
  public static func key(_ text: some StringProtocol) -> String {
    var key = ""
    for scalar in text.lowercased().unicodeScalars where !isLeftOut(scalar) {
      key.unicodeScalars.append(scalar.isASCII ? scalar : base(scalar))
    }
    return key
  }

  private static func isLeftOut(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
      || scalar.properties.generalCategory == .dashPunctuation || scalar.properties.generalCategory == .nonspacingMark
  }

  /// The letter below a diacritic: the standard library names it, as in `LATIN SMALL LETTER E WITH DIAERESIS`.
  private static func base(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    let prefix = "LATIN SMALL LETTER "
    guard let name = scalar.properties.name, name.hasPrefix(prefix) else { return scalar }
    let rest = name.unicodeScalars.dropFirst(prefix.count)
    guard let letter = rest.first, rest.dropFirst().starts(with: " WITH".unicodeScalars) else { return scalar }
    return Unicode.Scalar(letter.value + 0x20) ?? scalar
  }

  /// Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other.
  public static func distance(_ first: some StringProtocol, _ second: some StringProtocol) -> Int {
    let (a, b) = (Array(first.utf8), Array(second.utf8))
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in 1...a.count {
      var current = [i]
      for j in 1...b.count {
        var best = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforePrevious[j - 2] + 1) }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }
}
