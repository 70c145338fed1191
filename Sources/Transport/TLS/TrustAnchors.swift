import COpenSSL
import Glibc

/// Certificates that chains must lead to, and lists of what was revoked: read once, used by listeners and clients
/// alike.
///
/// `@unchecked Sendable`: the store is complete before it is shared; OpenSSL locks it for verifications at the same
/// time.
public final class TrustAnchors: @unchecked Sendable {
  /// A list out of date is used so long more, unless said otherwise: an authority's bad day is not a region's.
  public static let defaultGraceSeconds: Int64 = 86_400
  /// Certificates between a leaf and its anchor.
  private static let maxDepth: Int32 = 5

  /// When each revocation list should be followed by the next, seconds since 1970; lists without that are left out.
  public let listsDue: [Int64]
  /// The names of the anchors that have no list: what they issued is not checked for revocation.
  public let unlistedAnchors: [String]
  /// How long a list is used past that moment.
  public let graceSeconds: Int64
  private let store: OpaquePointer

  /// Reads both texts. An anchor need not be a root. Throws where one does not parse or holds nothing.
  public convenience init(
    anchorsPEM: [UInt8], crlsPEM: [UInt8]? = nil, graceSeconds: Int64 = TrustAnchors.defaultGraceSeconds
  ) throws(TransportError) {
    var lists: RevocationLists?
    if let crlsPEM { lists = try RevocationLists(pem: crlsPEM) }
    try self.init(anchorsPEM: anchorsPEM, lists: lists, graceSeconds: graceSeconds)
  }

  /// Reads the anchors; of each authority its newest list counts. Throws where an anchor does not parse, there is
  /// none, or a list is not signed by the anchor that it names.
  public init(anchorsPEM: [UInt8], lists: RevocationLists?, graceSeconds: Int64) throws(TransportError) {
    TLSErrorQueue.clear()
    guard let store = X509_STORE_new() else { throw TransportError("There is no memory for trust anchors.") }
    do throws(TransportError) {
      var anchors: [(name: String, hash: UInt)] = []
      var flags = UInt(X509_V_FLAG_PARTIAL_CHAIN)
      let handles = try (lists?.newest ?? []).map { list throws(TransportError) in try RevocationListHandle(list) }
      var unsigned = Set<Int>()
      var signed = Set<Int>()
      try PEMReader.certificates(anchorsPEM, what: "file of trust anchors") { certificate in
        _ = X509_STORE_add_cert(store, certificate)
        let subject = X509_get_subject_name(certificate)
        let hash = X509_NAME_hash_ex(subject, nil, nil, nil)
        anchors.append((AuthorityName.text(subject), hash))
        for (row, handle) in handles.enumerated() where handle.mayBeOf(certificate, hash) {
          if handle.isSigned(by: certificate) { signed.insert(row) } else { unsigned.insert(row) }
        }
      }
      if let row = unsigned.subtracting(signed).min(), let list = lists?.newest[row] {
        throw TransportError(
          "The revocation list of \(list.authority) is not signed by that authority: fetch it again.")
      }
      if lists != nil { flags |= UInt(X509_V_FLAG_CRL_CHECK) | UInt(X509_V_FLAG_CRL_CHECK_ALL) }
      for handle in handles { _ = X509_STORE_add_crl(store, handle.pointer) }
      X509_STORE_set_flags(store, flags)
      X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(store), TLSPolicy.securityLevel)
      X509_VERIFY_PARAM_set_depth(X509_STORE_get0_param(store), Self.maxDepth)
      let issuers = Set((lists?.newest ?? []).map(\.issuerHash))
      listsDue = (lists?.newest ?? []).compactMap(\.dueAt)
      unlistedAnchors = anchors.filter { !issuers.contains($0.hash) }.map(\.name)
    } catch {
      X509_STORE_free(store)
      throw error
    }
    self.graceSeconds = max(0, graceSeconds)
    self.store = store
  }

  deinit { X509_STORE_free(store) }

  /// Whether the chain leads to an anchor, is meant for that end, was not revoked and is valid at `now`; and until
  /// when, seconds since 1970, that need not be looked at again.
  func verify(
    _ chain: PresentedChain, of shower: CertificateFault.Shower, at now: Int64
  ) -> Result<Int64, CertificateFault> {
    TLSErrorQueue.clear()
    defer { TLSErrorQueue.clear() }
    guard let context = X509_STORE_CTX_new() else { return .failure(.other("there is no memory to verify it")) }
    defer { X509_STORE_CTX_free(context) }
    guard X509_STORE_CTX_init(context, store, chain.leaf, chain.others) == 1,
      X509_STORE_CTX_set_default(context, shower == .client ? "ssl_client" : "ssl_server") == 1
    else { return .failure(.other("it cannot be verified")) }
    X509_STORE_CTX_set_time(context, 0, time_t(now))
    var latest = now - graceSeconds
    let code = withUnsafeMutablePointer(to: &latest) { latest in
      X509_STORE_CTX_set_ex_data(context, 0, latest)
      X509_STORE_CTX_set_verify_cb(context, Self.tolerate)
      return X509_verify_cert(context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context)
    }
    guard code == X509_V_OK else { return .failure(CertificateFault(code)) }
    var end = listsDue.map { $0 + graceSeconds }.filter { $0 > now }.min() ?? .max
    let path = X509_STORE_CTX_get0_chain(context)
    for index in 0..<samenloop_chain_count(path) {
      end = min(end, CertificateTime.seconds(X509_get0_notAfter(samenloop_chain_item(path, index))))
    }
    return .success(end)
  }

  /// Lists are checked where they are given: an issuer without one is no error. One out of date is, after its grace.
  /// One that is not valid yet was signed all the same: clocks differ.
  private static let tolerate: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, context in
    guard isFine == 0, let context else { return isFine }
    let isTolerated: Bool =
      switch X509_STORE_CTX_get_error(context) {
      case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_NOT_YET_VALID: true
      case X509_V_ERR_CRL_HAS_EXPIRED:
        X509_STORE_CTX_get0_current_crl(context).map { list in
          let latest = X509_STORE_CTX_get_ex_data(context, 0)?.load(as: Int64.self) ?? .max
          return X509_CRL_get0_nextUpdate(list).map { CertificateTime.seconds($0) > latest } ?? false
        } ?? false
      default: false
      }
    guard isTolerated else { return 0 }
    X509_STORE_CTX_set_error(context, X509_V_OK)
    return 1
  }
}
