/// Body of POST /v1/credentials.
package struct CredentialRequest: LocalDocument {
  /// PKCS #10 in PEM for a key on P-256.
  package var request: String
  package var role: Word<Role>

  package init(request: String, role: Word<Role>) {
    self.request = request
    self.role = role
  }
}
