import COpenSSL

/// Which public keys are taken, in TLS and in requests for certificates: RSA of 2048 to 4096 bits, P-256, P-384 and Ed25519.
/// What is larger costs more than it protects; what is smaller or rarer is no key that an authority of governments issues, or
/// that a smart card holds.
package enum AcceptedKey {
  /// How a refusal names them.
  package static let list = "RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519"

  /// Whether an `EVP_PKEY` is such a key.
  package static func takes(_ key: OpaquePointer?) -> Bool {
    guard let key else { return false }
    switch EVP_PKEY_get_id(key) {
    case EVP_PKEY_RSA: return (2_048...4_096).contains(EVP_PKEY_get_bits(key))
    case EVP_PKEY_ED25519: return true
    case EVP_PKEY_EC:
      var name = [CChar](repeating: 0, count: 64)
      var count = 0
      guard EVP_PKEY_get_group_name(key, &name, name.count, &count) == 1 else {
        ERR_clear_error()
        return false
      }
      let text = String(decoding: name.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return text == "prime256v1" || text == "secp384r1"
    default: return false
    }
  }
}
