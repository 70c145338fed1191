public import Cryptography
import Glibc

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
    /// The key decides, by the SHA-256 of its SubjectPublicKeyInfo (32 bytes), anew at every handshake and every request.
    /// The certificate around the key is only its carrier: it may be self-signed, and its dates do not count, unless there
    /// are `anchors`: then the chain must also lead to one of them, be valid today for a TLS client, and not be revoked.
    case pins(@Sendable (_ spkiSHA256: [UInt8]) -> PinDecision, anchors: TrustAnchors? = nil)
    /// A chain to one of these certificates that is valid today for a TLS client. All who have one are known, but those
    /// whose certificate `isRevoked` names; it is asked at every handshake and every request.
    case authority(pem: [UInt8], isRevoked: @Sendable (X509Certificate) -> Bool = { _ in false })
  }

  /// The leaf certificate, and after it those that lead to its authority.
  public var certificatePEM: [UInt8]
  /// The key of the leaf certificate.
  public var privateKeyPEM: [UInt8]
  /// Whom to let in.
  public var trust: Trust
  /// The time at which certificates must be valid: seconds since 1970.
  public var clock: @Sendable () -> Int64 = { Int64(time(nil)) }

  /// A policy of these parts; it is checked when the server starts.
  public init(certificatePEM: [UInt8], privateKeyPEM: [UInt8], trust: Trust) {
    self.certificatePEM = certificatePEM
    self.privateKeyPEM = privateKeyPEM
    self.trust = trust
  }

  /// Whether a private key in PEM is one that both ends take: RSA of 2048 to 4096 bits, P-256, P-384 or Ed25519. False, too,
  /// where it cannot be read.
  public static func takes(privateKeyPEM: [UInt8]) -> Bool {
    var isTaken = false
    try? PEMReader.privateKey(privateKeyPEM, what: "key") { key throws(TransportError) in
      isTaken = TLSPolicy.takes(key)
    }
    return isTaken
  }
}
