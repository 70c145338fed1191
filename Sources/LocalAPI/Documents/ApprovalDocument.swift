package import PeerProtocol

/// Who approved something for this region, by the name in their certificate.
package struct ApprovalDocument: LocalDocument {
  /// `operator` or `privacy-officer`.
  package var role: Word<Role>
  package var name: String
  package var at: Timestamp

  package init(role: Word<Role>, name: String, at: Timestamp) {
    self.role = role
    self.name = name
    self.at = at
  }
}
