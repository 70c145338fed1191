public import PeerProtocol

/// Who approved something for this region, by the name in their certificate.
public struct ApprovalDocument: LocalDocument {
  /// `operator` or `privacy-officer`.
  public var role: Word<Role>
  public var name: String
  public var at: Timestamp

  public init(role: Word<Role>, name: String, at: Timestamp) {
    self.role = role
    self.name = name
    self.at = at
  }
}
