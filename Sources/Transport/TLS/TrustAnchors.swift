import COpenSSL
import Glibc

/// Certificates that chains must lead to, and lists of what was revoked: read once, used by listeners and clients alike.
///
/// `@unchecked Sendable`: the store is complete before it is shared; OpenSSL locks it for verifications at the same time.
public final class TrustAnchors: @unchecked Sendable {
  /// A list out of date is used so long more, unless said otherwise: an authority's bad day is not a region's.
  public static let defaultGraceSeconds: Int64 = 86_400
  /// Certificates between a leaf and its anchor.
  private static let maxDepth: Int32 = 5
  /// Bytes of an authority's name as it is shown, with the zero at the end.
  private static let nameBytes = 256

  /// When each revocation list should be followed by the next, seconds since 1970; lists without that are left out.
  public let listsDue: [Int64]
  /// The names of the anchors that have no list: what they issued is not checked for revocation.
  public let unlistedAnchors: [String]
  /// How long a list is used past that moment.
  public let graceSeconds: Int64
  private let store: OpaquePointer

  /// Reads both texts. An anchor need not be a root. Throws where one does not parse or holds nothing.
  public init(
    anchorsPEM: [UInt8], crlsPEM: [UInt8]? = nil, graceSeconds: Int64 = TrustAnchors.defaultGraceSeconds
  ) throws(TransportError) {
    TLSErrorQueue.clear()
    guard let store = X509_STORE_new() else { throw TransportError("There is no memory for trust anchors.") }
    do throws(TransportError) {
      var anchors: [(name: String, hash: UInt)] = []
      try PEMReader.certificates(anchorsPEM, what: "file of trust anchors") { certificate in
        _ = X509_STORE_add_cert(store, certificate)
        let subject = X509_get_subject_name(certificate)
        anchors.append((Self.text(subject), X509_NAME_hash_ex(subject, nil, nil, nil)))
      }
      var flags = UInt(X509_V_FLAG_PARTIAL_CHAIN)
      var (due, issuers): ([Int64], Set<UInt>) = ([], [])
      if let crlsPEM {
        try PEMReader.revocationLists(crlsPEM, what: "file of revocation lists") { list in
          _ = X509_STORE_add_crl(store, list)
          if let next = X509_CRL_get0_nextUpdate(list) { due.append(Self.seconds(next)) }
          issuers.insert(X509_NAME_hash_ex(X509_CRL_get_issuer(list), nil, nil, nil))
        }
        flags |= UInt(X509_V_FLAG_CRL_CHECK) | UInt(X509_V_FLAG_CRL_CHECK_ALL)
      }
      X509_STORE_set_flags(store, flags)
      X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(store), TLSPolicy.securityLevel)
      X509_VERIFY_PARAM_set_depth(X509_STORE_get0_param(store), Self.maxDepth)
      listsDue = due
      unlistedAnchors = anchors.filter { !issuers.contains($0.hash) }.map(\.name)
    } catch {
      X509_STORE_free(store)
      throw error
    }
    self.graceSeconds = max(0, graceSeconds)
    self.store = store
  }

  deinit { X509_STORE_free(store) }

  /// Whether the chain leads to an anchor, is meant for that end, was not revoked and is valid at `now`; and until when,
  /// seconds since 1970, that need not be looked at again.
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
      end = min(end, Self.seconds(X509_get0_notAfter(samenloop_chain_item(path, index))))
    }
    return .success(end)
  }

  /// Lists are checked where they are given: an issuer without one is no error. One out of date is, after its grace. One
  /// that is not valid yet was signed all the same: clocks differ.
  private static let tolerate: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, context in
    guard isFine == 0, let context else { return isFine }
    let isTolerated: Bool =
      switch X509_STORE_CTX_get_error(context) {
      case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_NOT_YET_VALID: true
      case X509_V_ERR_CRL_HAS_EXPIRED:
        X509_STORE_CTX_get0_current_crl(context).map { list in
          let latest = X509_STORE_CTX_get_ex_data(context, 0)?.load(as: Int64.self) ?? .max
          return X509_CRL_get0_nextUpdate(list).map { seconds($0) > latest } ?? false
        } ?? false
      default: false
      }
    guard isTolerated else { return 0 }
    X509_STORE_CTX_set_error(context, X509_V_OK)
    return 1
  }

  /// A name for people, such as `/C=NL/O=Example/CN=Root`; what is no printable ASCII stands in hexadecimal.
  private static func text(_ name: OpaquePointer?) -> String {
    var text = [CChar](repeating: 0, count: nameBytes)
    guard X509_NAME_oneline(name, &text, Int32(text.count)) != nil else { return "an authority without a name" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Seconds since 1970; the past for a time that does not parse.
  private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
    var parts = tm()
    // Without a time OpenSSL would take the present one.
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
    return Int64(timegm(&parts))
  }
}
