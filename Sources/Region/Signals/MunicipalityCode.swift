/// The code of a Dutch municipality: `GM` and four digits, such as GM0363.
public struct MunicipalityCode: Hashable, Sendable, CustomStringConvertible {
  /// The code in its one form.
  public let text: String

  /// What to write where a text is no such code.
  public static let form = "GM and four digits, such as GM0363"

  /// Reads a code without regard to case, blanks and hyphens; four digits alone are one, too. 0000 is what systems write where
  /// they know none.
  public init?(_ text: some StringProtocol) {
    let key = Array(Words.key(text).utf8)
    let digits = key.starts(with: "gm".utf8) ? key.dropFirst(2) : key[...]
    guard digits.count == 4, digits.allSatisfy({ (0x30...0x39).contains($0) }),
      digits.contains(where: { $0 != 0x30 })
    else { return nil }
    self.text = "GM" + String(decoding: digits, as: UTF8.self)
  }

  /// The code.
  public var description: String { text }

  /// A text of a store from before as the code that it means; as it is where it means none.
  static func normalised(_ text: String) -> String {
    text.isEmpty ? text : MunicipalityCode(text)?.text ?? text
  }
}
