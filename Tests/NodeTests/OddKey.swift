import COpenSSL

/// Private keys of kinds that the program itself never makes.
enum OddKey: Sendable {
  case curve(String)
  case rsa(bits: Int)

  struct Failure: Error {}

  /// A new one, in PEM.
  func pem() throws -> [UInt8] {
    let (kind, option, value) =
      switch self {
      case .curve(let name): ("EC", "ec_paramgen_curve", name)
      case .rsa(let bits): ("RSA", "rsa_keygen_bits", String(bits))
      }
    guard let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil) else { throw Failure() }
    defer { EVP_PKEY_CTX_free(context) }
    var made: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_ctrl_str(context, option, value) == 1,
      EVP_PKEY_generate(context, &made) == 1, let made
    else { throw Failure() }
    defer { EVP_PKEY_free(made) }
    guard let output = BIO_new(BIO_s_mem()) else { throw Failure() }
    defer { BIO_free(output) }
    guard PEM_write_bio_PrivateKey(output, made, nil, nil, 0, nil, nil) == 1 else { throw Failure() }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = BIO_read(output, &bytes, Int32(bytes.count))
    return Array(bytes.prefix(Int(max(0, count))))
  }
}
