public import Region

/// A webhook as it stands now.
public struct WebhookStanding: Sendable {
  /// How it fares.
  public enum State: Sendable, Hashable {
    /// Everything was delivered, or is under way for the first time.
    case fine
    /// A try failed; it is sent again.
    case late
    /// Nothing is sent, since its host does not stand in the configuration any more.
    case hostNotListed
    /// Nothing is sent any more.
    case disabled
  }

  /// What is stored of it.
  public var webhook: Webhook
  /// How it fares.
  public var state: State

  init(_ webhook: Webhook, _ settings: WebhookSettings?) {
    self.webhook = webhook
    state =
      webhook.disabled != nil
      ? .disabled
      : settings?.host(webhook.host) == nil ? .hostNotListed : webhook.pending?.lastFailure == nil ? .fine : .late
  }
}

/// All webhooks, and how receivers know messages.
public struct WebhookList: Sendable {
  /// `whpk_…`: by which receivers verify messages; nil where none are configured.
  public var publicKey: String?
  /// The hosts that the configuration lists.
  public var hosts: [String]
  /// Oldest first.
  public var webhooks: [WebhookStanding]
}
