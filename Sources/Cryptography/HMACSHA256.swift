import COpenSSL

/// HMAC with SHA-256 (RFC 2104).
public enum HMACSHA256 {
  /// The 32-byte code of `message` under `key`, which may have any length.
  public static func authenticate(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    guard let context = EVP_MAC_CTX_new(FetchedAlgorithm.hmac.pointer) else { OpenSSL.unavailable("HMAC") }
    defer { EVP_MAC_CTX_free(context) }
    var code = [UInt8](repeating: 0, count: 32)
    var parameters = [OpenSSLParameters.sha256, OSSL_PARAM_construct_end()]
    let good =
      EVP_MAC_init(context, key, key.count, &parameters) == 1
      && EVP_MAC_update(context, message, message.count) == 1
      && EVP_MAC_final(context, &code, nil, code.count) == 1
    guard good else { OpenSSL.unavailable("HMAC") }
    return code
  }
}
