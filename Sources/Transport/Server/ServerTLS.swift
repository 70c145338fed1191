/// What a listener thinks of a client's key.
public enum PinDecision: Sendable, Equatable {
  /// A peer: let in, and counted among the known.
  case known
  /// Unknown, but let in while an invitation is open, under the small cap and the short deadlines.
  case stranger
  /// Not let in: the handshake fails in TLS with an alert.
  case refuse
}

/// The certificate that a listener shows, and whom it trusts. TLS 1.3 only; every client must show a certificate.
public struct ServerTLS: Sendable {
  /// Whom a listener lets in.
  public enum Trust: Sendable {
    /// The key decides, by the SHA-256 of its SubjectPublicKeyInfo (32 bytes), anew at every handshake. The certificate
    /// around the key is only its carrier: it may be self-signed, and its dates do not count, unless there are trust
    /// `anchorsPEM`: then the chain must also be valid today for a TLS client, and not revoked by one of `crlsPEM`. An
    /// issuer without a CRL is not checked for revocation; one whose CRL is out of date is refused.
    case pins(
      @Sendable (_ spkiSHA256: [UInt8]) -> PinDecision, anchorsPEM: [UInt8]? = nil, crlsPEM: [UInt8]? = nil)
    /// A chain to one of these certificates that is valid today for a TLS client. All who have one are known.
    case authority(pem: [UInt8])
  }

  /// The leaf certificate, and after it those that lead to its authority.
  public var certificatePEM: [UInt8]
  /// The key of the leaf certificate.
  public var privateKeyPEM: [UInt8]
  /// Whom to let in.
  public var trust: Trust

  /// A policy of these parts; it is checked when the server starts.
  public init(certificatePEM: [UInt8], privateKeyPEM: [UInt8], trust: Trust) {
    self.certificatePEM = certificatePEM
    self.privateKeyPEM = privateKeyPEM
    self.trust = trust
  }
}
