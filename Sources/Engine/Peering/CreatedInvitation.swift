public import PeerProtocol

/// An invitation that was made just now. Its code is shown this once.
public struct CreatedInvitation: Sendable {
  /// The code, a secret until it is used.
  public var code: InvitationCode
  /// The last moment at which it may be used.
  public var expiresAt: Timestamp
}
