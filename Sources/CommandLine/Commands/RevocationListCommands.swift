import Node
import PeerProtocol
import System
import Transport

/// `samenloop tls lists` and `tls forget-list`: the revocation lists that a node remembers.
enum RevocationListCommands {
  static let all = [lists, forget]

  private static let lists = CommandSpec(
    path: ["tls", "lists"],
    summary: pick(
      "de nieuwste intrekkingslijst van elke autoriteit die dit knooppunt ooit las",
      "the newest revocation list of each authority that this node ever read"),
    example: "samenloop tls lists --home nhn", run: { try list($0) })

  private static let forget = CommandSpec(
    path: ["tls", "forget-list"],
    summary: pick(
      "zeggen dat een autoriteit geen intrekkingslijst meer heeft",
      "say that an authority has no revocation list any more"),
    positionals: [PositionalSpec(name: "AUTHORITY")],
    options: [
      OptionSpec(
        name: "confirm", value: "AUTHORITY",
        help: pick("dezelfde naam nog eens, voor de zekerheid", "the same name again, to be sure"), isRequired: true)
    ],
    example: "samenloop tls forget-list \"/CN=Old root\" --confirm \"/CN=Old root\" --home nhn", run: { try forget($0) }
  )

  /// Works on the home, as the operator of a node that does not start needs it too.
  private static func list(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    _ = try home.readConfiguration()
    let kept = try KeptRevocationLists(of: home).read().newest
    let json: JSONValue = [
      "lists": .array(
        kept.map { list in
          JSONValue(present: [
            "authority": .string(list.authority), "issuedAt": JSONValue(Timestamp(seconds: list.issuedAt)),
            "dueAt": list.dueAt.map { JSONValue(Timestamp(seconds: $0)) },
          ])
        })
    ]
    if kept.isEmpty {
      return CommandOutput(
        json: json,
        text: pick("Er is nog geen intrekkingslijst gelezen.", "No revocation list was read yet."))
    }
    let rows = kept.map { list in
      [
        list.authority, Timestamp(seconds: list.issuedAt).rfc3339,
        list.dueAt.map { Timestamp(seconds: $0).rfc3339 } ?? "-",
      ]
    }
    return CommandOutput(
      json: json,
      text:
        TextTable.text(
          header: pick(
            ["AUTORITEIT", "UITGEGEVEN", "VOLGENDE VERWACHT"], ["AUTHORITY", "ISSUED", "NEXT ONE DUE"]), rows))
  }

  private static func forget(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    _ = try home.readConfiguration()
    let authority = invocation.positionals[0]
    guard invocation.option("confirm") == authority else {
      throw CommandFailure.usage(
        pick(
          "tls forget-list: --confirm heeft een andere naam dan de lijst die vergeten wordt. Daarna worden die certificaten niet "
            + "meer op intrekking gecontroleerd",
          "tls forget-list: --confirm has another name than the one to forget. Its certificates are checked for revocation no longer"
        )
      )
    }
    let file = KeptRevocationLists(of: home)
    let kept = try file.read()
    let known = kept.newest.map(\.authority)
    guard known.contains(authority) else {
      throw CommandFailure(
        .badData,
        pick("er is geen lijst van \"\(authority)\"", "no list of \"\(authority)\" is kept")
          + Suggested.text(for: authority, among: known) + pick("; zie: ", "; see: ") + "samenloop tls lists")
    }
    try Files.whileHolding(home.trust) {
      do {
        try file.write(kept.without(authority: authority))
      } catch {
        throw CommandFailure(.configuration, "\(error)" + pick(": mag u daar schrijven?", ": may you write there?"))
      }
    }
    return CommandOutput(
      json: ["authority": .string(authority), "forgotten": true],
      text: "\(authority): "
        + pick(
          "de lijst is vergeten; de certificaten worden niet meer op intrekking gecontroleerd",
          "its list is forgotten; its certificates are checked for revocation no longer"),
      notes: [
        pick(
          "Een draaiend knooppunt ziet het binnen een minuut, bij SIGHUP meteen. Een lijst die nog in het bestand van "
            + "revocationLists staat, wordt weer gelezen.",
          "A running node sees it within a minute, at once on SIGHUP. A list that still stands in the file of revocationLists is "
            + "read again.")
      ])
  }
}
