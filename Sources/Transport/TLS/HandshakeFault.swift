/// What OpenSSL says of a handshake that failed, in words for the operator of this side.
enum HandshakeFault {
  /// `other` is the end that is not this one.
  static func reason(_ words: String, by other: CertificateFault.Shower) -> String {
    guard let known = known.first(where: { words.contains($0.words) }) else { return words }
    return known.reason.replacing("OTHER", with: other.rawValue)
  }

  private static let ours = "the OTHER does not accept the certificate that it was shown"

  /// OpenSSL's words, and ours; the first that is found counts.
  private static let known: [(words: String, reason: String)] = [
    (
      "peer did not return a certificate",
      "the OTHER showed no certificate; it must show the one whose key is known here"
    ),
    ("unsupported protocol", "the OTHER speaks no TLS 1.3; its program or its settings are too old"),
    ("no suitable key share", "the OTHER offers neither X25519 nor P-256"),
    ("no suitable groups", "the OTHER offers neither X25519 nor P-256"),
    ("no shared cipher", "the OTHER offers none of the cipher suites of TLS 1.3 that are taken here"),
    ("no suitable signature algorithm", "the OTHER offers no signature that this node's key can make"),
    ("no shared signature algorithms", "the OTHER offers no signature that this node's key can make"),
    ("http request", "the OTHER speaks HTTP without TLS; its address must begin with https://"),
    ("wrong version number", "what the OTHER sends is no TLS"),
    ("no application protocol", "the OTHER speaks other protocols than HTTP/1.1 only"),
    ("bad signature", "the OTHER's signature does not fit the certificate that it showed"),
    ("alert certificate required", "the OTHER asks for a certificate, and was shown none"),
    ("alert unknown ca", ours + ": it leads to no authority that is trusted there"),
    ("alert certificate expired", ours + ": it has expired by the clock there, or is not valid yet"),
    ("alert certificate revoked", ours + ": it is on a revocation list there"),
    ("alert unsupported certificate", ours + ": it is not meant for this end of a connection"),
    ("alert certificate unknown", ours),
    ("alert bad certificate", ours + ": its key is not known there or too weak, or not valid yet by the clock there"),
    ("alert access denied", ours),
    ("alert handshake failure", "the OTHER shares no version, group, cipher suite or signature with this node"),
    ("alert protocol version", "the OTHER speaks no TLS 1.3; its program or its settings are too old"),
    ("unexpected eof while reading", "the OTHER left within the handshake"),
  ]
}
