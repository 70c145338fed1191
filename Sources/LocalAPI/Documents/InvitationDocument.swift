public import PeerProtocol

/// Answer to POST /v1/invitations.
public struct InvitationDocument: LocalDocument {
  /// A secret until it is used: hand it over in person or on the phone.
  public var code: String
  public var expiresAt: Timestamp

  public init(code: String, expiresAt: Timestamp) {
    self.code = code
    self.expiresAt = expiresAt
  }
}
