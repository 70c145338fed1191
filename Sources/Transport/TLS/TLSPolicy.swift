import COpenSSL
import Cryptography

/// What both ends of every connection speak, listener and client alike: TLS 1.3, and of that what has no known weakness.
///
/// No tickets, no resumption and no early data: every connection shows its certificates anew, and nothing in it can be
/// replayed. Certificates follow what NCSC-NL calls good or sufficient and PKIoverheid issues.
enum TLSPolicy {
  /// P-256 for hardware that has nothing else. OpenSSL would also offer ffdhe8192: 91 ms of our time for a stranger's
  /// handshake.
  static let groups = "X25519:P-256"
  /// Suites of TLS 1.2, for receivers of messages that have no TLS 1.3: what NCSC-NL calls good.
  static let olderSuites = "ECDHE+AESGCM:ECDHE+CHACHA20"
  static let suites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
  /// How the other side may sign. In TLS 1.3 the last three count for signatures within certificates only (RFC 8446 section
  /// 4.2.3): PKIoverheid signs with them, and some clients look for them before they show such a certificate.
  static let signatures =
    "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    + "RSA+SHA256:RSA+SHA384:RSA+SHA512"
  /// 112 bits: no RSA below 2048 and no SHA-1 anywhere in a chain.
  static let securityLevel: Int32 = 2
  /// The most that the other side may send as its chain, in bytes: it costs us work.
  static let maxChainBytes = 32_768
  /// Messages of the other side on one connection that are no data: key updates, tickets, requests for a certificate. The
  /// stacks that send any renew their keys after gigabytes and give some tickets at first.
  static let maxLateMessages = 32

  /// Sets all of it; the step that OpenSSL refused, or nil.
  ///
  /// - Parameter allowsOlder: whether TLS 1.2 is spoken too, as no peer may.
  static func harden(_ context: OpaquePointer, allowsOlder: Bool = false) -> String? {
    TLSErrorQueue.clear()
    guard samenloop_tls_min_version(context, allowsOlder ? TLS1_2_VERSION : TLS1_3_VERSION) == 1,
      samenloop_tls_max_version(context, TLS1_3_VERSION) == 1
    else { return "version" }
    guard samenloop_tls_groups(context, groups) == 1 else { return "groups" }
    guard SSL_CTX_set_ciphersuites(context, suites) == 1 else { return "cipher suites" }
    guard !allowsOlder || SSL_CTX_set_cipher_list(context, olderSuites) == 1 else { return "cipher suites" }
    guard samenloop_tls_signatures(context, signatures) == 1 else { return "signature algorithms" }
    guard SSL_CTX_set_num_tickets(context, 0) == 1 else { return "tickets" }
    guard SSL_CTX_set_max_early_data(context, 0) == 1, SSL_CTX_set_recv_max_early_data(context, 0) == 1 else {
      return "early data"
    }
    SSL_CTX_set_security_level(context, securityLevel)
    samenloop_tls_options(context)
    // A resumed session would skip the decision about the certificate.
    samenloop_tls_no_session_cache(context)
    samenloop_tls_max_chain_bytes(context, maxChainBytes)
    // Nobody is asked for a certificate twice, and this side shows its own once.
    SSL_CTX_set_post_handshake_auth(context, 0)
    samenloop_tls_no_auto_retry(context)
    SSL_CTX_set_msg_callback(context, countLateMessage)
    return nil
  }

  /// Where an `SSL` keeps how many messages came; negative where OpenSSL has no place for it.
  private static let lateIndex = samenloop_tls_new_index()

  /// Whether the other side sends messages without end; the connection is at its end then.
  static func isFlooded(_ ssl: OpaquePointer) -> Bool { lateMessages(ssl) > maxLateMessages }

  private static func lateMessages(_ ssl: OpaquePointer) -> Int {
    Int(bitPattern: SSL_get_ex_data(ssl, lateIndex))
  }

  /// Called by OpenSSL with each message. Each of these costs more to read than to send, and OpenSSL reads on and on while
  /// they come: once they are too many, it takes the other side for done.
  private static let countLateMessage:
    @convention(c) (
      Int32, Int32, Int32, UnsafeRawPointer?, Int, OpaquePointer?, UnsafeMutableRawPointer?
    ) -> Void = { isWritten, _, kind, bytes, count, ssl, _ in
      guard isWritten == 0, kind == SSL3_RT_HANDSHAKE, count > 0, let ssl, let bytes else { return }
      switch Int32(bytes.load(as: UInt8.self)) {
      case SSL3_MT_KEY_UPDATE, SSL3_MT_NEWSESSION_TICKET, SSL3_MT_CERTIFICATE_REQUEST: break
      default: return
      }
      let seen = lateMessages(ssl) + 1
      SSL_set_ex_data(ssl, lateIndex, UnsafeMutableRawPointer(bitPattern: seen))
      if seen > maxLateMessages { SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN) }
    }

  /// Whether a key is one that this policy takes.
  static func takes(_ key: OpaquePointer?) -> Bool { AcceptedKey.takes(key) }
}
