import LocalAPI
import PeerProtocol

/// `samenloop peer …`: meeting other regions.
enum PeerCommands {
  static let all = [invite, join, list, fingerprint, accept, reject, suspend, resume, remove, importCard]

  private static let invite = CommandSpec(
    path: ["peer", "invite"], summary: "make an invitation code for one region, valid 48 hours",
    example: "samenloop peer invite --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<InvitationDocument> = try LocalClient(invocation).call(.createInvitation)
      return CommandOutput(
        answer, text: "\(answer.document.code)\nvalid until \(answer.document.expiresAt)",
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
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .join, body: JoinRequest(code: invocation.positionals[0]), timeout: 75)
      let peer = answer.document
      return CommandOutput(
        answer, text: "\(peer.region) (\(TextTable.cell(peer.name))): \(peer.status)\n\(groups(peer))",
        notes: [peer.nextStep])
    })

  private static let list = CommandSpec(
    path: ["peer", "list"], summary: "all peers",
    example: "samenloop peer list --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<PeersDocument> = try LocalClient(invocation).call(.peers)
      let peers = answer.document.peers
      if peers.isEmpty {
        return CommandOutput(answer, text: "There are no peers yet.", notes: ["Invite one: samenloop peer invite"])
      }
      let rows = peers.map { peer in
        let suspended = peer.suspended.map {
          ", suspended since \($0.at.rfc3339.prefix(10)): \(TextTable.cell($0.reason))"
        }
        return [
          peer.region, peer.status.text + (suspended ?? ""), TextTable.cell(peer.name), TextTable.cell(peer.endpoint),
        ]
      }
      return CommandOutput(answer, text: TextTable.text(header: ["REGION", "STATUS", "NAME", "ENDPOINT"], rows))
    })

  private static let fingerprint = CommandSpec(
    path: ["peer", "fingerprint"], summary: "the six groups that both operators compare",
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer fingerprint drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.fingerprint, region)
      return CommandOutput(answer, text: groups(answer.document), notes: [answer.document.nextStep])
    })

  private static let accept = CommandSpec(
    path: ["peer", "accept"], summary: "accept a region that joined, once all six groups were compared",
    positionals: [PositionalSpec(name: "REGION")],
    example: "samenloop peer accept drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.acceptPeer, region, timeout: 75)
      return CommandOutput(
        answer, text: "\(region): \(answer.document.status)", notes: ["Next: " + answer.document.nextStep])
    })

  private static let reject = CommandSpec(
    path: ["peer", "reject"], summary: "refuse a region that joined",
    positionals: [PositionalSpec(name: "REGION")],
    options: [OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true)],
    example: "samenloop peer reject drenthe --reason \"the groups differ\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .rejectPeer, region, body: ReasonRequest(reason: invocation.option("reason") ?? ""))
      return CommandOutput(answer, text: "\(region): \(answer.document.status)")
    })

  private static let suspend = CommandSpec(
    path: ["peer", "suspend"], summary: "keep a peer from everything at once, until it is resumed",
    positionals: [PositionalSpec(name: "REGION")],
    options: [OptionSpec(name: "reason", value: "TEXT", help: "why, for this region's people", isRequired: true)],
    example: "samenloop peer suspend drenthe --reason \"its key may be stolen\" --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(
        .suspendPeer, region, body: ReasonRequest(reason: invocation.option("reason") ?? ""))
      return CommandOutput(
        answer, text: "\(region): suspended",
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
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.resumePeer, region)
      return CommandOutput(answer, text: "\(region): \(answer.document.status)")
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
      let answer: NodeAnswer<RemovedPeerDocument> = try LocalClient(invocation).call(
        .removePeer, region, body: RemovalRequest(confirm: region))
      let lapsed = answer.document.lapsedProposals
      return CommandOutput(
        answer,
        text: "\(region): removed; its keys are refused"
          + (lapsed == 0 ? "" : ", and \(lapsed) proposed agreement\(lapsed == 1 ? "" : "s") lapsed"),
        notes: [answer.document.nextStep, "To meet again later: samenloop peer invite"])
    })

  private static let importCard = CommandSpec(
    path: ["peer", "import-card"], summary: "take in a peer's card from a file, after it lost its TLS key",
    positionals: [PositionalSpec(name: "REGION"), PositionalSpec(name: "FILE")],
    example: "samenloop peer import-card drenthe drenthe-card.json --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals[0]
      let card = try DocumentFile.read(invocation.positionals[1])
      let answer: NodeAnswer<PeerDocument> = try LocalClient(invocation).call(.importCard, region, body: card)
      return CommandOutput(
        answer, text: "\(region): card version \(answer.document.cardVersion)",
        notes: [
          answer.document.suspended != nil
            ? "\(region) is suspended. Once its operator says that the old key is gone: samenloop peer resume \(region)"
            : "Its old TLS keys count no longer. Next: samenloop sync now \(region)"
        ])
    })

  private static func groups(_ peer: PeerDocument) -> String { peer.fingerprint.joined(separator: "  ") }
}
