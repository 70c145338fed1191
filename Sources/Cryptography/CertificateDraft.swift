import COpenSSL

/// A certificate that is being made.
struct CertificateDraft {
  let certificate: CertificateHandle

  init(
    commonName: String, organizationalUnit: String?, key: KeyHandle, days: Int
  ) throws(CryptographyError) {
    ERR_clear_error()
    guard let days = Int32(exactly: days), days > 0 else {
      throw CryptographyError(operation: "certificate", reason: "days must be positive")
    }
    certificate = try CertificateHandle(takingOwnershipOf: X509_new(), "certificate")
    let pointer = certificate.pointer
    try OpenSSL.check(X509_set_version(pointer, 2), "certificate version")
    try setSerial()
    _ = try OpenSSL.some(X509_gmtime_adj(X509_getm_notBefore(pointer), -3_600), "certificate time")
    _ = try OpenSSL.some(X509_time_adj_ex(X509_getm_notAfter(pointer), days, 0, nil), "certificate time")
    try OpenSSL.check(X509_set_pubkey(pointer, key.pointer), "certificate key")
    try setSubject(NID_commonName, commonName)
    if let organizationalUnit { try setSubject(NID_organizationalUnitName, organizationalUnit) }
  }

  /// Adds an extension in the words of OpenSSL's configuration. Never with text from outside that was not checked.
  func add(_ kind: Int32, _ value: String, issuer: CertificateHandle) throws(CryptographyError) {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer.pointer, certificate.pointer, nil, nil, 0)
    samenloop_extension_no_database(&context)
    let made = try OpenSSL.some(X509V3_EXT_conf_nid(nil, &context, kind, value), "certificate extension")
    defer { X509_EXTENSION_free(made) }
    try OpenSSL.check(X509_add_ext(certificate.pointer, made, -1), "certificate extension")
  }

  func addEndEntity(_ usage: CertificateUsage, issuer: CertificateHandle) throws(CryptographyError) {
    try add(NID_basic_constraints, "critical,CA:FALSE", issuer: issuer)
    try add(NID_key_usage, "critical,digitalSignature", issuer: issuer)
    try add(NID_ext_key_usage, usage.extendedKeyUsage, issuer: issuer)
  }

  func addAlternativeNames(_ names: [String], issuer: CertificateHandle) throws(CryptographyError) {
    guard !names.isEmpty else { return }
    try add(NID_subject_alt_name, try Self.alternativeNames(names), issuer: issuer)
  }

  /// The names as OpenSSL's configuration has them; throws where one is no host or address.
  static func alternativeNames(_ names: [String]) throws(CryptographyError) -> String {
    // A comma or an at sign would start another name or a section of a configuration file.
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:*_".utf8)
    for name in names {
      let prefix = name.hasPrefix("DNS:") ? 4 : name.hasPrefix("IP:") ? 3 : 0
      let value = name.utf8.dropFirst(prefix)
      guard prefix > 0, !value.isEmpty, value.allSatisfy(allowed.contains) else {
        throw CryptographyError(operation: "certificate", reason: "an alternative name is DNS: or IP: and a value")
      }
    }
    return names.joined(separator: ",")
  }

  func signed(issuer: CertificateHandle, by key: KeyHandle) throws(CryptographyError) -> X509Certificate {
    try OpenSSL.check(
      X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.pointer)), "certificate issuer")
    // The status of this one is the length of the signature.
    guard X509_sign(certificate.pointer, key.pointer, FetchedAlgorithm.sha256.pointer) > 0 else {
      throw .fromQueue("certificate signature")
    }
    return try X509Certificate(certificate)
  }

  /// Sixteen random bytes: unique without a register, and positive.
  private func setSerial() throws(CryptographyError) {
    var bytes = SystemRandom().bytes(16)
    bytes[0] = bytes[0] & 0x7F | 0x40
    let number = try OpenSSL.some(BN_bin2bn(bytes, Int32(bytes.count), nil), "certificate serial")
    defer { BN_free(number) }
    _ = try OpenSSL.some(
      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.pointer)), "certificate serial")
  }

  private func setSubject(_ kind: Int32, _ text: String) throws(CryptographyError) {
    try addSubject(X509_get_subject_name(certificate.pointer), kind, text)
  }
}
