import COpenSSL
import Cryptography

/// What the other side showed in its handshake: its certificate, and those that should lead from it to an authority.
///
/// `@unchecked Sendable`: never changed after it is made; OpenSSL counts the references and locks the caches within.
final class PresentedChain: @unchecked Sendable {
  let leaf: OpaquePointer
  /// `STACK_OF(X509)`, or nil where nothing but the leaf came.
  let others: OpaquePointer?
  /// The leaf as read.
  let certificate: X509Certificate

  /// Of a verification under way; nil where there is no certificate that can be read.
  convenience init?(verifying context: OpaquePointer) {
    self.init(leaf: X509_STORE_CTX_get0_cert(context), others: X509_STORE_CTX_get0_untrusted(context))
  }

  private init?(leaf: OpaquePointer?, others: OpaquePointer?) {
    guard let leaf, let certificate = Self.read(leaf) else { return nil }
    self.certificate = certificate
    self.leaf = leaf
    X509_up_ref(leaf)
    self.others = others.flatMap { X509_chain_up_ref($0) }
  }

  deinit {
    X509_free(leaf)
    samenloop_chain_free(others)
  }

  /// Whether its key is one that the policy takes.
  var hasStrongKey: Bool { TLSPolicy.takes(X509_get0_pubkey(leaf)) }

  private static func read(_ leaf: OpaquePointer) -> X509Certificate? { try? X509Certificate(borrowing: leaf) }
}
