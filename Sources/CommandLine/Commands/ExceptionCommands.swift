import LocalAPI
import Pages
import PeerProtocol

/// `samenloop agreement except …`: room for an announced burst, which the privacy officers of both regions approve.
enum ExceptionCommands {
  static let all = [except, approve, reject]

  private static let except = CommandSpec(
    path: ["agreement", "except"],
    summary: pick(
      "een piek boven de grenzen aankondigen; telt als de goedkeuring van de functionaris "
        + "gegevensbescherming", "announce a burst that passes the limits; counts as the privacy officer's approval"),
    positionals: [PositionalSpec(name: "ID", identifier: .whole)],
    options: [
      OptionSpec(
        name: "additions", value: "N",
        help: pick(
          "hoeveel er bij mogen boven de grens van de dag en van het jaar",
          "how many beyond the day's and the year's limit"), isRequired: true),
      OptionSpec(
        name: "from", value: "DATE",
        help: pick(
          "de eerste dag (JJJJ-MM-DD, UTC), of een moment zoals 2026-01-31T12:00:00Z",
          "the first day (YYYY-MM-DD, UTC), or a moment such as 2026-01-31T12:00:00Z"),
        isRequired: true),
      OptionSpec(
        name: "until", value: "DATE",
        help: pick("de laatste dag, die meetelt, of een moment", "the last day, which is included, or a moment"),
        isRequired: true),
      OptionSpec(
        name: "reason", value: "TEXT",
        help: pick("wat de andere regio te lezen krijgt", "what the other region is told"), isRequired: true),
    ],
    example: pick(
      "samenloop agreement except ID --additions 6000 --from 2026-11-01 --until 2027-01-31 --reason "
        + "\"een organisatie voert haar signalen opnieuw in\" --home nhn",
      "samenloop agreement except ID --additions 6000 --from 2026-11-01 --until 2027-01-31 "
        + "--reason \"an organisation enters its signals anew\" --home nhn"),
    role: .privacyOfficer,
    run: { invocation in
      guard let additions = Int(invocation.option("additions") ?? ""), additions > 0 else {
        throw CommandFailure.usage(
          pick(
            "--additions: moet een getal vanaf 1 zijn, zoals 6000", "--additions: must be a number from 1, such as 6000"
          ))
      }
      let answer: NodeAnswer<LimitExceptionDocument> = try LocalClient(invocation).call(
        .proposeLimitException, invocation.positionals[0],
        body: LimitExceptionRequest(
          additions: additions, from: try moment("from", invocation, endOfDay: false),
          until: try moment("until", invocation, endOfDay: true), reason: invocation.option("reason") ?? ""))
      return CommandOutput(
        answer, text: "\(answer.document.documentId)  \(answer.document.status.shown(\.phrase))",
        notes: [answer.document.nextStep])
    })

  private static let approve = CommandSpec(
    path: ["agreement", "approve-exception"],
    summary: pick(
      "een piek goedkeuren die de andere regio aankondigde", "approve a burst that the other region announced"),
    positionals: [
      PositionalSpec(name: "ID", identifier: .whole), PositionalSpec(name: "DOCUMENT", identifier: .whole),
    ],
    options: [TerminalQuestion.option],
    example: "samenloop agreement approve-exception ID DOCUMENT --home nhn", role: .privacyOfficer,
    run: { invocation in
      let (id, document) = (invocation.positionals[0], invocation.positionals[1])
      let question = TerminalQuestion.standard(invocation)
      if question.isAsked {
        let agreement: NodeAnswer<AgreementDocument> = try LocalClient(invocation).call(.agreement, id)
        let held = agreement.document.limitExceptions?.first { $0.documentId == document }
        // Where the node does not hold it, it says so when it is to be approved.
        if let held { try question.confirm(AgreementText.exception(held)) }
      }
      let answer: NodeAnswer<LimitExceptionDocument> = try LocalClient(invocation).call(
        .approveLimitException, id, document)
      return CommandOutput(answer, text: "\(document)  \(answer.document.status.shown(\.phrase))")
    })

  private static let reject = CommandSpec(
    path: ["agreement", "reject-exception"],
    summary: pick(
      "een piek afwijzen die is aangekondigd en nog niet vaststaat",
      "decline a burst that was announced and is not concluded"),
    positionals: [
      PositionalSpec(name: "ID", identifier: .whole), PositionalSpec(name: "DOCUMENT", identifier: .whole),
    ],
    options: [
      OptionSpec(
        name: "reason", value: "TEXT",
        help: pick("wat de andere regio te lezen krijgt", "what the other region is told"), isRequired: true)
    ],
    example: pick(
      "samenloop agreement reject-exception ID DOCUMENT --reason \"niet zo veel tegelijk\" --home nhn",
      "samenloop agreement reject-exception ID DOCUMENT --reason \"not so many at once\" --home nhn"),
    role: .privacyOfficer,
    run: { invocation in
      let (id, document) = (invocation.positionals[0], invocation.positionals[1])
      let answer: NodeAnswer<LimitExceptionDocument> = try LocalClient(invocation).call(
        .rejectLimitException, id, document, body: ReasonRequest(reason: invocation.option("reason") ?? ""))
      return CommandOutput(answer, text: "\(document)  \(answer.document.status.shown(\.phrase))")
    })

  /// A moment as the node takes it: a day means its first second, or its last.
  private static func moment(
    _ name: String, _ invocation: Invocation, endOfDay: Bool
  ) throws(CommandFailure) -> Timestamp {
    let text = invocation.option(name) ?? ""
    if let day = CalendarDate(iso: text) { return day.start.adding(seconds: endOfDay ? 86_399 : 0) }
    guard let moment = Timestamp(rfc3339: text) else {
      throw .usage(
        pick(
          "--\(name): moet een dag zijn zoals 2026-01-31, of een moment zoals 2026-01-31T12:00:00Z",
          "--\(name): must be a day such as 2026-01-31, or a moment such as 2026-01-31T12:00:00Z"))
    }
    return moment
  }
}
