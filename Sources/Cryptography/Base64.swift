import COpenSSL

/// Base64 with padding (RFC 4648 section 4), as pins, PEM and signed notes have it.
public enum Base64 {
  /// The text of `bytes`, without line breaks.
  public static func encode(_ bytes: [UInt8]) -> String { String(decoding: encoded(bytes), as: UTF8.self) }

  /// The bytes of `text`; nil where it is not the one text of any bytes: foreign characters, white space, padding
  /// that is missing or too much, bits that no byte needs.
  public static func decode(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4), characters.count <= Int32.max else { return nil }
    guard !characters.isEmpty else { return [] }
    var bytes = [UInt8](repeating: 0, count: characters.count / 4 * 3)
    // OpenSSL counts the padding as bytes, and overlooks blanks at both ends.
    guard EVP_DecodeBlock(&bytes, characters, Int32(characters.count)) == bytes.count else { return nil }
    bytes.removeLast(characters.reversed().prefix { $0 == UInt8(ascii: "=") }.prefix(2).count)
    return encoded(bytes) == characters ? bytes : nil
  }

  static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    // OpenSSL writes four characters for every three bytes begun, and a zero.
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(clamping: bytes.count))
    return Array(text.prefix(Int(count)))
  }
}
