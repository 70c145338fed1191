import PeerProtocol

/// What an operator says of time: that the clock is right, and that as much ends at once as the node counted.
enum ClockCommands {
  static let all = [confirm, confirmEndings]

  private static let confirm = CommandSpec(
    path: ["clock", "confirm"], summary: "say that the machine's clock is right, when the node doubts it",
    options: [
      OptionSpec(name: "date", value: "DATE", help: "today's date, YYYY-MM-DD: without it the clocks are only shown")
    ],
    example: "samenloop clock confirm --date 2026-11-29 --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      guard let date = invocation.option("date") else {
        let clock = try client.call("GET", "/v1/status")["clock"] ?? .null
        guard clock["state"] == "in-doubt" else {
          return CommandOutput(json: clock, text: text(clock), notes: ["There is nothing to confirm."])
        }
        throw CommandFailure(
          .usage, "\(clock.text(of: "detail"))\nNothing was confirmed: what ended by a wrong clock cannot be taken back"
        )
      }
      let clock = try client.call("POST", "/v1/clock/confirmation", ["date": .string(date)])
      return CommandOutput(json: clock, text: text(clock), notes: ["See: samenloop status"])
    })

  private static func text(_ clock: JSONValue) -> String {
    "the clock says \(clock.text(of: "machine")) and is \(clock["state"] == "trusted" ? "trusted" : "in doubt")"
  }

  private static let confirmEndings = CommandSpec(
    path: ["retention", "confirm"], summary: "let as much end at once as samenloop status says waits for it",
    options: [
      OptionSpec(name: "endings", value: "N", help: "so many signals may end, or be erased from the archive"),
      OptionSpec(name: "agreements", value: "N", help: "so many agreements may end"),
    ],
    example: "samenloop retention confirm --endings 412 --home nhn", role: .operator,
    run: { invocation in
      let endings = try count("endings", invocation)
      let agreements = try count("agreements", invocation)
      guard endings != nil || agreements != nil else {
        throw CommandFailure(
          .usage, "say how much may end, as samenloop status counts it: --endings N or --agreements N")
      }
      let answer = try LocalClient(invocation).call(
        "POST", "/v1/retention/confirmation",
        JSONValue(present: [
          "endings": endings.map { JSONValue($0) }, "agreements": agreements.map { JSONValue($0) },
        ]), timeout: 300)
      let isAll = answer["next"] == nil
      return CommandOutput(
        json: answer, text: isAll ? "It has ended, and nothing waits any more." : "It has ended; more waits.",
        notes: answer["next"].map { ["Next: \($0.stringValue ?? "")"] } ?? [])
    })

  private static func count(_ name: String, _ invocation: Invocation) throws -> Int? {
    guard let text = invocation.option(name) else { return nil }
    guard let count = Int(text), count >= 0 else {
      throw CommandFailure(.usage, "--\(name): must be a number, as samenloop status shows it")
    }
    return count
  }
}
