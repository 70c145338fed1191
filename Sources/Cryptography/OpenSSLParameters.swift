import COpenSSL

/// Parameters point at memory of ours, so they exist only inside a closure.
enum OpenSSLParameters {
  /// Gives `body` the parameter that names SHA-256 as digest.
  static func withDigest<Result>(_ body: (OSSL_PARAM) -> Result) -> Result {
    var name = Array("SHA2-256".utf8CString)
    return name.withUnsafeMutableBufferPointer { name in
      body(OSSL_PARAM_construct_utf8_string("digest", name.baseAddress, 0))
    }
  }
}
