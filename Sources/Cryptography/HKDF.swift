import COpenSSL

/// HKDF with SHA-256 (RFC 5869).
public enum HKDF {
  /// The most bytes that one derivation gives: 255 times 32.
  public static let maximumCount = 255 * 32

  /// Extracts and expands `secret` to `count` bytes.
  ///
  /// Throws when `secret` is empty or `count` is not from 1 to `maximumCount`. An empty `salt` is the salt of 32 zeros.
  public static func derive(
    secret: [UInt8], salt: [UInt8], info: [UInt8], count: Int
  ) throws(CryptographyError) -> [UInt8] {
    try derive(secret: SecretBytes(secret), salt: salt, info: info, count: count).bytes
  }

  /// The same for a secret that must be cleared, with a result that is.
  package static func derive(
    secret: SecretBytes, salt: [UInt8], info: [UInt8], count: Int
  ) throws(CryptographyError) -> SecretBytes {
    guard secret.count > 0, (1...maximumCount).contains(count) else {
      throw CryptographyError(operation: "HKDF", reason: "empty secret or length out of range")
    }
    ERR_clear_error()
    let context = try OpenSSL.some(EVP_KDF_CTX_new(FetchedAlgorithm.hkdf.pointer), "HKDF")
    defer { EVP_KDF_CTX_free(context) }
    return try SecretBytes(count: count) { output throws(CryptographyError) in
      let status = try secret.withBytes { secret throws(CryptographyError) in
        salt.withUnsafeBytes { salt in
          info.withUnsafeBytes { info in
            var parameters = [
              OpenSSLParameters.sha256, OpenSSLParameters.octets("key", secret),
              OpenSSLParameters.octets("info", info),
            ]
            if !salt.isEmpty { parameters.append(OpenSSLParameters.octets("salt", salt)) }
            parameters.append(OSSL_PARAM_construct_end())
            return EVP_KDF_derive(
              context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), output.count, &parameters)
          }
        }
      }
      try OpenSSL.check(status, "HKDF")
    }
  }
}
