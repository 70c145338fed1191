import LocalAPI
import PeerProtocol

/// `samenloop municipality …`: municipalities that merge.
enum MunicipalityCommands {
  static let all = [merge]

  private static let merge = CommandSpec(
    path: ["municipality", "merge"],
    summary: pick(
      "een gemeente vanaf een dag laten opgaan in een andere: signalen, certificaten en cijfers gaan "
        + "mee", "let one municipality go up in another from a day on: signals, certificates and figures follow"),
    positionals: [PositionalSpec(name: "OLD"), PositionalSpec(name: "NEW")],
    options: [
      OptionSpec(
        name: "from", value: "DAY",
        help: pick(
          "de eerste dag waarop NEW telt, zoals 2027-01-01", "the first day on which NEW counts, such as 2027-01-01"),
        isRequired: true),
      OptionSpec(
        name: "yes", value: nil,
        help: pick(
          "doen zonder te vragen: vanaf die dag wordt een fusie niet teruggedraaid",
          "do it without asking: from its day on a merger is not taken back")),
      OptionSpec(
        name: "dry-run", value: nil,
        help: pick("zeggen wat er zou veranderen, en niets veranderen", "say what would change, and change nothing")),
    ],
    example: "samenloop municipality merge GM0370 GM0439 --from 2027-01-01 --yes --home nhn", role: .operator,
    run: { try merge($0) })

  private static func merge(_ invocation: Invocation) throws -> CommandOutput {
    guard let from = CalendarDate(iso: invocation.option("from") ?? "") else {
      throw CommandFailure.usage(
        pick("--from moet een dag zijn zoals 2027-01-01", "--from must be a day such as 2027-01-01"))
    }
    let (old, new) = (invocation.positionals[0], invocation.positionals[1])
    let client = try LocalClient(invocation)
    if !invocation.has("yes") || invocation.has("dry-run") {
      let trial: NodeAnswer<MunicipalityMergerDocument> = try client.call(
        .mergeMunicipalities, body: MunicipalityMergerRequest(old: old, new: new, from: from, dryRun: true))
      let found = trial.document
      let terms =
        pick(
          "\(found.old) gaat op in \(found.new) vanaf \(from). Nu noemen \(found.signals) signalen \(found.old). Vanaf die dag "
            + "is het niet terug te draaien.",
          "\(found.old) becomes part of \(found.new) from \(from) on. "
            + counted(found.signals, "signal names", "signals name")
            + " \(found.old) now. From that day on this cannot be undone.")
      if invocation.has("dry-run") { return CommandOutput(trial, text: terms) }
      let question = TerminalQuestion.standard(invocation)
      guard question.isAsked else {
        return CommandOutput(
          trial, text: pick("er is niets veranderd", "nothing was changed"),
          notes: [terms, pick("Om het te doen: --yes erbij", "To do it, add --yes")], exit: .checkFailed)
      }
      try question.confirm(
        terms, to: pick("ze samen te voegen", "let them merge"),
        else: pick("er is niets veranderd", "nothing was changed"))
    }
    let answer: NodeAnswer<MunicipalityMergerDocument> = try client.call(
      .mergeMunicipalities, body: MunicipalityMergerRequest(old: old, new: new, from: from))
    let result = answer.document
    let effect =
      result.state == .merged
      ? pick("\(result.signals) signalen noemen nu \(result.new)", "\(result.signals) signals name \(result.new) now")
      : pick(
        "vanaf \(result.from) noemen de signalen \(result.new)", "from \(result.from) on its signals name \(result.new)"
      )
    return CommandOutput(
      answer, text: "\(result.old)  \(result.state): \(effect)",
      notes: [
        pick(
          "Certificaten van \(result.old) zien vanaf dan \(result.new); meldingen die \(result.old) noemen, tellen als "
            + "\(result.new).",
          "Certificates of \(result.old) see \(result.new) from then on; reports that name \(result.old) are taken as \(result.new)."
        )
      ])
  }
}
