/// Percent-encoding of URLs (RFC 3986 section 2.1).
package enum PercentCoding {
  /// The text that `part` stands for; nil for a broken escape, invalid UTF-8 or a control character.
  package static func decode(_ part: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(part.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(value), let low = rest.popFirst().flatMap(value) else { return nil }
      bytes.append(high << 4 | low)
    }
    guard let text = String(validating: bytes, as: UTF8.self),
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { return nil }
    return text
  }

  /// The text with everything escaped that is not unreserved.
  package static func encode(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      let character = Unicode.Scalar(byte)
      if character.isASCII, character.properties.isAlphabetic || "0123456789-._~".unicodeScalars.contains(character) {
        encoded.unicodeScalars.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return encoded
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}
