import Cryptography
import Testing

/// The bytes that a text in Base64 stands for.
func base64(_ text: String?) throws -> [UInt8] {
  let text = try #require(text)
  return try #require(Base64.decode(text))
}
