import LocalAPI
import PeerProtocol

/// `samenloop signal …`: what people decide about youths and about what was erased; what cannot be taken back takes two.
enum DecisionCommands {
  static let all = [objection, confirmDeath, decisions, marks, lift]

  private static let objection = CommandSpec(
    path: ["signal", "objection"],
    summary: pick(
      "een bezwaar tegen het uitwisselen van een jeugdige: alle signalen over die jeugdige",
      "an objection against the exchange of a youth: all signals on that youth"),
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "lodged", value: nil,
        help: pick(
          "het is gemaakt: de uitwisseling ligt stil tot erover is beslist",
          "it was made: exchange is suspended until it is decided on")),
      OptionSpec(
        name: "rejected", value: nil,
        help: pick("het is afgewezen: de uitwisseling gaat verder", "it was turned down: exchange is resumed")),
      OptionSpec(
        name: "upheld", value: nil,
        help: pick(
          "het is toegewezen: een tweede persoon wist alles over de jeugdige",
          "it was granted: everything on the youth is erased by a second person")),
    ],
    example: "samenloop signal objection nhn-000001 --lodged --home nhn", role: .index,
    run: { invocation in
      let steps = ObjectionStep.allCases.filter { invocation.has($0.rawValue) }
      guard steps.count == 1 else {
        throw CommandFailure.usage(
          pick(
            "signal objection: geef één van --lodged, --rejected en --upheld",
            "signal objection: give one of --lodged, --rejected and --upheld"))
      }
      let name = invocation.positionals[0]
      let answer: NodeAnswer<SignalObjectionDocument> = try LocalClient(invocation).call(
        .objectToSignal, name, body: ObjectionRequest(objection: Word(steps[0])))
      let count = signals(answer.document.signals)
      return CommandOutput(
        answer, text: "\(name)  \(steps[0].rawValue): \(count)" + pick(" van de jeugdige", " on the youth"),
        notes: notes(answer.document.standing, "objection \(name) --upheld"))
    })

  private static let confirmDeath = CommandSpec(
    path: ["signal", "confirm-death"],
    summary: pick(
      "de jeugdige van een signaal is overleden: alle signalen over die jeugdige, door twee mensen",
      "the youth of a signal died: all signals on that youth, by two people"),
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "refuse", value: nil,
        help: pick(
          "het woord van de eerste persoon terugnemen, of weigeren", "take a first person's word back, or refuse it"))
    ],
    example: "samenloop signal confirm-death nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      let answer: NodeAnswer<DeathConfirmationDocument> = try LocalClient(invocation).call(
        .confirmDeath, name, body: DeathConfirmationRequest(refused: invocation.has("refuse")))
      let document = answer.document
      return CommandOutput(
        answer,
        text: "\(name)  \(document.standing): \(signals(document.signals))" + pick(" van de jeugdige", " on the youth"),
        notes: notes(document.standing, "confirm-death \(name)"))
    })

  /// The next step; `command` is the one for a second person.
  private static func notes(_ standing: Word<DecisionStanding>, _ command: String) -> [String] {
    switch standing.known {
    case .awaitsSecondPerson:
      [
        pick(
          "Stilgelegd; er is nog niets gewist. Een tweede persoon met een ander certificaat, een van beiden functionaris "
            + "gegevensbescherming, geeft: samenloop signal \(command) --as privacy-officer",
          "Suspended; nothing is erased yet. A second person with another certificate, one of the two a privacy officer, "
            + "gives: samenloop signal \(command) --as privacy-officer")
      ]
    case .erased:
      [
        pick(
          "Gewist. Was dat een fout, dan heffen twee mensen het op: samenloop signal marks",
          "Erased. If that was an error, two people lift it: samenloop signal marks")
      ]
    default: []
    }
  }

  private static func signals(_ count: Int) -> String {
    counted(count, pick("signaal", "signal"), pick("signalen", "signals"))
  }

  private static let decisions = CommandSpec(
    path: ["signal", "decisions"],
    summary: pick(
      "jeugdigen die worden tegengehouden tot iemand beslist: bezwaren en overlijdens",
      "youths who are held back until somebody decides: objections and deaths"),
    example: "samenloop signal decisions --home nhn", role: .index,
    run: { invocation in
      let answer: NodeAnswer<DecisionsDocument> = try LocalClient(invocation).call(.decisions, timeout: 300)
      let items = answer.document.decisions
      if items.isEmpty {
        return CommandOutput(answer, text: pick("Niets wacht op een beslissing.", "Nothing waits for a decision."))
      }
      let rows = items.map { item in
        [
          item.id, item.standing.text, item.since.iso, TextTable.cell(item.erasesOn),
          (item.signals + item.formerSignals).joined(separator: " "), TextTable.cell(item.firstWord?.name),
          TextTable.cell(item.next),
        ]
      }
      let header = pick(
        ["BESLISSING", "STAND", "SINDS", "WIST OP", "SIGNALEN", "EERSTE", "HIERNA"],
        ["DECISION", "STANDING", "SINCE", "ERASES ON", "SIGNALS", "FIRST WORD", "NEXT"])
      return CommandOutput(
        answer, text: TextTable.text(header: header, rows),
        notes: [
          pick(
            "Anders: samenloop signal objection ID --rejected, of samenloop signal confirm-death ID --refuse",
            "Otherwise: samenloop signal objection ID --rejected, or samenloop signal confirm-death ID --refuse")
        ])
    })

  private static let marks = CommandSpec(
    path: ["signal", "marks"],
    summary: pick(
      "wat er over is van gewiste signalen: nummer, oorzaak en dag, geen identiteit",
      "what is left of erased signals: id, cause and day, no identity"),
    example: "samenloop signal marks --home nhn", role: .index,
    run: { invocation in
      let answer: NodeAnswer<SignalMarksDocument> = try LocalClient(invocation).call(.marks, timeout: 300)
      let items = answer.document.marks
      if items.isEmpty {
        return CommandOutput(answer, text: pick("Er is geen signaal gewist.", "No signal was erased."))
      }
      let rows = items.map { item in
        [
          item.id, item.cause.text, TextTable.cell(item.erasedOn), TextTable.cell(item.reportedBy),
          item.lifted
            ? pick("opgeheven", "lifted")
            : TextTable.cell(item.liftAwaits.map { pick("wacht op \($0)", "awaits \($0)") }),
        ]
      }
      let header = pick(
        ["ID", "OORZAAK", "GEWIST OP", "GEMELD DOOR", "OPHEFFEN"], ["ID", "CAUSE", "ERASED ON", "REPORTED BY", "LIFT"])
      return CommandOutput(
        answer, text: TextTable.text(header: header, rows),
        notes: [
          pick(
            "Ten onrechte gewist? Verwijsindex en functionaris gegevensbescherming samen: samenloop signal lift ID",
            "Erased in error? Index and privacy officer together: samenloop signal lift ID")
        ])
    })

  private static let lift = CommandSpec(
    path: ["signal", "lift"],
    summary: pick(
      "een gewist signaal laten terugkomen met de volgende melding, door verwijsindex en functionaris "
        + "gegevensbescherming", "let an erased signal come back with the next report, by index and privacy officer"),
    positionals: [PositionalSpec(name: "ID", isRequired: false)],
    options: [
      OptionSpec(
        name: "all-unknown", value: nil,
        help: pick(
          "alle waarvan een eerdere versie de oorzaak niet bewaarde", "all whose cause an earlier version did not keep")
      )
    ],
    example: "samenloop signal lift nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let id = invocation.positionals.first
      guard (id == nil) == invocation.has("all-unknown") else {
        throw CommandFailure.usage(
          pick("signal lift: geef een ID of --all-unknown", "signal lift: give an ID or --all-unknown"))
      }
      let answer: NodeAnswer<LiftedMarksDocument> = try LocalClient(invocation).call(
        .liftMarks, body: LiftRequest(id: id, allUnknown: id == nil ? true : nil))
      let (count, standing) = (answer.document.marks, answer.document.standing)
      return CommandOutput(
        answer,
        text: "\(id ?? "all-unknown")  \(standing): "
          + counted(count, pick("merkteken", "mark"), pick("merktekens", "marks")),
        notes: [
          standing == .lifted
            ? pick(
              "De volgende melding of het volgende bestand dat ze noemt, herstelt ze: samenloop signal import FILE.csv",
              "The next report or file that names them restores them: samenloop signal import FILE.csv")
            : pick(
              "Er is nog niets opgeheven. Verwijsindex en functionaris gegevensbescherming beslissen samen; de ander geeft "
                + "dezelfde opdracht.",
              "Nothing is lifted yet. Index and privacy officer decide together; the other gives the same command.")
        ])
    })
}
