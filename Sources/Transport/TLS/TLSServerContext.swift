import COpenSSL
import Cryptography

/// The TLS policy of a listener as OpenSSL holds it (`SSL_CTX`), with the decision about clients' certificates.
///
/// `@unchecked Sendable`: the context is complete before it is shared, and OpenSSL counts its references atomically.
final class TLSServerContext: @unchecked Sendable {
  let pointer: OpaquePointer
  private let decide: @Sendable (_ spkiSHA256: [UInt8]) -> PinDecision
  private let isRevoked: @Sendable (X509Certificate) -> Bool
  private let anchors: TrustAnchors?
  private let clock: @Sendable () -> Int64

  init(_ policy: ServerTLS) throws(TransportError) {
    TLSErrorQueue.clear()
    clock = policy.clock
    switch policy.trust {
    case .pins(let decision, let given): (decide, isRevoked, anchors) = (decision, { _ in false }, given)
    case .authority(let pem, let revoked):
      (decide, isRevoked, anchors) = ({ _ in .known }, revoked, try TrustAnchors(anchorsPEM: pem))
    }
    guard let context = SSL_CTX_new(TLS_server_method()) else { throw Self.failure("TLS context") }
    pointer = context
    // From here on deinit frees the context, also when something throws.
    try harden()
    do throws(TransportError) {
      try show(policy)
    } catch { throw TransportError(error.description, .ownCertificate) }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    SSL_CTX_set_cert_verify_callback(context, Self.verify, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit { SSL_CTX_free(pointer) }

  private static func failure(_ step: String) -> TransportError {
    TransportError("OpenSSL refused to set the \(step): \(TLSErrorQueue.drain()).")
  }

  private func harden() throws(TransportError) {
    if let step = TLSPolicy.harden(pointer) { throw Self.failure(step) }
    samenloop_tls_modes(pointer)
    samenloop_tls_read_ahead(pointer)
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
      guard TLSPolicy.takes(key) else {
        throw TransportError(
          "The server key is none that others take. Give RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519.")
      }
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

  private func accepts(_ verification: OpaquePointer) -> Bool {
    guard let ssl = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()),
      let owner = SSL_get_ex_data(OpaquePointer(ssl), TLSConnection.ownerIndex),
      let chain = PresentedChain(verifying: verification)
    else {
      X509_STORE_CTX_set_error(verification, X509_V_ERR_CERT_REJECTED)
      return false
    }
    let connection = Unmanaged<TLSConnection>.fromOpaque(owner).takeUnretainedValue()
    let decision = decide(chain.certificate.spkiSHA256)
    switch decision == .refuse ? .failure(.keyNotKnown) : judge(chain) {
    case .failure(let fault):
      connection.refusal = fault.reason(.client)
      X509_STORE_CTX_set_error(verification, fault.code)
      return false
    case .success(let end):
      connection.presented = chain
      connection.standing = TLSConnection.Standing(context: self, until: end)
      connection.client = ClientIdentity(
        spkiSHA256: chain.certificate.spkiSHA256, certificateSHA256: chain.certificate.fingerprintSHA256,
        commonName: chain.certificate.commonName, organizationalUnit: chain.certificate.organizationalUnit,
        isKnown: decision == .known)
      X509_STORE_CTX_set_error(verification, X509_V_OK)
      return true
    }
  }

  /// Whether a certificate is good, and until when that holds without another look.
  private func judge(_ chain: PresentedChain) -> Result<Int64, CertificateFault> {
    guard chain.hasStrongKey else { return .failure(.weakKey) }
    let verdict = anchors.map { $0.verify(chain, of: .client, at: clock()) } ?? .success(.max)
    // Last: nobody may ask for names with certificates that they signed themselves.
    if case .success = verdict, isRevoked(chain.certificate) { return .failure(.revoked) }
    return verdict
  }

  /// Why a client that was let in is to be talked to no longer; nil where all is well. `standing` is what was found out
  /// before: signatures are verified anew only under another trust, and once a date has passed.
  func fault(
    of client: ClientIdentity, _ chain: PresentedChain, _ standing: inout TLSConnection.Standing?
  ) -> CertificateFault? {
    let decision = decide(client.spkiSHA256)
    // A peer that became a stranger may not go on with a peer's time and place.
    if decision == .refuse || (client.isKnown && decision != .known) { return .keyNotKnown }
    if isRevoked(chain.certificate) { return .revoked }
    if let standing, standing.context === self, clock() < standing.until { return nil }
    switch judge(chain) {
    case .failure(let fault): return fault
    case .success(let end):
      standing = TLSConnection.Standing(context: self, until: end)
      return nil
    }
  }
}
