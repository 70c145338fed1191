import Engine
import LocalAPI
import PeerProtocol
import Region

/// A request about what the node tells systems and people of the region by itself.
struct NoticeCall {
  var call: LocalRequest

  /// The answer; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    switch call.operation {
    case .webhooks: return try engine.webhooks.list().document()
    case .addWebhook: return try engine.webhooks.add(url: try call.text("url", in: call.document())).document()
    case .testWebhook: return WebhookTestDocument(try engine.webhooks.test(try webhook()))
    case .redeliverWebhook: return try engine.webhooks.redeliver(try webhook()).document()
    case .removeWebhook:
      // The body first: what is wrong with it is told, whether the webhook is there or not.
      let confirmed = try call.version("confirm", in: call.document())
      try engine.webhooks.remove(try webhook(), confirmed: confirmed)
      return try engine.webhooks.list().document()
    case .testMail:
      let address = try call.text("address", in: call.document())
      guard MailConfiguration.isAddress(address) else { throw Refusal.mail(.invalidAddress) }
      return MailTestDocument(try engine.mail.test(address: address))
    default: return nil
    }
  }

  private func webhook() throws(Refusal) -> Int {
    guard let id = call.parameters.first.flatMap({ Int($0) }) else { throw .webhooks(.noSuchWebhook) }
    return id
  }
}

extension MailTestDocument {
  fileprivate init(_ result: Result<Void, MailFailure>) {
    switch result {
    case .success: self.init(isSent: true, detail: pick("de mailserver nam het aan", "the mail server took it"))
    case .failure(let failure): self.init(isSent: false, detail: failure.reason)
    }
  }
}
