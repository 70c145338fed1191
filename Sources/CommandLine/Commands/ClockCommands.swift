import LocalAPI
import PeerProtocol

/// `samenloop clock confirm` and `retention confirm`: the operator confirms the clock, or that many signals may end at once.
enum ClockCommands {
  static let all = [confirm, confirmEndings]

  private static let confirm = CommandSpec(
    path: ["clock", "confirm"],
    summary: pick(
      "zeggen dat de klok van de machine goed staat, als het knooppunt daaraan twijfelt",
      "say that the machine's clock is right, when the node doubts it"),
    options: [
      OptionSpec(
        name: "date", value: "DATE",
        help: pick(
          "de datum van vandaag, JJJJ-MM-DD: zonder datum worden de klokken alleen getoond",
          "today's date, YYYY-MM-DD: without it the clocks are only shown"))
    ],
    example: "samenloop clock confirm --date 2026-11-29 --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      guard let date = invocation.option("date") else {
        let status: NodeAnswer<StatusDocument> = try client.call(.status)
        let clock = status.document.clock
        guard clock.state == .inDoubt else {
          return CommandOutput(
            json: try clock.encoded(), text: text(clock),
            notes: [pick("Er is niets te bevestigen.", "There is nothing to confirm.")])
        }
        throw CommandFailure(
          .usage,
          TextTable.cell(clock.detail)
            + pick(
              "\nEr is niets bevestigd: wat door een verkeerde klok eindigt, is niet terug te draaien. "
                + "Klopt de klok, geef dan: samenloop clock confirm --date JJJJ-MM-DD",
              "\nNothing was confirmed: what ended by a wrong clock cannot be taken back. "
                + "If the clock is right: samenloop clock confirm --date YYYY-MM-DD")
        )
      }
      // A text that is no date goes to the node too, which names the fault.
      let body: any LocalDocument =
        CalendarDate(iso: date).map(ClockConfirmationRequest.init) ?? ["date": .string(date)] as JSONValue
      let answer: NodeAnswer<ClockDocument> = try client.call(.confirmClock, body: body)
      return CommandOutput(answer, text: text(answer.document), notes: [pick("Zie: ", "See: ") + "samenloop status"])
    })

  private static func text(_ clock: ClockDocument) -> String {
    pick("de klok zegt \(clock.machine) en wordt ", "the clock says \(clock.machine) and is ")
      + (clock.state == .trusted ? pick("vertrouwd", "trusted") : pick("niet vertrouwd", "in doubt"))
  }

  private static let confirmEndings = CommandSpec(
    path: ["retention", "confirm"],
    summary: pick(
      "zo veel tegelijk laten eindigen als er volgens samenloop status op wacht",
      "let as much end at once as samenloop status says waits for it"),
    options: [
      OptionSpec(
        name: "endings", value: "N",
        help: pick(
          "hoeveel signalen mogen eindigen, of uit het archief worden gewist",
          "how many signals may end, or be erased from the archive")),
      OptionSpec(
        name: "agreements", value: "N", help: pick("hoeveel afspraken mogen eindigen", "how many agreements may end")),
    ],
    example: "samenloop retention confirm --endings 412 --home nhn", role: .operator,
    run: { invocation in
      let endings = try count("endings", invocation)
      let agreements = try count("agreements", invocation)
      guard endings != nil || agreements != nil else {
        throw CommandFailure(
          .usage,
          pick(
            "zeg hoeveel er mag eindigen, zoals samenloop status het telt: --endings N of --agreements N",
            "say how much may end, as samenloop status counts it: --endings N or --agreements N"))
      }
      let answer: NodeAnswer<EndingsDocument> = try LocalClient(invocation).call(
        .confirmEndings, body: EndingsConfirmationRequest(endings: endings, agreements: agreements), timeout: 300)
      let next = answer.document.next
      return CommandOutput(
        answer,
        text: next == nil
          ? pick("Het is beëindigd, en er wacht niets meer.", "It has ended, and nothing waits any more.")
          : pick("Het is beëindigd; er wacht nog meer.", "It has ended; more waits."),
        notes: next.map { [pick("Hierna: ", "Next: ") + $0] } ?? [])
    })

  private static func count(_ name: String, _ invocation: Invocation) throws -> Int? {
    guard let text = invocation.option(name) else { return nil }
    guard let count = Int(text), count >= 0 else {
      throw CommandFailure(
        .usage,
        pick(
          "--\(name): moet een getal zijn, zoals samenloop status toont",
          "--\(name): must be a number, as samenloop status shows it"))
    }
    return count
  }
}
