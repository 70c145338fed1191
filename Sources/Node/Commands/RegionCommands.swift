import PeerProtocol

/// What concerns the whole region: what peers still have to erase, a restored backup, leaving the federation.
enum RegionCommands {
  static let all = [withdrawals, snapshot, announce, confirm, close, closing]

  private static let withdrawals = CommandSpec(
    path: ["withdrawals"], summary: "what peers still have to confirm that they erased, with its age",
    example: "samenloop withdrawals --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/withdrawals")
      let feeds = (answer["withdrawals"]?.arrayValue ?? []).map { row in
        [
          row.text(of: "peer"), row.text(of: "kind"), row.text(of: "unconfirmed"), row.text(of: "oldestSince"),
          row.text(of: "reason"),
        ]
      }
      let endings = (answer["endings"]?.arrayValue ?? []).map { row in
        [row.text(of: "peer"), "agreement", "all", row.text(of: "since"), row.text(of: "reason")]
      }
      if feeds.isEmpty && endings.isEmpty {
        return CommandOutput(json: answer, text: "Every peer confirmed every withdrawal.")
      }
      return CommandOutput(
        json: answer,
        text: TextTable.text(header: ["PEER", "KIND", "UNCONFIRMED", "OLDEST SINCE", "REASON"], feeds + endings),
        notes: withdrawalNotes(answer))
    })

  /// Who sends what is not confirmed, and when.
  static func withdrawalNotes(_ answer: JSONValue) -> [String] {
    let rows = answer["withdrawals"]?.arrayValue ?? []
    let suspended = Set(rows.filter { $0["suspended"] == true }.map { $0.text(of: "peer") }).sorted()
    let others = rows.contains { $0["suspended"] != true } || answer["endings"]?.arrayValue?.isEmpty == false
    var notes = suspended.map {
      "\($0) is suspended: what is withdrawn goes there after samenloop peer resume \($0), or when the agreement ends"
    }
    if others {
      let which = suspended.isEmpty ? "They are" : "The others are"
      notes.append("\(which) sent again by themselves; at once with: samenloop sync now")
    }
    return notes
  }

  private static let snapshot = CommandSpec(
    path: ["snapshot"],
    summary: "rewrite the store now: what was erased leaves the disk at once, not within 15 minutes",
    example: "samenloop snapshot --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("POST", "/v1/snapshots", [:], timeout: 75)
      return CommandOutput(json: answer, text: "The store holds what is known now, and nothing that was erased before.")
    })

  private static let announce = CommandSpec(
    path: ["restore", "announce"], summary: "say that this node's store was restored from a backup",
    example: "samenloop restore announce --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("POST", "/v1/restoration", [:])
      return CommandOutput(
        json: answer,
        text:
          "The node receives and withdraws; it adds nothing, and shows peers nothing. Matches that it lists may be out of date.",
        notes: [answer.text(of: "next")])
    })

  private static let confirm = CommandSpec(
    path: ["restore", "confirm"], summary: "confirm that the whole index was imported anew after a restore",
    options: [
      OptionSpec(
        name: "imported-otherwise", value: nil,
        help: "it was not imported as one file with --snapshot, but is up to date")
    ],
    example: "samenloop restore confirm --home nhn", role: .operator,
    run: { invocation in
      let otherwise = JSONValue.bool(invocation.has("imported-otherwise"))
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/restoration/confirmation", ["importedOtherwise": otherwise])
      return CommandOutput(json: answer, text: "Exchange goes on.", notes: ["See: samenloop status"])
    })

  private static let close = CommandSpec(
    path: ["region", "close"], summary: "leave the federation: withdraw everywhere, end every agreement",
    options: [
      OptionSpec(name: "confirm", value: "REGION", help: "this region's own id, to be sure", isRequired: true)
    ],
    example: "samenloop region close --confirm nhn --home nhn", role: .operator,
    run: { invocation in
      let region = JSONValue.string(invocation.option("confirm") ?? "")
      let answer = try LocalClient(invocation).call("POST", "/v1/closing", ["region": region])
      let needsOfficer = answer["state"]?.stringValue == "approval"
      return CommandOutput(
        json: answer, text: "state: \(answer.text(of: "state"))",
        notes: [
          needsOfficer
            ? "A second person has to decide it, too: add --as privacy-officer (or --as operator)"
            : "Follow it: samenloop region closing"
        ])
    })

  private static let closing = CommandSpec(
    path: ["region", "closing"], summary: "how far this region is with leaving, and the certificate in the end",
    example: "samenloop region closing --json --home nhn", role: .operator,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/closing")
      var lines = ["state: \(answer.text(of: "state"))"]
      for row in answer["waitingFor"]?.arrayValue ?? [] {
        lines.append(
          "waits for \(row.text(of: "peer")): \(row.text(of: "unconfirmed")) unconfirmed \(row.text(of: "reason"))")
      }
      let isDone = answer["certificate"] != nil
      return CommandOutput(
        json: answer, text: lines.joined(separator: "\n"),
        notes: isDone
          ? ["Keep the certificate (--json), then stop the node and delete its home."] : [])
    })
}
