import LocalAPI
import Node

/// `samenloop audit review …`: privacy officers look at a share of the audit log, and say what they found.
enum ReviewCommands {
  static let all = [plan, next, close]

  private static let seconds = 120

  private static let plan = CommandSpec(
    path: ["audit", "review", "plan"],
    summary: pick(
      "zeggen hoeveel van het logboek de functionarissen gegevensbescherming controleren, en hoe vaak",
      "say how much of the audit log privacy officers review, and how often"),
    options: [
      OptionSpec(
        name: "share", value: "PERCENT",
        help: pick("van de regels over mensen, 1% tot 100%", "of the entries that concern people, 1% to 100%"),
        isRequired: true),
      OptionSpec(
        name: "every", value: "PERIOD", help: pick("hoe vaak", "how often"), isRequired: true,
        choices: ReviewsDocument.Cadence.allCases.map(\.rawValue)),
    ],
    example: "samenloop audit review plan --share 5% --every week --home nhn", role: .privacyOfficer,
    run: { try plan($0) })

  private static let next = CommandSpec(
    path: ["audit", "review", "next"],
    summary: pick(
      "de regels van de oudste periode die nog niet is gecontroleerd, gekozen door het nieuwste "
        + "controlepunt", "the entries of the oldest period that is not reviewed, chosen by the newest checkpoint"),
    example: "samenloop audit review next --home nhn", role: .privacyOfficer,
    run: { invocation in
      let answer: NodeAnswer<ReviewDocument> = try LocalClient(invocation).call(.nextReview, timeout: seconds)
      let review = answer.document
      return CommandOutput(
        answer, text: ReviewText.review(review),
        notes: [
          pick("Eén regel met waar die over gaat: ", "See one with what it is about: ") + "samenloop audit show ID",
          pick("Zeg daarna wat u vond: ", "Then say what you found: ")
            + "samenloop audit review close \(review.id) --outcome in-order|explained|incident",
        ])
    })

  private static let close = CommandSpec(
    path: ["audit", "review", "close"], summary: pick("zeggen wat een controle opleverde", "say what a review found"),
    positionals: [PositionalSpec(name: "ID")],
    options: [
      OptionSpec(
        name: "outcome", value: "WORD", help: pick("wat is gevonden", "what it found"), isRequired: true,
        choices: ReviewsDocument.Outcome.allCases.map(\.rawValue)),
      OptionSpec(
        name: "references", value: "ID,ID",
        help: pick(
          "de regels waar de uitkomst over gaat; nodig behalve bij in-order",
          "the entries that the outcome is about; needed unless it is in-order")),
    ],
    example: "samenloop audit review close week-2026-11-16 --outcome in-order --home nhn", role: .privacyOfficer,
    run: { try close($0) })

  private static func plan(_ invocation: Invocation) throws -> CommandOutput {
    var share = invocation.option("share") ?? ""
    if share.hasSuffix("%") { share.removeLast() }
    guard let percent = Int(share), (1...100).contains(percent) else {
      throw CommandFailure.usage(
        pick(
          "--share is een heel aantal procenten van 1% tot 100%", "--share is a whole number of percent from 1% to 100%"
        ))
    }
    let answer: NodeAnswer<ReviewsDocument> = try LocalClient(invocation).call(
      .planReviews, body: ReviewPlanRequest(share: percent, every: Word(text: invocation.option("every") ?? "")))
    return CommandOutput(answer, text: ReviewText.standing(answer.document))
  }

  private static func close(_ invocation: Invocation) throws -> CommandOutput {
    let references = invocation.option("references")?.split(separator: ",").map(String.init)
    let answer: NodeAnswer<ReviewsDocument> = try LocalClient(invocation).call(
      .closeReview, invocation.positionals[0],
      body: ReviewClosingRequest(outcome: Word(text: invocation.option("outcome") ?? ""), references: references),
      timeout: seconds)
    return CommandOutput(answer, text: ReviewText.standing(answer.document))
  }
}
