import PeerProtocol
import Region

/// Who decides something for this region: the holder of a certificate.
public struct Approver: Sendable {
  /// `operator` or `privacy-officer`.
  public var role: String
  /// SHA-256 of the client certificate, 32 bytes.
  public var credential: [UInt8]
  /// The name in the certificate.
  public var name: String
  /// SHA-256 of the certificate's public key (SPKI), 32 bytes.
  public var key: [UInt8]

  /// The holder of a certificate.
  public init(role: String, credential: [UInt8], name: String, key: [UInt8] = []) {
    self.role = role
    self.credential = credential
    self.name = name
    self.key = key
  }

  /// This person's approval.
  func approval(at: Timestamp) -> Approval {
    Approval(role: role, credential: credential, name: name, key: key, at: at)
  }
}
