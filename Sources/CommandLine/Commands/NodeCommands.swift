import LocalAPI
import PeerProtocol

/// The commands that make, run and show a node.
enum NodeCommands {
  static let all = [initialize, serve, StatusCommand.spec, synchronize]

  private static let initialize = CommandSpec(
    path: ["init"],
    summary: pick(
      "de map van een nieuw knooppunt maken: configuratie, sleutels, certificaten; vraagt aan een terminal wat nodig is",
      "make the home of a new node: configuration, keys, certificates; asks at a terminal for what it needs"),
    options: [
      OptionSpec(
        name: "region", value: "ID",
        help: pick("de korte naam van de regio: a-z, 0-9 en -", "the region's short name: a-z, 0-9 and -")),
      OptionSpec(
        name: "name", value: "NAME", help: pick("de volledige naam van de regio", "the region's full name")),
      OptionSpec(
        name: "peer-address", value: "HOST:PORT",
        help: pick("waar andere regio's verbinden, zoals 0.0.0.0:8443", "where peers connect, such as 0.0.0.0:8443")),
      OptionSpec(
        name: "local-address", value: "HOST:PORT",
        help: pick("waar de eigen systemen van de regio verbinden", "where the region's own systems connect")),
      OptionSpec(
        name: "endpoint", value: "URL",
        help: pick(
          "https://HOST:POORT zoals andere regio's het bereiken (anders het adres van --peer-address)",
          "https://HOST:PORT as peers reach it (else the peer address)")),
      OptionSpec(
        name: "local-names", value: "NAMES",
        help: pick(
          "waaronder andere machines het lokale adres bereiken, met komma's",
          "by which other machines reach the local address, with commas")),
      OptionSpec(
        name: "environment", value: "ENV",
        help: pick(
          "production voor echte gegevens; anders training, met bedachte gegevens",
          "production for real data; else training, with made-up data"),
        choices: PeerEnvironment.allCases.map(\.rawValue)),
      OptionSpec(
        name: "term-months", value: "N",
        help: pick("hoe lang een signaal hoogstens actief is (24)", "the longest active time of a signal (24)")),
      OptionSpec(
        name: "introducible", value: nil,
        help: pick(
          "andere regio's die de sleutel van deze regio vergeleken, mogen haar aan andere introduceren",
          "peers that compared this region's key may introduce it to others")),
    ] + InitCommand.contactOptions,
    example: "samenloop init --home nhn --region nhn --name \"Noord-Holland Noord\" "
      + "--peer-address 127.0.0.1:8443 --local-address 127.0.0.1:8444",
    run: { try InitCommand.run($0) })

  private static let serve = CommandSpec(
    path: ["serve"],
    summary: pick(
      "het knooppunt draaien tot SIGTERM; logregels in JSON op stderr",
      "run the node until SIGTERM; JSON log lines on stderr"),
    options: [
      OptionSpec(
        name: "restored", value: nil,
        help: pick(
          "de opslag is teruggezet uit een reservekopie: alleen intrekken, tot het inlezen is bevestigd",
          "the store was restored from a backup: withdraw only, until the import is confirmed"))
    ],
    example: "samenloop serve --home nhn", run: { try ServeCommand.run($0) })

  private static let synchronize = CommandSpec(
    path: ["sync", "now"],
    summary: pick(
      "nu uitwisselen, en wachten (hoogstens 60 s) tot alles is beantwoord",
      "exchange now, and wait (60 s at most) until all is answered"),
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
      done + pick(" is bijgewerkt", " is up to date") + (without.isEmpty ? "." : "; \(lack).") + more,
      pick("De matches: ", "See the matches: ") + "samenloop match list"
    )
  }
}
