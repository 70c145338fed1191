import Engine
import LocalAPI
import PeerProtocol
import Region

extension WebhookList {
  /// The list, as documents say it.
  func document() -> WebhooksDocument {
    WebhooksDocument(publicKey: publicKey, hosts: hosts, webhooks: webhooks.map { $0.document() })
  }
}

extension WebhookStanding {
  /// The webhook, as documents say it.
  func document() -> WebhookDocument {
    var document = WebhookDocument(
      id: webhook.id, url: webhook.url, addedAt: webhook.addedAt, state: Word(word), cursor: String(webhook.delivered))
    document.deliveredAt = webhook.deliveredAt
    document.pending = webhook.pending.map { message in
      WebhookDocument.Pending(
        id: message.uuid, cursor: String(message.cursor), tries: message.tries, nextTryAt: message.nextTryAt)
    }
    if state != .fine { (document.detail, document.next) = (detail, next) }
    return document
  }

  /// The webhook as the status says it.
  func statusDocument() -> StatusWebhook {
    StatusWebhook(id: webhook.id, host: webhook.host, state: Word(word), detail: detail, next: next)
  }

  private var word: WebhookDocument.State {
    switch state {
    case .fine: .fine
    case .late: .late
    case .hostNotListed: .hostNotListed
    case .disabled: .disabled
    }
  }

  private var detail: String {
    let failure = webhook.pending?.lastFailure.map { ": " + $0.text } ?? ""
    switch state {
    case .fine: return ""
    case .late:
      let (tries, next) = (webhook.pending?.tries ?? 0, webhook.pending?.nextTryAt ?? webhook.addedAt)
      return pick(
        "niet aangekomen na poging \(tries) van \(WebhookSchedule.tries), volgende poging op "
          + "\(next)\(failure)",
        "not delivered after try \(tries) of \(WebhookSchedule.tries), next try at \(next)\(failure)")
    case .hostNotListed:
      return pick(
        "de host staat niet in node.json: er wordt niets gestuurd",
        "its host does not stand in node.json: nothing is sent")
    case .disabled:
      return
        pick(
          "uitgezet sinds \(webhook.disabled?.at ?? webhook.addedAt), na \(webhook.pending?.tries ?? 0) "
            + "pogingen\(failure)",
          "disabled since \(webhook.disabled?.at ?? webhook.addedAt), after \(webhook.pending?.tries ?? 0) tries\(failure)"
        )
    }
  }

  private var next: String {
    switch state {
    case .fine: ""
    case .late: "samenloop webhook test \(webhook.id)"
    case .hostNotListed: "samenloop webhook remove \(webhook.id) --confirm \(webhook.id)"
    case .disabled: "samenloop webhook redeliver \(webhook.id)"
    }
  }
}

extension WebhookTestDocument {
  /// What came of a test.
  init(_ result: Result<WebhookReply, WebhookFailure>) {
    switch result {
    case .success(let reply) where (200...299).contains(reply.status):
      self.init(
        isDelivered: true, status: reply.status,
        detail: pick("de ontvanger antwoordde \(reply.status)", "the receiver answered \(reply.status)"))
    case .success(let reply):
      self.init(isDelivered: false, status: reply.status, detail: WebhookFailure.status(reply.status).text)
    case .failure(let failure): self.init(isDelivered: false, status: nil, detail: failure.text)
    }
  }
}
