package import PeerProtocol

/// Answer to POST /v1/invitations.
package struct InvitationDocument: LocalDocument {
  /// A secret until it is used: hand it over in person or on the phone.
  package var code: String
  package var expiresAt: Timestamp

  package init(code: String, expiresAt: Timestamp) {
    self.code = code
    self.expiresAt = expiresAt
  }
}
