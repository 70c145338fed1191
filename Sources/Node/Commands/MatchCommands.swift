import PeerProtocol

/// `samenloop match …`: the youths in common with other regions.
enum MatchCommands {
  static let all = [list, show]

  private static let list = CommandSpec(
    path: ["match", "list"], summary: "the matches with other regions",
    options: [
      OptionSpec(name: "peer", value: "REGION", help: "only with this region"),
      OptionSpec(name: "kind", value: "KIND", help: "only of this kind", choices: ["youth", "family"]),
      OptionSpec(name: "new", value: nil, help: "only those that nobody has looked at yet"),
    ],
    example: "samenloop match list --peer drenthe --home nhn", role: .coordinator,
    run: { invocation in
      var query: [String] = []
      for name in ["peer", "kind"] {
        if let value = invocation.option(name) { query.append("\(name)=\(PercentCoding.encode(value))") }
      }
      if invocation.has("new") { query.append("new=true") }
      let path = "/v1/matches" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
      let answer = try LocalClient(invocation).call("GET", path, timeout: 300)
      let matches = answer.arrayValue ?? []
      if matches.isEmpty { return CommandOutput(json: answer, text: "There are no such matches.") }
      let rows = matches.map { match in
        ["matchId", "kind", "peer", "status", "detectedAt"].map { match.text(of: $0) }
          + [match.text(of: "signals"), organisations(match)]
      }
      let header = ["MATCH", "KIND", "PEER", "STATUS", "DETECTED", "OUR SIGNALS", "INVOLVED THERE"]
      return CommandOutput(
        json: answer, text: TextTable.text(header: header, rows),
        notes: ["See one with contact details: samenloop match show MATCH"])
    })

  private static let show = CommandSpec(
    path: ["match", "show"], summary: "one match, with the professionals of the other region",
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop match show ID --home nhn", role: .coordinator,
    run: { invocation in
      let id = PercentCoding.encode(invocation.positionals[0])
      let answer = try LocalClient(invocation).call("GET", "/v1/matches/\(id)")
      return CommandOutput(json: answer, text: text(answer))
    })

  private static func organisations(_ match: JSONValue) -> String {
    let names = (match["involvements"]?.arrayValue ?? []).compactMap { $0["organisation"]?["name"]?.stringValue }
    return names.isEmpty ? "-" : names.joined(separator: ", ")
  }

  private static func text(_ match: JSONValue) -> String {
    let members = [
      ("kind", "kind"), ("peer", "peer"), ("status", "status"), ("signals", "our signals"), ("detectedAt", "detected"),
    ]
    var lines = TextTable.lines(members.map { [$0.1, match.text(of: $0.0)] })
    lines.append("involved there")
    let rows = (match["involvements"]?.arrayValue ?? []).map { one in
      let contact = one["contact"] ?? [:]
      return ["  " + (one["organisation"]?.text(of: "name") ?? "-")]
        + ["name", "phone", "email"].map { contact.text(of: $0) }
        + [one.text(of: "involvement"), "since \(one.text(of: "since"))"]
        + (one["left"]?.stringValue.map { ["left \($0)"] } ?? [])
    }
    lines += rows.isEmpty ? ["  nothing was received yet"] : TextTable.lines(rows)
    for (member, title) in [("own", "our side"), ("theirs", "their side")] {
      guard let side = match[member]?.objectValue, !side.isEmpty else { continue }
      lines.append(title)
      lines += TextTable.lines(
        side.keys.sorted().map { key in
          let state = side[key]?["state"]?.stringValue ?? side[key]?.stringValue ?? "-"
          return ["  \(key)", state, side[key]?["at"]?.stringValue ?? ""]
        })
    }
    return lines.joined(separator: "\n")
  }
}
