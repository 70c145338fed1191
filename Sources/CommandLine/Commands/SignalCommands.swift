import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop signal …`: this region's own signals.
enum SignalCommands {
  static let all = [importFile, put, list, show, withdraw] + DecisionCommands.all

  /// Seconds for one import: a million rows and more.
  private static let importSeconds = 3_600
  private static let importFile = CommandSpec(
    path: ["signal", "import"],
    summary:
      pick(
        "signalen toevoegen en wijzigen uit een CSV-bestand; van een geweigerde rij geldt alleen wat "
          + "beschermt: afscherming, bezwaar, einde",
        "add and change signals from a CSV file; of a refused row only what protects is applied: shielding, objection, end"
      ),
    positionals: [PositionalSpec(name: "FILE.csv")],
    options: [
      OptionSpec(
        name: "snapshot", value: nil,
        help: pick(
          "het bestand is de hele verwijsindex: wat er niet in staat, gaat weg",
          "the file is the whole index: what is not in it is removed")),
      OptionSpec(
        name: "rows", value: "N",
        help: pick(
          "met --snapshot: niets verwijderen als het bestand geen N rijen heeft",
          "with --snapshot: remove nothing unless the file has N rows")),
      OptionSpec(
        name: "confirm-removals", value: "N",
        help: pick(
          "met --snapshot: tot N signalen verwijderen, ook als dat er ongewoon veel zijn",
          "with --snapshot: remove up to N signals, even if that is an unusual number")), MatchWait.option,
    ],
    example: "samenloop signal import signals.csv --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      let query = try importQuery(invocation)
      let file: FileReader
      do throws(FileError) {
        file = try FileReader(name)
      } catch {
        throw CommandFailure(.badData, error.description)
      }
      let (client, upload) = (try LocalClient(invocation), FileUpload(file))
      let what = pick("Het bestand wordt ingelezen", "The file is imported")
      let (progress, wait) = (ProgressLine.standard(invocation), try MatchWait(invocation, client))
      let answer = try progress.during(what, share: { upload.share }) { () throws(CommandFailure) in
        try client.importSignals(upload, query: query, timeout: importSeconds)
      }
      return try wait?.output(answer, progress) ?? ImportText.output(answer)
    })

  private static func importQuery(_ invocation: Invocation) throws(CommandFailure) -> [(name: String, value: String)] {
    var query = invocation.has("snapshot") ? [(name: "snapshot", value: "true")] : []
    for (option, parameter) in [("rows", "rows"), ("confirm-removals", "confirmRemovals")] {
      guard let text = invocation.option(option) else { continue }
      guard invocation.has("snapshot") else {
        throw .usage(pick("--\(option) hoort bij --snapshot", "--\(option) goes with --snapshot"))
      }
      guard let number = Int(text), number >= 0 else {
        throw .usage(pick("--\(option) moet een getal zijn", "--\(option) must be a number"))
      }
      query.append((parameter, "\(number)"))
    }
    return query
  }

  private static let put = CommandSpec(
    path: ["signal", "put"],
    summary: pick(
      "één signaal toevoegen of wijzigen; in het bestand staat het nummer naast de namen van de "
        + "kolommen", "add or change one signal; the file has its id beside the columns' names"),
    positionals: [PositionalSpec(name: "FILE.json")],
    example: "samenloop signal put signal.json --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      var members = try DocumentFile.read(name).objectValue ?? [:]
      let given = [
        members.removeValue(forKey: "id"), members.removeValue(forKey: "signalId"),
        members.removeValue(forKey: "signal_id"),
      ].compactMap { $0 }
      guard given.count == 1, let id = given[0].stringValue, !id.isEmpty else {
        throw CommandFailure(
          .badData,
          pick(
            "\(name): id: moet het nummer van het signaal zijn, een tekst",
            "\(name): id: must be the signal's id, a text"))
      }
      // The members go to the node as they are written: it names every fault in them.
      let answer: NodeAnswer<SignalResultDocument> = try LocalClient(invocation).call(
        .putSignal, id, body: JSONValue.object(members))
      let cause = answer.document.cause.map { ": " + $0.text } ?? ""
      return CommandOutput(
        answer, text: "\(answer.document.id)  \(answer.document.result)\(cause)",
        notes: cause.isEmpty ? [] : [ImportText.keptErasedAdvice])
    })

  private static let list = CommandSpec(
    path: ["signal", "list"],
    summary: pick(
      "alle signalen van deze regio, zonder identiteiten", "all signals of this region, without identities"),
    example: "samenloop signal list --home nhn", role: .index,
    run: { invocation in
      let answer: NodeAnswer<SignalsDocument> = try LocalClient(invocation).call(.signals, timeout: 300)
      let signals = answer.document.signals
      if signals.isEmpty {
        return CommandOutput(
          answer, text: pick("Er zijn nog geen signalen.", "There are no signals yet."),
          notes: [pick("Lees ze in: ", "Import some: ") + "samenloop signal import FILE.csv"])
      }
      let rows = signals.map { signal in
        let informed = signal.informedOn?.iso ?? (signal.status == .archived ? "-" : pick("ontbreekt", "missing"))
        return [
          signal.id, signal.status.text, TextTable.cell(signal.organisation), signal.startedOn.iso,
          TextTable.cell(signal.endedOn), informed, TextTable.cell(signal.objection),
        ]
      }
      let header = pick(
        ["ID", "STAND", "ORGANISATIE", "BEGONNEN", "BEËINDIGD", "INGELICHT OP", "BEZWAAR"],
        ["ID", "STATUS", "ORGANISATION", "STARTED", "ENDED", "INFORMED", "OBJECTION"])
      return CommandOutput(answer, text: TextTable.text(header: header, rows))
    })

  private static let show = CommandSpec(
    path: ["signal", "show"], summary: pick("één signaal, zonder identiteiten", "one signal, without identities"),
    positionals: [PositionalSpec(name: "ID")],
    example: "samenloop signal show nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let answer: NodeAnswer<StoredSignalDocument> = try LocalClient(invocation).call(
        .signal, invocation.positionals[0])
      return CommandOutput(answer, text: answer.readable)
    })

  private static let withdraw = CommandSpec(
    path: ["signal", "withdraw"], summary: pick("een signaal beëindigen", "end a signal"),
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "reason", value: "REASON", help: pick("waarom", "why"), isRequired: true,
        choices: WithdrawalRequest.Reason.allCases.map(\.rawValue))
    ],
    example: "samenloop signal withdraw nhn-000001 --reason risk-gone --home nhn", role: .index,
    run: { invocation in
      let answer: NodeAnswer<SignalEndingDocument> = try LocalClient(invocation).call(
        .withdrawSignal, invocation.positionals[0],
        body: WithdrawalRequest(reason: Word(text: invocation.option("reason") ?? "")))
      return CommandOutput(answer, text: "\(invocation.positionals[0])  \(answer.document.status)")
    })
}
