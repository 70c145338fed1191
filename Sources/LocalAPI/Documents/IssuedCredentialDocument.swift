public import PeerProtocol

/// A certificate for the local listener that was made on request.
public struct IssuedCredentialDocument: LocalDocument {
  /// How it stands.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// A privacy officer's that counts.
    case registered
    /// A privacy officer's that counts once a registered one consents.
    case proposed
    /// One of another role.
    case issued
  }

  /// SHA-256 of the certificate, in hexadecimal digits.
  public var id: String
  /// SHA-256 of its public key (SPKI), to be compared with the holder.
  public var key: String
  public var name: String
  public var role: Word<Role>
  public var municipality: String?
  public var validUntil: Timestamp
  public var state: Word<State>
  /// In PEM.
  public var certificate: String
  /// In PEM: the certificate by which the holder's commands know the node.
  public var authority: String?

  public init(
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
