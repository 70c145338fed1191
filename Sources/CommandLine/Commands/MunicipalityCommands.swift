import LocalAPI
import PeerProtocol

/// `samenloop municipality …`: municipalities that merge.
enum MunicipalityCommands {
  static let all = [merge]

  private static let merge = CommandSpec(
    path: ["municipality", "merge"],
    summary: "let one municipality go up in another from a day on: signals, certificates and figures follow",
    positionals: [PositionalSpec(name: "OLD"), PositionalSpec(name: "NEW")],
    options: [
      OptionSpec(
        name: "from", value: "DAY", help: "the first day on which NEW counts, such as 2027-01-01", isRequired: true),
      OptionSpec(name: "yes", value: nil, help: "do it without asking: from its day on a merger is not taken back"),
    ],
    example: "samenloop municipality merge GM0370 GM0439 --from 2027-01-01 --yes --home nhn", role: .operator,
    run: { try merge($0) })

  private static func merge(_ invocation: Invocation) throws -> CommandOutput {
    guard let from = CalendarDate(iso: invocation.option("from") ?? "") else {
      throw CommandFailure.usage("--from must be a day such as 2027-01-01")
    }
    let (old, new) = (invocation.positionals[0], invocation.positionals[1])
    let client = try LocalClient(invocation)
    if !invocation.has("yes") {
      let trial: NodeAnswer<MunicipalityMergerDocument> = try client.call(
        .mergeMunicipalities, body: MunicipalityMergerRequest(old: old, new: new, from: from, dryRun: true))
      let found = trial.document
      let terms =
        "\(found.old) goes up in \(found.new) from \(from) on. \(found.signals) signals name \(found.old) now. "
        + "From that day on it is not taken back."
      let question = TerminalQuestion.standard(invocation)
      guard question.isAsked else {
        return CommandOutput(
          trial, text: "nothing was changed", notes: [terms, "To do it, add --yes"], exit: .checkFailed)
      }
      try question.confirm(terms, to: "let them merge", else: "nothing was changed")
    }
    let answer: NodeAnswer<MunicipalityMergerDocument> = try client.call(
      .mergeMunicipalities, body: MunicipalityMergerRequest(old: old, new: new, from: from))
    let result = answer.document
    let effect =
      result.state == .merged
      ? "\(result.signals) signals name \(result.new) now"
      : "from \(result.from) on its signals name \(result.new)"
    return CommandOutput(
      answer, text: "\(result.old)  \(result.state): \(effect)",
      notes: [
        "Certificates of \(result.old) see \(result.new) from then on; reports that name \(result.old) are taken as \(result.new)."
      ])
  }
}
