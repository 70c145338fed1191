public import PeerProtocol

/// Who approved an agreement on behalf of this region.
public struct Approval: Sendable, Equatable {
  /// `operator` or `privacy-officer`.
  public var role: String
  /// SHA-256 of the approver's client certificate, 32 bytes.
  public var credential: [UInt8]
  /// The name in that certificate.
  public var name: String
  /// SHA-256 of that certificate's public key (SPKI), 32 bytes; empty in approvals that a store of format 1 holds.
  public var key: [UInt8]
  /// When.
  public var at: Timestamp

  /// An approval by the holder of a certificate.
  public init(role: String, credential: [UInt8], name: String, key: [UInt8] = [], at: Timestamp) {
    self.role = role
    self.credential = credential
    self.name = name
    self.key = key
    self.at = at
  }
}
