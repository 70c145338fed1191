import Glibc
package import LocalAPI

/// The language of texts, by which commands name it.
package typealias TextLanguage = LocalAPI.TextLanguage

extension TextLanguage {
  /// The language that the environment asks for: that of `SAMENLOOP_LANGUAGE`, else that of the locale, which `LC_ALL`,
  /// `LC_MESSAGES` or `LANG` names in this order (POSIX). Dutch where it says so, else English.
  ///
  /// - Parameter variable: the value of a variable of the environment; nil where it is not set.
  package static func ofEnvironment(
    _ variable: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> TextLanguage {
    if let wanted = variable("SAMENLOOP_LANGUAGE").flatMap({ TextLanguage(rawValue: language(of: $0)) }) {
      return wanted
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(variable).first { !$0.isEmpty } ?? ""
    return language(of: locale) == "nl" ? .nl : .en
  }

  /// The language in the name of a locale, in small letters: `nl` of `nl_NL.UTF-8`.
  private static func language(of locale: String) -> String {
    locale.prefix { !"_-.@".contains($0) }.lowercased()
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

/// One of two texts that stand beside each other, in the language of the command that runs. Never in a constant: that
/// would keep the language of whoever asked first.
package func pick<Text>(_ nl: @autoclosure () -> Text, _ en: @autoclosure () -> Text) -> Text {
  TextLanguage.current.pick(nl(), en())
}
