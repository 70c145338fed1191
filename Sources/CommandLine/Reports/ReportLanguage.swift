import Glibc

/// The language of a page that a region hands out.
package enum ReportLanguage: String, CaseIterable, Sendable {
  case nl, en

  /// One of the two texts.
  package func pick(_ nl: String, _ en: String) -> String { self == .nl ? nl : en }

  /// The language of a locale, as `LC_ALL`, `LC_MESSAGES` or `LANG` names it: Dutch where it says so, else English.
  ///
  /// - Parameter variable: the value of a variable of the environment; nil where it is not set.
  package static func ofLocale(
    _ variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> ReportLanguage {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
    let language = locale.prefix { $0 != "_" && $0 != "." && $0 != "@" }
    return language.lowercased() == "nl" ? .nl : .en
  }

  /// A number with its thousands apart, as the language writes it.
  func number(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var groups: [Substring] = []
    var end = digits.endIndex
    while end > digits.startIndex {
      let start = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex) ?? digits.startIndex
      groups.insert(digits[start..<end], at: 0)
      end = start
    }
    return (value < 0 ? "-" : "") + groups.joined(separator: pick(".", ","))
  }

  /// A month by its number from 1, in three letters.
  func shortMonth(_ number: Int) -> String { String(month(number).prefix(3)).replacing("maa", with: "mrt") }

  /// A month by its number from 1.
  func month(_ number: Int) -> String {
    let names =
      self == .nl
      ? [
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
        "december",
      ]
      : [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
      ]
    return names.indices.contains(number - 1) ? names[number - 1] : String(number)
  }
}
