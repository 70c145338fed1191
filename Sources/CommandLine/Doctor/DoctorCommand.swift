import LocalAPI
import PeerProtocol

/// `samenloop doctor`: looks at everything that exchange needs, and names the cause of what is wrong. Changes nothing.
enum DoctorCommand {
  static let spec = CommandSpec(
    path: ["doctor"],
    summary: pick(
      "de map, het knooppunt en de weg naar andere regio's controleren; verandert niets",
      "check the home, the node and the way to its peers; changes nothing"),
    positionals: [PositionalSpec(name: "REGION", isRequired: false)],
    options: [
      OptionSpec(
        name: "strict", value: nil,
        help: pick("afsluitcode 1 ook waar iets alleen waarschuwt", "exit code 1 also where something only warns"))
    ],
    example: "samenloop doctor drenthe --home nhn", role: .operator, run: { try run($0) })

  /// What no check looks at.
  static var notChecked: [String] {
    [
      pick(
        "of andere regio's dit knooppunt van buiten bereiken: de beheerder daar ziet dat met samenloop "
          + "doctor REGION",
        "whether peers reach this node from outside: a peer's operator sees it with samenloop doctor REGION"),
      pick(
        "wat er in de opslag staat: dat wordt bij de start gelezen",
        "the records in the store: they are read at a start"),
      pick("of een reservekopie is terug te zetten", "whether a backup can be restored"),
    ]
  }

  private static func run(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    guard invocation.option("node") == nil else {
      throw .usage(
        pick(
          "doctor bekijkt een map en draait op de machine van het knooppunt: laat --node weg",
          "doctor looks at a home and is run on the node's machine: leave --node out"))
    }
    let region = invocation.positionals.first
    let facts = try DoctorFacts(invocation, region: region)
    let peers = facts.peers.filter { region != nil || $0.status != .rejected }
    if let region, facts.isRunning, facts.peersFailure == nil, peers.isEmpty {
      throw CommandFailure(
        .badData,
        pick(
          "\(region) is geen regio van dit knooppunt: samenloop peer list noemt ze",
          "\(region) is no peer of this node: samenloop peer list shows them"))
    }
    var run = DoctorRun()
    run.run(HomeChecks.table + BackupCheck.table + NodeChecks.table, facts)
    for peer in peers { run.run(PeerChecks.table(peer), facts, about: peer.region) }
    var notChecked = notChecked
    if !facts.isRunning {
      notChecked.append(pick("de andere regio's: het knooppunt draait niet", "the peers: the node does not run"))
    }
    return CommandOutput(
      json: json(run, notChecked), text: text(run, notChecked), exit: run.exit(isStrict: invocation.has("strict")))
  }

  static func json(_ run: DoctorRun, _ notChecked: [String]) -> JSONValue {
    [
      "findings": .array(run.findings.map(\.json)),
      "counts": .object(
        Dictionary(uniqueKeysWithValues: Finding.State.allCases.map { ($0.rawValue, JSONValue(run.count($0))) })),
      "notChecked": .array(notChecked.map { .string($0) }),
    ]
  }

  static func text(_ run: DoctorRun, _ notChecked: [String]) -> String {
    var lines: [String] = []
    for finding in run.findings {
      let name = [finding.peer, finding.check].compactMap(\.self).joined(separator: " ")
      let state = finding.state.rawValue.padding(to: 7)
      lines.append("\(state)  \(name): \(finding.cause)")
      if let remedy = finding.remedy { lines.append(pick("         doe: \(remedy)", "         do: \(remedy)")) }
      if let command = finding.command { lines.append(pick("         geef: \(command)", "         run: \(command)")) }
    }
    let counts = Finding.State.allCases.map { "\(run.count($0)) \($0.rawValue)" }.joined(separator: ", ")
    return (lines + ["", counts] + notChecked.map { pick("niet gecontroleerd: \($0)", "not checked: \($0)") }).joined(
      separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
