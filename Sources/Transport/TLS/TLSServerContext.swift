import COpenSSL
import Cryptography

/// The TLS policy of a listener as OpenSSL holds it (`SSL_CTX`), with the decision about clients' certificates.
///
/// `@unchecked Sendable`: the context is complete before it is shared, and OpenSSL counts its references atomically.
final class TLSServerContext: @unchecked Sendable {
  let pointer: OpaquePointer
  private let decide: (@Sendable ([UInt8]) -> PinDecision)?
  private let verifiesChain: Bool

  /// The most that a client may send as its chain, and the largest key it may bring: both cost us work.
  private static let maxChainBytes = 32_768
  private static let maxKeyBits: Int32 = 4_096

  init(_ policy: ServerTLS) throws(TransportError) {
    TLSErrorQueue.clear()
    guard let context = SSL_CTX_new(TLS_server_method()) else { throw Self.failure("TLS context") }
    pointer = context
    var anchors: [UInt8]?
    var lists: [UInt8]?
    switch policy.trust {
    case .pins(let decision, let anchorsPEM, let crlsPEM): (decide, anchors, lists) = (decision, anchorsPEM, crlsPEM)
    case .authority(let pem): (decide, anchors) = (nil, pem)
    }
    // From here on deinit frees the context, also when something throws.
    verifiesChain = anchors != nil
    try harden()
    try ChainPolicy.configure(SSL_CTX_get_cert_store(context), anchorsPEM: anchors, crlsPEM: lists)
    try show(policy)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    SSL_CTX_set_cert_verify_callback(context, Self.verify, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { SSL_CTX_free(pointer) }

  private static func failure(_ step: String) -> TransportError {
    TransportError("OpenSSL refused to set the \(step): \(TLSErrorQueue.drain()).")
  }

  private func harden() throws(TransportError) {
    guard samenloop_tls_only_13(pointer) == 1 else { throw Self.failure("version") }
    // OpenSSL would also offer ffdhe8192: 91 ms of our time for a stranger's handshake.
    guard samenloop_tls_groups(pointer, TLSPolicy.groups) == 1 else { throw Self.failure("groups") }
    guard SSL_CTX_set_ciphersuites(pointer, TLSPolicy.suites) == 1 else { throw Self.failure("cipher suites") }
    samenloop_tls_server_options(pointer)
    samenloop_tls_modes(pointer)
    samenloop_tls_read_ahead(pointer)
    samenloop_tls_max_chain_bytes(pointer, Self.maxChainBytes)
    // A resumed session would skip the decision about the certificate.
    samenloop_tls_no_session_cache(pointer)
    guard SSL_CTX_set_num_tickets(pointer, 0) == 1 else { throw Self.failure("tickets") }
    let name = Array("samenloop".utf8)
    guard SSL_CTX_set_session_id_context(pointer, name, UInt32(name.count)) == 1 else {
      throw Self.failure("session context")
    }
    SSL_CTX_set_alpn_select_cb(pointer, Self.selectProtocol, nil)
  }

  /// The certificate that the listener shows, with its chain, and its key.
  private func show(_ policy: ServerTLS) throws(TransportError) {
    var count = 0
    try PEMReader.certificates(policy.certificatePEM, what: "server certificate") {
      certificate throws(TransportError) in
      let result =
        count == 0
        ? SSL_CTX_use_certificate(pointer, certificate) : samenloop_tls_add_chain_certificate(pointer, certificate)
      guard result == 1 else { throw Self.failure("server certificate") }
      count += 1
    }
    try PEMReader.privateKey(policy.privateKeyPEM, what: "server key") { key throws(TransportError) in
      guard SSL_CTX_use_PrivateKey(pointer, key) == 1, SSL_CTX_check_private_key(pointer) == 1 else {
        throw TransportError("The server key is not that of the server certificate. Give the two that belong together.")
      }
    }
  }

  /// HTTP/1.1 is all that is spoken: a client that offers protocols without it is told so (RFC 7301 section 3.2).
  private static let selectProtocol:
    @convention(c) (
      OpaquePointer?, UnsafeMutablePointer<UnsafePointer<UInt8>?>?, UnsafeMutablePointer<UInt8>?,
      UnsafePointer<UInt8>?, UInt32, UnsafeMutableRawPointer?
    ) -> Int32 = { _, selected, selectedCount, offered, offeredCount, _ in
      guard let offered, let selected, let selectedCount else { return SSL_TLSEXT_ERR_ALERT_FATAL }
      let wanted = Array("http/1.1".utf8)
      var position = 0
      while position < Int(offeredCount) {
        let count = Int(offered[position])
        guard position + 1 + count <= Int(offeredCount) else { break }
        if UnsafeBufferPointer(start: offered + position + 1, count: count).elementsEqual(wanted) {
          selected.pointee = offered + position + 1
          selectedCount.pointee = UInt8(count)
          return SSL_TLSEXT_ERR_OK
        }
        position += 1 + count
      }
      return SSL_TLSEXT_ERR_ALERT_FATAL
    }

  /// Called by OpenSSL within the handshake, in place of its own verification.
  private static let verify: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = { chain, argument in
    guard let chain, let argument else { return 0 }
    let context = Unmanaged<TLSServerContext>.fromOpaque(argument).takeUnretainedValue()
    return context.accepts(chain) ? 1 : 0
  }

  private func accepts(_ chain: OpaquePointer) -> Bool {
    guard let ssl = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()),
      let owner = SSL_get_ex_data(OpaquePointer(ssl), TLSConnection.ownerIndex),
      let leaf = X509_STORE_CTX_get0_cert(chain), let certificate = Self.read(leaf)
    else {
      X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED)
      return false
    }
    let connection = Unmanaged<TLSConnection>.fromOpaque(owner).takeUnretainedValue()
    let decision = decide?(certificate.spkiSHA256) ?? .known
    guard decision != .refuse else {
      connection.refusal = "the client's key is not known here"
      X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED)
      return false
    }
    if verifiesChain, X509_verify_cert(chain) != 1 {
      let code = X509_STORE_CTX_get_error(chain)
      connection.refusal = String(cString: X509_verify_cert_error_string(Int(code)))
      if code == X509_V_OK { X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED) }
      return false
    }
    connection.client = ClientIdentity(
      spkiSHA256: certificate.spkiSHA256, certificateSHA256: certificate.fingerprintSHA256,
      commonName: certificate.commonName, organizationalUnit: certificate.organizationalUnit,
      isKnown: decision == .known)
    X509_STORE_CTX_set_error(chain, X509_V_OK)
    return true
  }

  private static func read(_ leaf: OpaquePointer) -> X509Certificate? {
    guard let key = X509_get0_pubkey(leaf), EVP_PKEY_get_bits(key) <= maxKeyBits else { return nil }
    return try? X509Certificate(borrowing: leaf)
  }
}

/// What both ends of every connection speak.
enum TLSPolicy {
  static let groups = "X25519:P-256"
  static let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
}
