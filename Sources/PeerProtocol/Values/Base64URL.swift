/// Base64url without padding (RFC 4648 section 5), strict: one text for each sequence of bytes, so that a value cannot
/// be written in two ways.
public enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The text of `bytes`.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    append(bytes[...], to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of `text`, or nil where a character is foreign, padded, or carries bits that no byte needs.
  public static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count * 3 / 4)
    return append(decoding: text, to: &bytes) ? bytes : nil
  }

  /// Appends the text of `bytes` to `text`. Three bytes at a time, with the table at hand: a batch has 325,000 of them.
  static func append(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
    alphabet.withUnsafeBufferPointer { alphabet in
      var index = bytes.startIndex
      while bytes.endIndex - index >= 3 {
        let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
        text.append(alphabet[Int(group >> 18)])
        text.append(alphabet[Int(group >> 12 & 63)])
        text.append(alphabet[Int(group >> 6 & 63)])
        text.append(alphabet[Int(group & 63)])
        index += 3
      }
      guard index < bytes.endIndex else { return }
      let second = index + 1 < bytes.endIndex ? UInt32(bytes[index + 1]) : 0
      let group = UInt32(bytes[index]) << 16 | second << 8
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      if index + 1 < bytes.endIndex { text.append(alphabet[Int(group >> 6 & 63)]) }
    }
  }

  /// Appends the bytes of `text` to `bytes`; false where it is not canonical, and then `bytes` holds leavings.
  static func append(decoding text: String, to bytes: inout [UInt8]) -> Bool {
    values.withUnsafeBufferPointer { values in
      var held: UInt32 = 0
      var bits: UInt32 = 0
      for character in text.utf8 {
        // The table has a value for every byte, so that the index is always inside.
        let value = values[Int(character)]
        guard value < 64 else { return false }
        held = held << 6 | UInt32(value)
        bits += 6
        if bits >= 8 {
          bits -= 8
          bytes.append(UInt8(truncatingIfNeeded: held >> bits))
          held &= (1 << bits) - 1
        }
      }
      return bits < 6 && held == 0
    }
  }
}
