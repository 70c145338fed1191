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
    // The status of this one is the length of the signature.
    guard X509_REQ_sign(handle.pointer, pair.pointer, FetchedAlgorithm.sha256.pointer) > 0 else {
      throw .fromQueue("certificate request signature")
    }
    try self.init(handle)
  }

  /// Reads the first request of a PEM text, and verifies that its holder has the private key.
  ///
  /// Throws where there is none, its signature does not hold, or its key is not on P-256.
  public init(pem: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(pem)
    let read = PEM_read_bio_X509_REQ(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    let handle = try RequestHandle(takingOwnershipOf: read, "certificate request from PEM")
    let key = try handle.key()
    guard key.isOnP256 else {
      throw CryptographyError(operation: "certificate request", reason: "not a key on P-256")
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
}
