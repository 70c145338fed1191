import PeerProtocol
import Region

extension Problem {
  /// Why nothing is done about a webhook, and what to do.
  init(_ refusal: WebhookRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: WebhookRefusal) -> String {
    switch refusal {
    case .invalidURL:
      "url: must be https://HOST/PATH of at most \(WebhookAddress.limit) bytes, without user name and fragment"
    case .hostNotListed(let host):
      "The host \(host) does not stand in node.json. Add it to webhooks.hosts, and restart the node."
    case .addedBefore(let id): "Webhook \(id) has this URL. List them: samenloop webhook list"
    case .tooMany(let count): "There are \(count) webhooks. Remove one first: samenloop webhook remove ID --confirm ID"
    case .noSuchWebhook: "There is no such webhook. List them: samenloop webhook list"
    case .notConfirmed(let id): "confirm: must be \(id), the number of the webhook: nothing was done"
    }
  }
}
