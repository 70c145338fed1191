/// Body of POST /v1/credentials.
public struct CredentialRequest: LocalDocument {
  /// PKCS #10 in PEM for a key on P-256.
  public var request: String
  public var role: Word<Role>

  public init(request: String, role: Word<Role>) {
    self.request = request
    self.role = role
  }
}
