import Cryptography
import Testing

@Suite(.timeLimit(.minutes(30))) struct Base64Tests {
  /// RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func vectors(_ bytes: String, _ text: String) {
    #expect(Base64.encode(Array(bytes.utf8)) == text)
    #expect(Base64.decode(text) == Array(bytes.utf8))
  }

  @Test func everyByteAndLengthRoundTrips() {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
    }
  }

  @Test(arguments: [
    "Zg", "Zg=", "Zh==", "Zm9=", "Zm8", "====", "Zg==Zg==", "Z===", "Zm-v", "Zm_v", "Zm 9v", " Zg=", "Zg=\n", "\nZm9",
    "Zm9v\n", "Zm9v\n\n\n\n", "    Zm9v", "Zm9v    ", "Zmé=",
  ])
  func nonCanonicalTextIsRefused(_ text: String) { #expect(Base64.decode(text) == nil) }
}
