import COpenSSL

/// A request for a certificate (PKCS #10): its holder keeps the private key, and shows by a signature that they
/// have it.
public struct CertificateRequest: Sendable {
  /// The request's exact bytes.
  public let der: [UInt8]
  /// SHA-256 over the DER of the public key's SubjectPublicKeyInfo, 32 bytes.
  public let spkiSHA256: [UInt8]
  /// Common name of the subject, empty where there is none or more than one.
  public let commonName: String
  /// Organizational unit of the subject, where there is exactly one.
  public let organizationalUnit: String?

  /// Makes the request of the holder of `key`.
  public init(
    commonName: String, organizationalUnit: String?, key: P256KeyPair
  ) throws(CryptographyError) {
    ERR_clear_error()
    let handle = try RequestHandle(takingOwnershipOf: X509_REQ_new(), "certificate request")
    try OpenSSL.check(X509_REQ_set_version(handle.pointer, 0), "certificate request version")
    let name = X509_REQ_get_subject_name(handle.pointer)
    try addSubject(name, NID_commonName, commonName)
    if let organizationalUnit { try addSubject(name, NID_organizationalUnitName, organizationalUnit) }
    let pair = try key.handle()
    try OpenSSL.check(X509_REQ_set_pubkey(handle.pointer, pair.pointer), "certificate request key")
    try handle.sign(pair)
    try self.init(handle)
  }

  /// Makes the request for a node's certificate: for both ends of a connection, under a host's name.
  ///
  /// - Parameters:
  ///   - host: the common name, and the alternative name where `alternativeNames` is empty.
  ///   - organisation: the legal name of the region, where its authority wants it in the certificate.
  ///   - serialNumber: the number by which the authority knows that organisation.
  ///   - privateKeyPEM: the key, of a kind that peers take.
  ///   - alternativeNames: `DNS:` or `IP:` and a value.
  public init(
    host: String, organisation: String?, serialNumber: String?, privateKeyPEM: [UInt8], alternativeNames: [String]
  ) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(privateKeyPEM)
    // Without a callback OpenSSL would ask for a password on the terminal.
    let read = PEM_read_bio_PrivateKey(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let key = try KeyHandle(takingOwnershipOf: read, "private key from PEM")
    let handle = try RequestHandle(takingOwnershipOf: X509_REQ_new(), "certificate request")
    try OpenSSL.check(X509_REQ_set_version(handle.pointer, 0), "certificate request version")
    let name = X509_REQ_get_subject_name(handle.pointer)
    if let organisation {
      try addSubject(name, NID_countryName, "NL")
      try addSubject(name, NID_organizationName, organisation)
    }
    if let serialNumber { try addSubject(name, NID_serialNumber, serialNumber) }
    try addSubject(name, NID_commonName, host)
    try OpenSSL.check(X509_REQ_set_pubkey(handle.pointer, key.pointer), "certificate request key")
    try handle.add([
      (NID_key_usage, "critical,digitalSignature"), (NID_ext_key_usage, "serverAuth,clientAuth"),
      (NID_subject_alt_name, try CertificateDraft.alternativeNames(alternativeNames)),
    ])
    try handle.sign(key)
    try self.init(handle)
  }

  /// Reads the first request of a PEM text, and verifies that its holder has the private key.
  ///
  /// Throws where there is none, its signature does not hold, or its key is none that the node takes: RSA of 2048 to 4096
  /// bits, P-256, P-384 or Ed25519, of which smart cards have the first three.
  public init(pem: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(pem)
    let read = PEM_read_bio_X509_REQ(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let handle = try RequestHandle(takingOwnershipOf: read, "certificate request from PEM")
    let key = try handle.key()
    guard AcceptedKey.takes(key.pointer) else {
      throw CryptographyError(
        operation: "certificate request", reason: "its key is none that is taken: \(AcceptedKey.list)")
    }
    ERR_clear_error()
    guard X509_REQ_verify(handle.pointer, key.pointer) == 1 else {
      ERR_clear_error()
      throw CryptographyError(operation: "certificate request", reason: "its signature does not hold")
    }
    try self.init(handle)
  }

  private init(_ handle: RequestHandle) throws(CryptographyError) {
    der = try derBytes("certificate request") { i2d_X509_REQ(handle.pointer, &$0) }
    let key = try handle.key()
    spkiSHA256 = SHA256.hash(try derBytes("public key") { i2d_PUBKEY(key.pointer, &$0) })
    let name = X509_REQ_get_subject_name(handle.pointer)
    commonName = try oneSubject(name, NID_commonName) ?? ""
    organizationalUnit = try oneSubject(name, NID_organizationalUnitName)
  }

  /// The request in PEM, with a newline at the end.
  public var pem: [UInt8] { pemText("CERTIFICATE REQUEST", der) }

  /// The public key, as OpenSSL holds it.
  func key() throws(CryptographyError) -> KeyHandle {
    let read = der.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return d2i_X509_REQ(nil, &position, bytes.count)
    }
    return try RequestHandle(takingOwnershipOf: read, "certificate request from DER").key()
  }
}

/// An owned `X509_REQ`, within one call.
private final class RequestHandle {
  let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer?, _ operation: String) throws(CryptographyError) {
    self.pointer = try OpenSSL.some(pointer, operation)
  }

  deinit { X509_REQ_free(pointer) }

  func key() throws(CryptographyError) -> KeyHandle {
    try KeyHandle(takingOwnershipOf: X509_REQ_get_pubkey(pointer), "certificate request key")
  }

  /// Adds extensions in the words of OpenSSL's configuration. Never with text from outside that was not checked.
  func add(_ extensions: [(kind: Int32, value: String)]) throws(CryptographyError) {
    var list: OpaquePointer?
    defer { samenloop_extensions_free(list) }
    for (kind, value) in extensions {
      let made = try OpenSSL.some(X509V3_EXT_conf_nid(nil, nil, kind, value), "certificate request extension")
      defer { X509_EXTENSION_free(made) }
      _ = try OpenSSL.some(X509v3_add_ext(&list, made, -1), "certificate request extension")
    }
    try OpenSSL.check(X509_REQ_add_extensions(pointer, list), "certificate request extensions")
  }

  func sign(_ key: KeyHandle) throws(CryptographyError) {
    // Ed25519 hashes by itself.
    let isBare = EVP_PKEY_get_id(key.pointer) == EVP_PKEY_ED25519
    // The status of this one is the length of the signature.
    guard X509_REQ_sign(pointer, key.pointer, isBare ? nil : FetchedAlgorithm.sha256.pointer) > 0 else {
      throw .fromQueue("certificate request signature")
    }
  }
}
