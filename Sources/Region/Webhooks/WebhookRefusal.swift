public import PeerProtocol

/// Why nothing is done about a webhook.
public enum WebhookRefusal: Hashable, Sendable {
  /// The text is no URL that a webhook may have.
  case invalidURL
  /// The host does not stand in the configuration.
  case hostNotListed(String)
  /// The URL stands at another webhook already.
  case addedBefore(Int)
  /// So many webhooks are there already.
  case tooMany(Int)
  /// There is no such webhook.
  case noSuchWebhook
  /// The confirmation names another webhook.
  case notConfirmed(Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .invalidURL, .notConfirmed: .malformed
    case .hostNotListed: .forbidden
    case .addedBefore, .tooMany: .conflict
    case .noSuchWebhook: .notFound
    }
  }
}
