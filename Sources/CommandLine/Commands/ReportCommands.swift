import LocalAPI
import Node
import PeerProtocol

/// `samenloop report …`: what a region reports on itself.
enum ReportCommands {
  static let all = [statistics]

  /// The forms of a report.
  private enum Form: String, CaseIterable {
    case text, csv, json
  }

  private static let statistics = CommandSpec(
    path: ["report", "statistics"],
    summary: "figures of a quarter or a year that is over, for anybody: counts under five are hidden",
    options: [
      OptionSpec(name: "quarter", value: "QUARTER", help: "such as 2026-Q4"),
      OptionSpec(name: "year", value: "YEAR", help: "such as 2026"),
      OptionSpec(
        name: "output", value: "FORM", help: "text unless said otherwise", choices: Form.allCases.map(\.rawValue)),
    ],
    example: "samenloop report statistics --quarter 2026-Q4 --home nhn", role: .privacyOfficer,
    run: { try statistics($0) })

  private static func statistics(_ invocation: Invocation) throws -> CommandOutput {
    let (quarter, year) = (invocation.option("quarter"), invocation.option("year"))
    guard (quarter == nil) != (year == nil) else { throw CommandFailure.usage("give either --quarter or --year") }
    let query = quarter.map { ("quarter", $0) } ?? ("year", year ?? "")
    let answer: NodeAnswer<StatisticsDocument> = try LocalClient(invocation).call(.statistics, query: [query])
    switch Form(rawValue: invocation.option("output") ?? Form.text.rawValue) {
    case .csv: return CommandOutput(answer, text: StatisticsCSV.text(answer.document))
    case .json: return CommandOutput(answer, text: String(decoding: answer.bytes, as: UTF8.self))
    case .text, nil: return CommandOutput(answer, text: StatisticsText.text(answer.document))
    }
  }
}
