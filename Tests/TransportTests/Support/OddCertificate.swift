import COpenSSL
import Cryptography
import Glibc

/// A certificate of any kind, also those that the program itself never makes.
struct OddCertificate {
  struct Failure: Error {}

  enum Key {
    case curve(String)
    case rsa(Int)
    case ed25519
  }

  var name = "odd"
  var key = Key.curve("P-256")
  /// Seconds from now.
  var from = -3_600
  var until = 86_400
  var usage: String? = "serverAuth,clientAuth"
  var names = "DNS:localhost,IP:127.0.0.1"
  var isAuthority = false
  var hash = "SHA256"

  /// Makes it; signed by `issuer`, or by itself.
  func made(by issuer: TestIdentity? = nil) throws -> TestIdentity {
    guard let key = try generate(), let certificate = X509_new() else { throw Failure() }
    defer {
      EVP_PKEY_free(key)
      X509_free(certificate)
    }
    X509_set_version(certificate, 2)
    let serial = SystemRandom().bytes(8)
    guard let number = BN_bin2bn(serial, Int32(serial.count), nil) else { throw Failure() }
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate))
    BN_free(number)
    X509_gmtime_adj(X509_getm_notBefore(certificate), from)
    X509_gmtime_adj(X509_getm_notAfter(certificate), until)
    X509_set_pubkey(certificate, key)
    X509_NAME_add_entry_by_NID(
      X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8, name, -1, -1,
      0)
    try add(NID_basic_constraints, isAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE", to: certificate)
    try add(NID_key_usage, isAuthority ? "keyCertSign,cRLSign" : "digitalSignature", to: certificate)
    if let usage, !isAuthority { try add(NID_ext_key_usage, usage, to: certificate) }
    try add(NID_subject_alt_name, names, to: certificate)
    try sign(certificate, by: issuer, or: key)
    return TestIdentity(certificate: try X509Certificate(der: Self.der(certificate)), keyPEM: try Self.pem(key))
  }

  private func sign(_ certificate: OpaquePointer, by issuer: TestIdentity?, or own: OpaquePointer) throws {
    // The hash of Ed25519 is part of it.
    var digest = EVP_get_digestbyname(hash)
    guard let issuer else {
      if case .ed25519 = key { digest = nil }
      X509_set_issuer_name(certificate, X509_get_subject_name(certificate))
      guard X509_sign(certificate, own, digest) > 0 else { throw Failure() }
      return
    }
    try PEMItem.read(issuer.certificatePEM, { PEM_read_bio_X509($0, nil, nil, nil) }, X509_free) { issuer in
      X509_set_issuer_name(certificate, X509_get_subject_name(issuer))
    }
    try PEMItem.read(issuer.keyPEM, { PEM_read_bio_PrivateKey($0, nil, nil, nil) }, EVP_PKEY_free) { key in
      guard X509_sign(certificate, key, digest) > 0 else { throw Failure() }
    }
  }

  private func generate() throws -> OpaquePointer? {
    let kind: String
    var option: (String, String)?
    switch key {
    case .curve(let name): (kind, option) = ("EC", ("ec_paramgen_curve", name))
    case .rsa(let bits): (kind, option) = ("RSA", ("rsa_keygen_bits", String(bits)))
    case .ed25519: kind = "ED25519"
    }
    guard let context = EVP_PKEY_CTX_new_from_name(nil, kind, nil) else { throw Failure() }
    defer { EVP_PKEY_CTX_free(context) }
    var made: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1,
      option.map({ EVP_PKEY_CTX_ctrl_str(context, $0.0, $0.1) == 1 }) ?? true,
      EVP_PKEY_generate(context, &made) == 1
    else { throw Failure() }
    return made
  }

  private func add(_ kind: Int32, _ value: String, to certificate: OpaquePointer) throws {
    guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { throw Failure() }
    X509_add_ext(certificate, made, -1)
    X509_EXTENSION_free(made)
  }

  private static func der(_ certificate: OpaquePointer) -> [UInt8] {
    var start: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509(certificate, &start)
    defer { CRYPTO_free(start, #file, #line) }
    return Array(UnsafeBufferPointer(start: start, count: Int(max(0, count))))
  }

  private static func pem(_ key: OpaquePointer) throws -> [UInt8] {
    guard let output = BIO_new(BIO_s_mem()) else { throw Failure() }
    defer { BIO_free(output) }
    guard PEM_write_bio_PrivateKey(output, key, nil, nil, 0, nil, nil) == 1 else { throw Failure() }
    var bytes = [UInt8](repeating: 0, count: 16_384)
    let count = BIO_read(output, &bytes, Int32(bytes.count))
    return Array(bytes.prefix(Int(max(0, count))))
  }
}
