import LocalAPI
import Pages
import PeerProtocol

/// `samenloop match list` and `show`: the youths in common with other regions, and within this one.
enum MatchCommands {
  static let all = [list, show] + MatchWorkCommands.all

  private static let list = CommandSpec(
    path: ["match", "list"],
    summary: pick(
      "de matches met andere regio's, of binnen deze regio", "the matches with other regions, or within this one"),
    options: [
      OptionSpec(name: "peer", value: "REGION", help: pick("alleen met deze regio", "only with this region")),
      OptionSpec(
        name: "kind", value: "KIND", help: pick("alleen van deze soort", "only of this kind"),
        choices: MatchDocument.Kind.allCases.map(\.rawValue)),
      OptionSpec(
        name: "scope", value: "SCOPE",
        help: pick(
          "met andere regio's (anders deze), binnen deze regio, of beide",
          "with other regions (else this), within this region, or both"),
        choices: ["across", "within", "all"]),
      OptionSpec(
        name: "new", value: nil,
        help: pick("alleen die nog niemand heeft bekeken", "only those that nobody has looked at yet")),
    ],
    example: "samenloop match list --peer drenthe --home nhn", role: .coordinator,
    run: { invocation in
      var query: [(name: String, value: String)] = []
      for name in ["peer", "kind", "scope"] {
        if let value = invocation.option(name) { query.append((name, value)) }
      }
      if invocation.has("new") { query.append(("new", "true")) }
      let answer: NodeAnswer<[MatchDocument]> = try LocalClient(invocation).call(.matches, query: query, timeout: 300)
      let matches = answer.document
      let json = Array("{\"matches\":".utf8) + answer.bytes + [UInt8(ascii: "}")]
      if matches.isEmpty {
        return CommandOutput(json: json, text: pick("Zulke matches zijn er niet.", "There are no such matches."))
      }
      return CommandOutput(
        json: json,
        text: MatchText.list(matches),
        notes: [
          pick("Eén match met contactgegevens: ", "See one with contact details: ") + "samenloop match show MATCH"
        ])
    })

  private static let show = CommandSpec(
    path: ["match", "show"],
    summary: pick(
      "één match met beide kanten, en de andere van hetzelfde gezin",
      "one match with both its sides, and the others of the same family"),
    positionals: [PositionalSpec(name: "ID", identifier: .shortened)],
    example: "samenloop match show ID --home nhn", role: .coordinator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let id = try ShortIdentifier.resolve(
        invocation.positionals[0], length: 22, list: "samenloop match list --scope all"
      ) { () throws(CommandFailure) in
        let all: NodeAnswer<[MatchDocument]> = try client.call(.matches, query: [("scope", "all")], timeout: 300)
        return all.document.map(\.matchId)
      }
      let answer: NodeAnswer<MatchDocument> = try client.call(.match, id)
      return CommandOutput(answer, text: MatchText.page(answer.document))
    })
}
