import PeerProtocol
import Region

extension Problem {
  /// Why nothing is done about a webhook, and what to do.
  init(_ refusal: WebhookRefusal) { self.init(refusal.code, Self.detail(refusal)) }

  private static func detail(_ refusal: WebhookRefusal) -> String {
    switch refusal {
    case .invalidURL:
      pick(
        "url: moet https://HOST/PATH zijn van hoogstens \(WebhookAddress.limit) bytes, zonder "
          + "gebruikersnaam en fragment",
        "url: must be https://HOST/PATH of at most \(WebhookAddress.limit) bytes, without user name and fragment")
    case .hostNotListed(let host):
      pick(
        "De host \(host) staat niet in node.json. Voeg die toe aan webhooks.hosts, en start het "
          + "knooppunt opnieuw.",
        "The host \(host) does not stand in node.json. Add it to webhooks.hosts, and restart the node.")
    case .addedBefore(let id):
      pick(
        "Webhook \(id) heeft deze URL. Alle webhooks: samenloop webhook list",
        "Webhook \(id) has this URL. List them: samenloop webhook list")
    case .tooMany(let count):
      pick(
        "Er zijn \(count) webhooks. Verwijder er eerst een: samenloop webhook remove ID --confirm ID",
        "There are \(count) webhooks. Remove one first: samenloop webhook remove ID --confirm ID")
    case .noSuchWebhook:
      pick(
        "Deze webhook is er niet. Alle webhooks: samenloop webhook list",
        "There is no such webhook. List them: samenloop webhook list")
    case .notConfirmed(let id):
      pick(
        "confirm: moet \(id) zijn, het nummer van de webhook: er is niets gedaan",
        "confirm: must be \(id), the number of the webhook: nothing was done")
    }
  }
}
