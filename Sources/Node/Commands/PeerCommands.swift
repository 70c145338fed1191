import PeerProtocol

/// `samenloop peer …`: meeting other regions.
enum PeerCommands {
  static let all = [invite, join, list, fingerprint, accept, reject, suspend, resume, remove, importCard]

  private static let invite = CommandSpec(
    path: ["peer", "invite"], summary: "make an invitation code for one region, valid 48 hours",
    example: "samenloop peer invite --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("POST", "/v1/invitations", [:])
      let text = "\(answer.text(of: "code"))\nvalid until \(answer.text(of: "expiresAt"))"
      return CommandOutput(
        json: answer, text: text,
        notes: [
          "Give the code to the other region's operator, who runs: samenloop peer join CODE",
          "Then compare all six groups of: samenloop peer fingerprint REGION",
        ])
    })

  private static let join = CommandSpec(
    path: ["peer", "join"], summary: "join a region with the code that it gave",
    positionals: [PositionalSpec(name: "CODE")],
    example: "samenloop peer join \"samenloop://node.example:8443/#…\" --home drenthe", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/peers", ["code": .string(invocation.positionals[0])], timeout: 75)
      let region = answer.text(of: "region")
      let text = "\(region) (\(answer.text(of: "name"))): \(answer.text(of: "status"))\n\(groups(answer))"
      let next =
        answer["nextStep"]?.stringValue
        ?? "Compare all six groups with the operator of \(region), who then runs: samenloop peer accept, with this region's id"
      return CommandOutput(json: answer, text: text, notes: [next])
    })

  private static let list = CommandSpec(
    path: ["peer", "list"], summary: "all peers",
    example: "samenloop peer list --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/peers")
      let peers = answer["peers"]?.arrayValue ?? []
      if peers.isEmpty {
        return CommandOutput(
          json: answer, text: "There are no peers yet.", notes: ["Invite one: samenloop peer invite"])
      }
      let rows = peers.map { peer in
        let suspended = peer["suspended"].map {
          ", suspended since \($0.text(of: "at").prefix(10)): \($0.text(of: "reason"))"
        }
        return [peer.text(of: "region"), peer.text(of: "status") + (suspended ?? "")]
          + ["name", "endpoint"].map(cell(of: peer))
      }
      return CommandOutput(json: answer, text: TextTable.text(header: ["REGION", "STATUS", "NAME", "ENDPOINT"], rows))
    })

  private static let fingerprint = CommandSpec(
    path: ["peer", "fingerprint"], summary: "the six groups that both operators compare",
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer fingerprint drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer = try LocalClient(invocation).call("GET", path(region, "fingerprint"))
      return CommandOutput(
        json: answer, text: groups(answer),
        notes: [
          answer["nextStep"]?.stringValue ?? "When all six are the same on both sides: samenloop peer accept \(region)"
        ])
    })

  private static let accept = CommandSpec(
    path: ["peer", "accept"], summary: "accept a region that joined, once all six groups were compared",
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer accept drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer = try LocalClient(invocation).call("POST", path(region, "acceptance"), [:], timeout: 75)
      return CommandOutput(
        json: answer, text: "\(region): \(answer["status"]?.stringValue ?? "accepted")",
        notes: [
          "Next: " + (answer["nextStep"]?.stringValue ?? "samenloop agreement propose \(region) --file TERMS.json")
        ])
    })

  private static let reject = CommandSpec(
    path: ["peer", "reject"], summary: "refuse a region that joined",
    positionals: [PositionalSpec(name: "REGION")],
    options: [OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true)],
    example: "samenloop peer reject drenthe --reason \"the groups differ\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let reason = JSONValue.string(invocation.option("reason") ?? "")
      let answer = try LocalClient(invocation).call("POST", path(region, "rejection"), ["reason": reason])
      return CommandOutput(json: answer, text: "\(region): \(answer["status"]?.stringValue ?? "rejected")")
    })

  private static let suspend = CommandSpec(
    path: ["peer", "suspend"], summary: "keep a peer from everything at once, until it is resumed",
    positionals: [PositionalSpec(name: "REGION")],
    options: [OptionSpec(name: "reason", value: "TEXT", help: "why, for this region's people", isRequired: true)],
    example: "samenloop peer suspend drenthe --reason \"its key may be stolen\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let reason = JSONValue.string(invocation.option("reason") ?? "")
      let answer = try LocalClient(invocation).call("POST", path(region, "suspension"), ["reason": reason])
      return CommandOutput(
        json: answer, text: "\(region): suspended",
        notes: [
          "What \(region) holds of this region stays until the agreement ends. Let it in again: "
            + "samenloop peer resume \(region)"
        ])
    })

  private static let resume = CommandSpec(
    path: ["peer", "resume"], summary: "let a suspended peer in again",
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer resume drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer = try LocalClient(invocation).call("POST", path(region, "resumption"), [:])
      return CommandOutput(json: answer, text: "\(region): \(answer["status"]?.stringValue ?? "accepted")")
    })

  private static let remove = CommandSpec(
    path: ["peer", "remove"], summary: "forget a region that was accepted by mistake, while no agreement was concluded",
    positionals: [PositionalSpec(name: "REGION")],
    options: [
      OptionSpec(name: "confirm", value: "REGION", help: "the region's id again, to be sure", isRequired: true)
    ],
    example: "samenloop peer remove drenthe --confirm drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      guard invocation.option("confirm") == region else {
        throw CommandFailure.usage("peer remove: --confirm names another region than \(region): nothing was done")
      }
      let answer = try LocalClient(invocation).call("POST", path(region, "removal"), ["confirm": .string(region)])
      let lapsed = answer["lapsedProposals"]?.integerValue ?? 0
      return CommandOutput(
        json: answer,
        text: "\(region): removed; its keys are refused"
          + (lapsed == 0 ? "" : ", and \(lapsed) proposed agreement\(lapsed == 1 ? "" : "s") lapsed"),
        notes: [answer.text(of: "nextStep"), "To meet again later: samenloop peer invite"])
    })

  private static let importCard = CommandSpec(
    path: ["peer", "import-card"], summary: "take in a peer's card from a file, after it lost its TLS key",
    positionals: [PositionalSpec(name: "REGION"), PositionalSpec(name: "FILE")],
    example: "samenloop peer import-card drenthe drenthe-card.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let card = try DocumentFile.read(invocation.positionals[1])
      let answer = try LocalClient(invocation).call("PUT", path(region, "card"), card)
      let isSuspended = answer["suspended"] != nil
      return CommandOutput(
        json: answer, text: "\(region): card version \(answer.text(of: "cardVersion"))",
        notes: [
          isSuspended
            ? "\(region) is suspended. Once its operator says that the old key is gone: samenloop peer resume \(region)"
            : "Its old TLS keys count no longer. Next: samenloop sync now \(region)"
        ])
    })

  private static func path(_ region: String, _ last: String) -> String {
    "/v1/peers/\(PercentCoding.encode(region))/\(last)"
  }

  private static func groups(_ answer: JSONValue) -> String {
    (answer["fingerprint"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: "  ")
  }

  private static func cell(of value: JSONValue) -> (String) -> String { { value.text(of: $0) } }
}
