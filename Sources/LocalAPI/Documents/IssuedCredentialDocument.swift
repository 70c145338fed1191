package import PeerProtocol

/// A certificate for the local listener that was made on request.
package struct IssuedCredentialDocument: LocalDocument {
  /// How it stands.
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// A privacy officer's that counts.
    case registered
    /// A privacy officer's that counts once a registered one consents.
    case proposed
    /// One of another role.
    case issued
  }

  /// SHA-256 of the certificate, in hexadecimal digits.
  package var id: String
  /// SHA-256 of its public key (SPKI), to be compared with the holder.
  package var key: String
  package var name: String
  package var role: Word<Role>
  package var municipality: String?
  package var validUntil: Timestamp
  package var state: Word<State>
  /// In PEM.
  package var certificate: String
  /// In PEM: the certificate by which the holder's commands know the node.
  package var authority: String?

  package init(
    id: String, key: String, name: String, role: Word<Role>, municipality: String? = nil, validUntil: Timestamp,
    state: Word<State>, certificate: String, authority: String? = nil
  ) {
    self.id = id
    self.key = key
    self.name = name
    self.role = role
    self.municipality = municipality
    self.validUntil = validUntil
    self.state = state
    self.certificate = certificate
    self.authority = authority
  }
}
