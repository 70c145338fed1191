import COpenSSL

/// Parameters for OpenSSL's algorithms. They hold addresses, not bytes: names must be static, and what a value points at
/// must stay until the call that takes it is over.
enum OpenSSLParameters {
  /// Names SHA-256 as the digest.
  static var sha256: OSSL_PARAM {
    OSSL_PARAM_construct_utf8_string(address("digest"), UnsafeMutablePointer(mutating: address("SHA2-256")), 0)
  }

  /// Bytes under a name. OpenSSL wants an address that can be written to, and does not write there.
  static func octets(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> OSSL_PARAM {
    OSSL_PARAM_construct_octet_string(
      address(name), UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
  }

  /// A static string ends with a zero and is never moved; an ordinary literal given to C lasts for that call only.
  private static func address(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
