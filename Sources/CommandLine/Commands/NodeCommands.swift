import LocalAPI
import PeerProtocol

/// The commands that make, run and show a node.
enum NodeCommands {
  static let all = [initialize, serve, StatusCommand.spec, synchronize]

  private static let initialize = CommandSpec(
    path: ["init"], summary: "make the home of a new node: configuration, keys and certificates",
    options: [
      OptionSpec(name: "region", value: "ID", help: "the region's short name: a-z, 0-9 and -", isRequired: true),
      OptionSpec(name: "name", value: "NAME", help: "the region's full name", isRequired: true),
      OptionSpec(
        name: "peer-address", value: "HOST:PORT", help: "where peers connect, such as 0.0.0.0:8443", isRequired: true),
      OptionSpec(
        name: "local-address", value: "HOST:PORT", help: "where the region's own systems connect", isRequired: true),
      OptionSpec(name: "endpoint", value: "URL", help: "https://HOST:PORT as peers reach it (else the peer address)"),
      OptionSpec(
        name: "local-names", value: "NAMES", help: "by which other machines reach the local address, with commas"),
      OptionSpec(
        name: "environment", value: "ENV", help: "production for real data; else training, with made-up data",
        choices: PeerEnvironment.allCases.map(\.rawValue)),
      OptionSpec(name: "term-months", value: "N", help: "the longest active time of a signal (24)"),
      OptionSpec(
        name: "introducible", value: nil, help: "peers that compared this region's key may introduce it to others"),
    ] + InitCommand.contactOptions,
    example: "samenloop init --home nhn --region nhn --name \"Noord-Holland Noord\" "
      + "--peer-address 127.0.0.1:8443 --local-address 127.0.0.1:8444",
    run: { try InitCommand.run($0) })

  private static let serve = CommandSpec(
    path: ["serve"], summary: "run the node until SIGTERM; JSON log lines on stderr",
    options: [
      OptionSpec(
        name: "restored", value: nil,
        help: "the store was restored from a backup: withdraw only, until the import is confirmed")
    ],
    example: "samenloop serve --home nhn", run: { try ServeCommand.run($0) })

  private static let synchronize = CommandSpec(
    path: ["sync", "now"], summary: "exchange now, and wait (60 s at most) until all is answered",
    positionals: [PositionalSpec(name: "REGION", isRequired: false)],
    example: "samenloop sync now drenthe --home nhn", role: .operator,
    run: { invocation in
      let region = invocation.positionals.first
      let client = try LocalClient(invocation)
      let what = pick("De uitwisseling loopt", "The exchange runs")
      let answer = try ProgressLine.standard(invocation).during(what) {
        () throws(CommandFailure) -> NodeAnswer<SynchronizationDocument> in
        try client.call(.synchronize, body: SynchronizationRequest(region: region), timeout: 75)
      }
      let (text, next) = synchronized(answer.document, region)
      return CommandOutput(answer, text: text, notes: [next])
    })

  /// The text of `sync now` when the exchange is complete, and the next command.
  static func synchronized(_ result: SynchronizationDocument, _ region: String?) -> (text: String, next: String) {
    let peers = result.synchronized
    let without = result.withoutAgreement ?? []
    let joining = (result.joining ?? []).map { "\($0.region) " + pick("meldt zich aan: ", "joins: ") + $0.reason }
    let more = joining.isEmpty ? "" : "\n" + joining.joined(separator: "\n")
    if peers.isEmpty {
      return (
        pick(
          "Er zijn nog geen andere regio's: er wordt niets uitgewisseld.",
          "There are no peers yet: nothing is exchanged."),
        pick("Hierna: ", "Next: ") + "samenloop peer invite"
      )
    }
    let names = without.joined(separator: ", ")
    let lack = pick(
      "er is geen afspraak van kracht met \(names): daar wordt niets uitgewisseld",
      "no agreement is in force with \(names): nothing is exchanged there")
    if without.count == peers.count {
      return (
        lack.prefix(1).uppercased() + lack.dropFirst() + "." + more,
        pick("Wat er ontbreekt: ", "See what is missing: ") + "samenloop status"
      )
    }
    let done =
      region.map { pick("De uitwisseling met \($0)", "Exchange with \($0)") }
      ?? pick("De uitwisseling met alle regio's", "Exchange with all peers")
    return (
      done + pick(" is bij", " is up to date") + (without.isEmpty ? "." : "; \(lack).") + more,
      pick("De matches: ", "See the matches: ") + "samenloop match list"
    )
  }
}
