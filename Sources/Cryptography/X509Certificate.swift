import COpenSSL

/// An X.509 certificate (RFC 5280), read but not verified: its reader decides about trust.
public struct X509Certificate: Hashable, Sendable {
  /// The certificate's exact bytes.
  public let der: [UInt8]
  /// SHA-256 over the DER of its SubjectPublicKeyInfo, 32 bytes: what a peer is pinned by.
  public let spkiSHA256: [UInt8]
  /// Common name of the subject, empty where there is none or more than one.
  public let commonName: String
  /// Organizational unit of the subject, where there is exactly one: for a client of ours its role.
  public let organizationalUnit: String?
  /// Start of its validity, seconds since 1970.
  public let notBefore: Int64
  /// End of its validity, seconds since 1970.
  public let notAfter: Int64

  /// SHA-256 over the certificate's bytes, 32 bytes.
  public var fingerprintSHA256: [UInt8] { SHA256.hash(der) }

  /// Reads one certificate; throws when there is none or something follows it.
  public init(der: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let (read, isWhole) = der.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      let read = d2i_X509(nil, &position, bytes.count)
      return (read, position == bytes.baseAddress.map { $0 + bytes.count })
    }
    let handle = try CertificateHandle(takingOwnershipOf: read, "certificate from DER")
    guard isWhole else {
      throw CryptographyError(operation: "certificate from DER", reason: "bytes after the certificate")
    }
    try self.init(handle)
  }

  /// Reads the first certificate of a PEM text.
  public init(pem: [UInt8]) throws(CryptographyError) {
    ERR_clear_error()
    let input = try MemoryBIO(pem)
    let read = PEM_read_bio_X509(input.pointer, nil, { _, _, _, _ in -1 }, nil)
    try self.init(try CertificateHandle(takingOwnershipOf: read, "certificate from PEM"))
  }

  /// Reads a certificate that OpenSSL holds already, an `X509`: parsing it anew would cost a tenth of a handshake.
  package init(borrowing pointer: OpaquePointer) throws(CryptographyError) {
    ERR_clear_error()
    guard X509_up_ref(pointer) == 1 else { throw .fromQueue("certificate") }
    try self.init(try CertificateHandle(takingOwnershipOf: pointer, "certificate"))
  }

  init(_ handle: CertificateHandle) throws(CryptographyError) {
    der = try derBytes("certificate") { i2d_X509(handle.pointer, &$0) }
    spkiSHA256 = SHA256.hash(try derBytes("public key") { i2d_X509_PUBKEY(X509_get_X509_PUBKEY(handle.pointer), &$0) })
    commonName = try handle.subject(NID_commonName) ?? ""
    organizationalUnit = try handle.subject(NID_organizationalUnitName)
    notBefore = try CertificateHandle.seconds(X509_get0_notBefore(handle.pointer))
    notAfter = try CertificateHandle.seconds(X509_get0_notAfter(handle.pointer))
  }

  /// The certificate in PEM, with a newline at the end.
  public var pem: [UInt8] { pemText("CERTIFICATE", der) }

  /// Whether this authority signed it: its name as the issuer, and a signature that holds under its key.
  public func isIssued(by authority: X509Certificate) -> Bool {
    guard let own = try? handle(), let issuer = try? authority.handle() else { return false }
    defer { ERR_clear_error() }
    guard X509_check_issued(issuer.pointer, own.pointer) == X509_V_OK,
      let key = X509_get0_pubkey(issuer.pointer)
    else { return false }
    return X509_verify(own.pointer, key) == 1
  }

  /// Whether its own key signed it, whatever that key may be used for.
  public var isSelfSigned: Bool {
    guard let own = try? handle() else { return false }
    defer { ERR_clear_error() }
    return X509_self_signed(own.pointer, 1) == 1
  }

  /// Whether it is a certificate for a host: its name, or the address that it is.
  public func isFor(host: String) -> Bool {
    guard let own = try? handle() else { return false }
    defer { ERR_clear_error() }
    return X509_check_ip_asc(own.pointer, host, 0) == 1 || X509_check_host(own.pointer, host, 0, 0, nil) == 1
  }

  /// Whether this one's name, key and right to sign fit the other's issuer; the signature is not looked at.
  public func isIssuer(of other: X509Certificate) -> Bool {
    guard let (own, below) = try? (handle(), other.handle()) else { return false }
    defer { ERR_clear_error() }
    return X509_check_issued(own.pointer, below.pointer) == X509_V_OK
  }

  /// The certificate as OpenSSL holds it.
  func handle() throws(CryptographyError) -> CertificateHandle {
    let read = der.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return d2i_X509(nil, &position, bytes.count)
    }
    return try CertificateHandle(takingOwnershipOf: read, "certificate from DER")
  }
}

/// DER in PEM, with a newline at the end.
func pemText(_ label: String, _ der: [UInt8]) -> [UInt8] {
  let base64 = Base64.encoded(der)
  var text = Array("-----BEGIN \(label)-----\n".utf8)
  for start in stride(from: 0, to: base64.count, by: 64) {
    text += base64[start..<min(start + 64, base64.count)]
    text.append(UInt8(ascii: "\n"))
  }
  return text + Array("-----END \(label)-----\n".utf8)
}
