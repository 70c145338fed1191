import PeerProtocol

/// `samenloop match list` and `show`: the youths in common with other regions, and within this one.
enum MatchCommands {
  static let all = [list, show] + MatchWorkCommands.all

  private static let list = CommandSpec(
    path: ["match", "list"], summary: "the matches with other regions, or within this one",
    options: [
      OptionSpec(name: "peer", value: "REGION", help: "only with this region"),
      OptionSpec(name: "kind", value: "KIND", help: "only of this kind", choices: ["youth", "family"]),
      OptionSpec(
        name: "scope", value: "SCOPE", help: "with other regions (else this), within this region, or both",
        choices: ["across", "within", "all"]),
      OptionSpec(name: "new", value: nil, help: "only those that nobody has looked at yet"),
    ],
    example: "samenloop match list --peer drenthe --home nhn", role: .coordinator,
    run: { invocation in
      var query: [String] = []
      for name in ["peer", "kind", "scope"] {
        if let value = invocation.option(name) { query.append("\(name)=\(PercentCoding.encode(value))") }
      }
      if invocation.has("new") { query.append("new=true") }
      let path = "/v1/matches" + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
      let answer = try LocalClient(invocation).call("GET", path, timeout: 300)
      let matches = answer.arrayValue ?? []
      if matches.isEmpty { return CommandOutput(json: answer, text: "There are no such matches.") }
      let rows = matches.map { match in
        ["matchId", "kind", "peer", "status", "detectedAt"].map { match.text(of: $0) }
          + [match.text(of: "signals"), MatchText.organisations(match)]
      }
      let header = ["MATCH", "KIND", "PEER", "STATUS", "DETECTED", "OUR SIGNALS", "INVOLVED THERE"]
      return CommandOutput(
        json: answer, text: TextTable.text(header: header, rows),
        notes: ["See one with contact details: samenloop match show MATCH"])
    })

  private static let show = CommandSpec(
    path: ["match", "show"], summary: "one match with both its sides, and the others of the same family",
    positionals: [PositionalSpec(name: "ID", identifier: .shortened)],
    example: "samenloop match show ID --home nhn", role: .coordinator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let id = try ShortIdentifier.resolve(
        invocation.positionals[0], length: 22, list: "samenloop match list --scope all"
      ) { () throws(CommandFailure) in
        let all = try client.call("GET", "/v1/matches?scope=all", timeout: 300)
        return (all.arrayValue ?? []).compactMap { $0["matchId"]?.stringValue }
      }
      let answer = try client.call("GET", "/v1/matches/\(PercentCoding.encode(id))")
      return CommandOutput(json: answer, text: MatchText.page(answer))
    })
}
