import COpenSSL

/// How chains are verified, by the listener and by the client alike.
enum ChainPolicy {
  /// Puts anchors and revocation lists into a store.
  static func configure(
    _ store: OpaquePointer?, anchorsPEM: [UInt8]?, crlsPEM: [UInt8]?
  ) throws(TransportError) {
    if let anchorsPEM {
      try PEMReader.certificates(anchorsPEM, what: "file of trust anchors") { certificate in
        _ = X509_STORE_add_cert(store, certificate)
      }
    }
    // An anchor need not be a root.
    X509_STORE_set_flags(store, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    guard let crlsPEM else { return }
    try PEMReader.revocationLists(crlsPEM, what: "file of revocation lists") { list in
      _ = X509_STORE_add_crl(store, list)
    }
    X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK) | UInt(X509_V_FLAG_CRL_CHECK_ALL))
    X509_STORE_set_verify_cb(store, toleratesMissingList)
  }

  /// Lists are checked where they are given: an issuer without one is no error. One out of date is.
  private static let toleratesMissingList: @convention(c) (Int32, OpaquePointer?) -> Int32 = { isFine, context in
    if isFine == 0, X509_STORE_CTX_get_error(context) == X509_V_ERR_UNABLE_TO_GET_CRL {
      X509_STORE_CTX_set_error(context, X509_V_OK)
      return 1
    }
    return isFine
  }
}
