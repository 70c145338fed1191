extension AuditFacts {
  /// What the audit log says of webhooks: who is told, by the host. Messages hold nobody, and are no entries.
  func facts(of event: WebhookEvent) -> [AuditFact] {
    func fact(_ kind: AuditKind, _ id: Int, _ host: String?) -> AuditFact {
      var members: [String: AuditFact.Value] = ["webhook": .number(id)]
      members["host"] = host.map { .word($0) }
      return AuditFact(kind, members)
    }
    switch event {
    case .added(let id, let url, _, _): return [fact(.webhookAdded, id, WebhookAddress(url)?.host)]
    case .removed(let id, _): return [fact(.webhookRemoved, id, webhooks.webhook(id)?.host)]
    case .disabled(let id, let reason, _):
      var disabled = fact(.webhookDisabled, id, webhooks.webhook(id)?.host)
      disabled.members["reason"] = .word(reason.name)
      return [disabled]
    case .restarted(let id, _): return [fact(.webhookRestarted, id, webhooks.webhook(id)?.host)]
    case .prepared, .failed, .delivered: return []
    }
  }
}
