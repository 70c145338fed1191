import LocalAPI

/// `samenloop webhook …`: the systems that are told of changes.
enum WebhookCommands {
  static let all = [add, list, test, redeliver, remove]

  private static let add = CommandSpec(
    path: ["webhook", "add"],
    summary: pick(
      "een systeem vertellen over veranderingen van matches, bij een host die in node.json staat",
      "tell a system of changes of matches, at a host that node.json lists"),
    positionals: [PositionalSpec(name: "URL")],
    example: "samenloop webhook add https://index.example.nl/samenloop --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<WebhookDocument> = try LocalClient(invocation).call(
        .addWebhook, body: WebhookRequest(url: invocation.positionals[0]))
      return CommandOutput(
        answer, text: line(answer.document),
        notes: [
          pick("Geef de ontvanger de sleutel van: ", "Give the receiver the key of: ") + "samenloop webhook list",
          pick("Hierna: ", "Next: ") + "samenloop webhook test \(answer.document.id)",
        ])
    })

  private static let list = CommandSpec(
    path: ["webhook", "list"],
    summary: pick(
      "alle webhooks, en de sleutel waarmee ontvangers berichten controleren",
      "all webhooks, and the key by which receivers verify messages"),
    example: "samenloop webhook list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<WebhooksDocument> = try LocalClient(invocation).call(.webhooks)
      return CommandOutput(answer, text: text(answer.document), notes: notes(answer.document))
    })

  private static let test = CommandSpec(
    path: ["webhook", "test"],
    summary: pick(
      "een bericht sturen dat niets vertelt, en tonen wat de ontvanger antwoordt",
      "send a message that tells of nothing, and show what the receiver answers"),
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop webhook test 1 --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<WebhookTestDocument> = try LocalClient(invocation).call(
        .testWebhook, invocation.positionals[0], timeout: 40)
      let result = answer.document
      return CommandOutput(
        answer,
        text: (result.isDelivered
          ? pick("afgeleverd: ", "delivered: ") : pick("niet afgeleverd: ", "not delivered: ")) + result.detail,
        exit: result.isDelivered ? .success : .checkFailed)
    })

  private static let redeliver = CommandSpec(
    path: ["webhook", "redeliver"],
    summary: pick(
      "meteen sturen wat niet is aangekomen, ook als de webhook is uitgezet",
      "send what was not delivered at once, also where the webhook was disabled"),
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop webhook redeliver 1 --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<WebhookDocument> = try LocalClient(invocation).call(
        .redeliverWebhook, invocation.positionals[0])
      return CommandOutput(
        answer, text: line(answer.document),
        notes: [pick("Wat ervan kwam: ", "See what came of it: ") + "samenloop webhook list"])
    })

  private static let remove = CommandSpec(
    path: ["webhook", "remove"], summary: pick("een systeem niets meer vertellen", "tell a system no longer"),
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "confirm", value: "ID",
        help: pick("het nummer nog eens, voor de zekerheid", "the number again, to be sure"), isRequired: true)
    ],
    example: "samenloop webhook remove 1 --confirm 1 --home nhn", role: .operator,
    run: { invocation in
      let id = invocation.positionals[0]
      guard invocation.option("confirm") == id else {
        throw CommandFailure.usage(
          pick(
            "webhook remove: --confirm noemt een andere webhook dan \(id): er is niets gedaan",
            "webhook remove: --confirm names another webhook than \(id): nothing was done"))
      }
      let answer: NodeAnswer<WebhooksDocument> = try LocalClient(invocation).call(
        .removeWebhook, id, body: WebhookRemovalRequest(confirm: Int(id) ?? 0))
      return CommandOutput(answer, text: "webhook \(id): " + pick("verwijderd", "removed"))
    })

  private static func text(_ document: WebhooksDocument) -> String {
    let key = document.publicKey.map { [pick("sleutel van de berichten: ", "key of the messages: ") + $0] } ?? []
    guard !document.webhooks.isEmpty else {
      return (key + [pick("Er zijn nog geen webhooks.", "There are no webhooks yet.")]).joined(separator: "\n")
    }
    return (key + document.webhooks.map(line)).joined(separator: "\n")
  }

  private static func notes(_ document: WebhooksDocument) -> [String] {
    if document.publicKey == nil {
      return [
        pick(
          "node.json noemt geen hosts: voeg webhooks.hosts toe en start het knooppunt opnieuw",
          "node.json lists no hosts: add webhooks.hosts, and restart the node")
      ]
    }
    return document.webhooks.isEmpty ? [pick("Voeg er een toe: ", "Add one: ") + "samenloop webhook add URL"] : []
  }

  private static func line(_ webhook: WebhookDocument) -> String {
    let known =
      webhook.deliveredAt.map {
        pick("op de hoogte tot \(webhook.cursor) om \($0)", "told up to \(webhook.cursor) at \($0)")
      }
      ?? pick("nog niets verteld", "told nothing yet")
    let trouble =
      webhook.detail.map { "; \(TextTable.cell($0)). " + pick("Hierna: ", "Next: ") + TextTable.cell(webhook.next) }
      ?? ""
    return "\(webhook.id)  \(TextTable.cell(webhook.url))  \(webhook.state): \(known)\(trouble)"
  }

  /// The lines of `status`, where something is to be done.
  static func status(_ webhooks: [StatusWebhook]?) -> [String] {
    (webhooks ?? []).map { webhook in
      "webhook \(webhook.id) " + pick("naar ", "to ")
        + "\(TextTable.cell(webhook.host)): \(TextTable.cell(webhook.detail)). "
        + pick("Hierna: ", "Next: ") + TextTable.cell(webhook.next)
    }
  }
}
