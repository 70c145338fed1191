import PeerProtocol

/// `samenloop agreement except …`: room for an announced burst, which the privacy officers of both regions approve.
enum ExceptionCommands {
  static let all = [except, approve, reject]

  private static let except = CommandSpec(
    path: ["agreement", "except"],
    summary: "announce a burst that passes the limits; counts as the privacy officer's approval",
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "additions", value: "N", help: "how many beyond the day's and the year's limit", isRequired: true),
      OptionSpec(
        name: "from", value: "DATE", help: "the first day (YYYY-MM-DD, UTC), or a moment such as 2026-01-31T12:00:00Z",
        isRequired: true),
      OptionSpec(name: "until", value: "DATE", help: "the last day, which is included, or a moment", isRequired: true),
      OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true),
    ],
    example: "samenloop agreement except ID --additions 6000 --from 2026-11-01 --until 2027-01-31 "
      + "--reason \"an organisation enters its signals anew\" --home nhn",
    role: .privacyOfficer,
    run: { invocation in
      guard let additions = Int(invocation.option("additions") ?? ""), additions > 0 else {
        throw CommandFailure(.usage, "--additions: must be a number from 1, such as 6000")
      }
      let answer = try LocalClient(invocation).call(
        "POST", path(invocation),
        [
          "additions": JSONValue(additions), "from": .string(try moment("from", invocation, endOfDay: false)),
          "until": .string(try moment("until", invocation, endOfDay: true)),
          "reason": .string(invocation.option("reason") ?? ""),
        ])
      return CommandOutput(
        json: answer, text: "\(answer.text(of: "documentId"))  \(answer.text(of: "status"))",
        notes: [answer.text(of: "nextStep")])
    })

  private static let approve = CommandSpec(
    path: ["agreement", "approve-exception"], summary: "approve a burst that the other region announced",
    positionals: [
      PositionalSpec(name: "ID", identifier: .whole), PositionalSpec(name: "DOCUMENT", identifier: .whole),
    ],
    example: "samenloop agreement approve-exception ID DOCUMENT --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer = try LocalClient(invocation).call("POST", path(invocation, "approval"), [:])
      return CommandOutput(json: answer, text: "\(invocation.positionals[1])  \(answer.text(of: "status"))")
    })

  private static let reject = CommandSpec(
    path: ["agreement", "reject-exception"], summary: "decline a burst that was announced and is not concluded",
    positionals: [
      PositionalSpec(name: "ID", identifier: .whole), PositionalSpec(name: "DOCUMENT", identifier: .whole),
    ],
    options: [OptionSpec(name: "reason", value: "TEXT", help: "what the other region is told", isRequired: true)],
    example: "samenloop agreement reject-exception ID DOCUMENT --reason \"not so many at once\" --home nhn",
    role: .privacyOfficer,
    run: { invocation in
      let reason = JSONValue.string(invocation.option("reason") ?? "")
      let answer = try LocalClient(invocation).call("POST", path(invocation, "rejection"), ["reason": reason])
      return CommandOutput(json: answer, text: "\(invocation.positionals[1])  \(answer.text(of: "status"))")
    })

  private static func path(_ invocation: Invocation, _ last: String? = nil) -> String {
    var parts = ["/v1/agreements", invocation.positionals[0], "limit-exceptions"]
    if let last { parts += [invocation.positionals[1], last] }
    return parts[0] + "/" + parts.dropFirst().map { PercentCoding.encode($0) }.joined(separator: "/")
  }

  /// A moment as the node takes it: a day means its first second, or its last.
  private static func moment(
    _ name: String, _ invocation: Invocation, endOfDay: Bool
  ) throws(CommandFailure) -> String {
    let text = invocation.option(name) ?? ""
    if let day = CalendarDate(iso: text) { return day.start.adding(seconds: endOfDay ? 86_399 : 0).rfc3339 }
    guard let moment = Timestamp(rfc3339: text) else {
      throw CommandFailure(
        .usage, "--\(name): must be a day such as 2026-01-31, or a moment such as 2026-01-31T12:00:00Z")
    }
    return moment.rfc3339
  }
}
