import PeerProtocol

/// `samenloop signal …`: what people decide about youths and about what was erased; what cannot be taken back takes two.
enum DecisionCommands {
  static let all = [objection, confirmDeath, decisions, marks, lift]

  private static let objection = CommandSpec(
    path: ["signal", "objection"], summary: "an objection against the exchange of a youth: all signals on that youth",
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(name: "lodged", value: nil, help: "it was made: exchange is suspended until it is decided on"),
      OptionSpec(name: "rejected", value: nil, help: "it was turned down: exchange is resumed"),
      OptionSpec(
        name: "upheld", value: nil, help: "it was granted: everything on the youth is erased by a second person"),
    ],
    example: "samenloop signal objection nhn-000001 --lodged --home nhn", role: .index,
    run: { invocation in
      let steps = ["lodged", "rejected", "upheld"].filter { invocation.has($0) }
      guard steps.count == 1 else {
        throw CommandFailure.usage("signal objection: give one of --lodged, --rejected and --upheld")
      }
      let name = invocation.positionals[0]
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/signals/\(PercentCoding.encode(name))/objection", ["objection": .string(steps[0])])
      return decided(answer, "\(name)  \(steps[0]): \(signals(answer)) on the youth", "objection \(name) --upheld")
    })

  private static let confirmDeath = CommandSpec(
    path: ["signal", "confirm-death"], summary: "the youth of a signal died: all signals on that youth, by two people",
    positionals: [PositionalSpec(name: "ID")],
    options: [OptionSpec(name: "refuse", value: nil, help: "take a first person's word back, or refuse it")],
    example: "samenloop signal confirm-death nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let name = invocation.positionals[0]
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/signals/\(PercentCoding.encode(name))/death-confirmation",
        ["refused": .bool(invocation.has("refuse"))])
      return decided(
        answer, "\(name)  \(answer.text(of: "standing")): \(signals(answer)) on the youth", "confirm-death \(name)")
    })

  private static func decided(_ answer: JSONValue, _ text: String, _ command: String) -> CommandOutput {
    var notes: [String] = []
    switch answer["standing"]?.stringValue {
    case "awaits-second-person":
      notes = [
        "Suspended; nothing is erased yet. A second person with another certificate, one of the two a privacy officer, "
          + "gives: samenloop signal \(command) --as privacy-officer"
      ]
    case "erased": notes = ["Erased. If that was an error, two people lift it: samenloop signal marks"]
    default: break
    }
    return CommandOutput(json: answer, text: text, notes: notes)
  }

  private static func signals(_ answer: JSONValue) -> String {
    let count = answer["signals"]?.integerValue ?? 0
    return count == 1 ? "1 signal" : "\(count) signals"
  }

  private static let decisions = CommandSpec(
    path: ["signal", "decisions"], summary: "youths who are held back until somebody decides: objections and deaths",
    example: "samenloop signal decisions --home nhn", role: .index,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/decisions", timeout: 300)
      let items = answer["decisions"]?.arrayValue ?? []
      if items.isEmpty { return CommandOutput(json: answer, text: "Nothing waits for a decision.") }
      let rows = items.map { item in
        let signals = [item["signals"], item["formerSignals"]].compactMap { $0?.arrayValue }.flatMap { $0 }
        return ["id", "standing", "since", "erasesOn"].map { item.text(of: $0) }
          + [signals.compactMap(\.stringValue).joined(separator: " "), item["firstWord"]?.text(of: "name") ?? "-"]
          + [item.text(of: "next")]
      }
      let header = ["DECISION", "STANDING", "SINCE", "ERASES ON", "SIGNALS", "FIRST WORD", "NEXT"]
      return CommandOutput(
        json: answer, text: TextTable.text(header: header, rows),
        notes: ["Otherwise: samenloop signal objection ID --rejected, or samenloop signal confirm-death ID --refuse"])
    })

  private static let marks = CommandSpec(
    path: ["signal", "marks"], summary: "what is left of erased signals: id, cause and day, no identity",
    example: "samenloop signal marks --home nhn", role: .index,
    run: { invocation in
      let answer = try LocalClient(invocation).call("GET", "/v1/signal-marks", timeout: 300)
      let items = answer["marks"]?.arrayValue ?? []
      if items.isEmpty { return CommandOutput(json: answer, text: "No signal was erased.") }
      let rows = items.map { item in
        ["id", "cause", "erasedOn", "reportedBy"].map { item.text(of: $0) }
          + [item["lifted"] == true ? "lifted" : item["liftAwaits"]?.stringValue.map { "awaits \($0)" } ?? "-"]
      }
      return CommandOutput(
        json: answer, text: TextTable.text(header: ["ID", "CAUSE", "ERASED ON", "REPORTED BY", "LIFT"], rows),
        notes: ["Erased in error? Index and privacy officer together: samenloop signal lift ID"])
    })

  private static let lift = CommandSpec(
    path: ["signal", "lift"],
    summary: "let an erased signal come back with the next report, by index and privacy officer",
    positionals: [PositionalSpec(name: "ID", isRequired: false)],
    options: [OptionSpec(name: "all-unknown", value: nil, help: "all whose cause an earlier version did not keep")],
    example: "samenloop signal lift nhn-000001 --home nhn", role: .index,
    run: { invocation in
      let id = invocation.positionals.first
      guard (id == nil) == invocation.has("all-unknown") else {
        throw CommandFailure.usage("signal lift: give an ID or --all-unknown")
      }
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/signal-marks/lift", id.map { ["id": .string($0)] } ?? ["allUnknown": true])
      let count = answer["marks"]?.integerValue ?? 0
      let isLifted = answer["standing"]?.stringValue == "lifted"
      return CommandOutput(
        json: answer,
        text: "\(id ?? "all-unknown")  \(answer.text(of: "standing")): \(count == 1 ? "1 mark" : "\(count) marks")",
        notes: [
          isLifted
            ? "The next report or file that names them restores them: samenloop signal import FILE.csv"
            : "Nothing is lifted yet. Index and privacy officer decide together; the other gives the same command."
        ])
    })
}
