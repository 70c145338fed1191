public import PeerProtocol

/// Why no mail is sent.
public enum MailRefusal: Hashable, Sendable {
  /// The configuration names no mail server.
  case notConfigured
  /// The text is no address.
  case invalidAddress

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .notConfigured: .conflict
    case .invalidAddress: .malformed
    }
  }
}
