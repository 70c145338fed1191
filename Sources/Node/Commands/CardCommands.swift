import PeerProtocol

/// `samenloop card …`: what this region says of itself and signs, for peers that cannot be told over a connection.
enum CardCommands {
  static let all = [show, export]

  private static let show = CommandSpec(
    path: ["card", "show"], summary: "what this region's card says: its version, address and keys",
    example: "samenloop card show --home nhn", role: .operator,
    run: { invocation in
      let card = try facts(try LocalClient(invocation).call("GET", "/v1/card"))
      let keys = (card["tlsKeys"]?.arrayValue ?? []).compactMap(\.stringValue)
      var rows = ["region", "name", "endpoint", "environment", "version", "issuedAt"].map { [$0, card.text(of: $0)] }
      rows.append(["identityKey", card["identityKey"]?.text(of: "x") ?? "-"])
      rows += keys.map { ["tlsKey", $0] }
      return CommandOutput(json: card, text: TextTable.lines(rows).joined(separator: "\n"))
    })

  private static let export = CommandSpec(
    path: ["card", "export"], summary: "the signed card, for a file that peers import after a TLS key was lost",
    options: [
      OptionSpec(
        name: "above", value: "VERSION",
        help: "sign a newer one where the card is not above this version, which a peer says it holds")
    ],
    example: "samenloop card export --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let card: JSONValue
      if let text = invocation.option("above") {
        guard let version = Int64(text), version >= 0 else { throw CommandFailure.usage("--above must be a number") }
        card = try client.call("POST", "/v1/card", ["above": .integer(version)])
      } else {
        card = try client.call("GET", "/v1/card")
      }
      let facts = try facts(card)
      let region = facts.text(of: "region")
      return CommandOutput(
        json: card, text: String(decoding: JSONText.bytes(of: card), as: UTF8.self),
        notes: [
          "The card of \(region), version \(facts.text(of: "version")); nothing in it is secret.",
          "Send it as a file (> \(region)-card.json) to a peer's operator, who runs: samenloop peer import-card "
            + "\(region) FILE",
        ])
    })

  /// What a signed card says. It is the node's own: nothing is verified.
  private static func facts(_ card: JSONValue) throws(CommandFailure) -> JSONValue {
    guard let payload = card["payload"]?.stringValue.flatMap(Base64URL.decode),
      let facts = try? JSONText.value(of: payload)
    else { throw CommandFailure(.checkFailed, "the node's answer holds no card: is it of this version?") }
    return facts
  }
}
