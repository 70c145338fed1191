import COpenSSL

/// Certificates, revocation lists and keys out of PEM texts. What is read is handed to a closure and freed after it.
enum PEMReader {
  /// Refuses encrypted PEM instead of asking for its password on the terminal.
  private static let noPassword:
    @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?)
      -> Int32 = { _, _, _, _ in -1 }

  /// Calls `body` with each certificate in order; throws when there is none or one does not parse.
  static func certificates(
    _ pem: [UInt8], what: String, _ body: (OpaquePointer) throws(TransportError) -> Void
  ) throws(TransportError) {
    try each(pem, what: what, read: { PEM_read_bio_X509($0, nil, noPassword, nil) }, free: { X509_free($0) }, body)
  }

  /// Calls `body` with each revocation list in order.
  static func revocationLists(
    _ pem: [UInt8], what: String, _ body: (OpaquePointer) throws(TransportError) -> Void
  ) throws(TransportError) {
    try each(
      pem, what: what, read: { PEM_read_bio_X509_CRL($0, nil, noPassword, nil) }, free: { X509_CRL_free($0) }, body)
  }

  /// Calls `body` with the first private key.
  static func privateKey(
    _ pem: [UInt8], what: String, _ body: (OpaquePointer) throws(TransportError) -> Void
  ) throws(TransportError) {
    let input = try open(pem)
    defer { BIO_free(input) }
    guard let key = PEM_read_bio_PrivateKey(input, nil, noPassword, nil) else {
      throw TransportError("The \(what) holds no unencrypted private key in PEM: \(TLSErrorQueue.drain()).")
    }
    defer { EVP_PKEY_free(key) }
    try body(key)
  }

  private static func open(_ pem: [UInt8]) throws(TransportError) -> OpaquePointer {
    TLSErrorQueue.clear()
    guard let input = BIO_new(BIO_s_mem()) else { throw TransportError("There is no memory for a certificate.") }
    guard BIO_write(input, pem, Int32(clamping: pem.count)) == Int32(clamping: pem.count) else {
      BIO_free(input)
      throw TransportError("There is no memory for a certificate.")
    }
    return input
  }

  private static func each(
    _ pem: [UInt8], what: String, read: (OpaquePointer) -> OpaquePointer?, free: (OpaquePointer) -> Void,
    _ body: (OpaquePointer) throws(TransportError) -> Void
  ) throws(TransportError) {
    let input = try open(pem)
    defer { BIO_free(input) }
    var count = 0
    while let item = read(input) {
      defer { free(item) }
      try body(item)
      count += 1
    }
    // Every text ends with "no start line"; anything else is an item that did not parse.
    let reason = Int32(truncatingIfNeeded: ERR_peek_last_error() & 0x7F_FFFF)
    let problems = TLSErrorQueue.drain()
    guard count > 0 else { throw TransportError("The \(what) holds no PEM of the kind expected there.") }
    guard reason == PEM_R_NO_START_LINE else { throw TransportError("The \(what) does not parse: \(problems).") }
  }
}
