import LocalAPI
import Node
import PeerProtocol

/// `samenloop report …`: what a region reports on itself.
enum ReportCommands {
  static let all = [statistics, register]

  /// The forms of a report.
  private enum Form: String, CaseIterable {
    case text, html, csv, json
  }

  private static func output(_ forms: [Form]) -> OptionSpec {
    OptionSpec(
      name: "output", value: "FORM",
      help: pick("\(forms[0].rawValue) tenzij u iets anders zegt", "\(forms[0].rawValue) unless said otherwise"),
      choices: forms.map(\.rawValue))
  }
  private static let language = OptionSpec(
    name: "language", value: "WORD",
    help: pick("van de pagina: nl of en (die van de locale)", "of the page: nl or en (that of the locale)"),
    choices: TextLanguage.allCases.map(\.rawValue))

  private static func form(_ invocation: Invocation) -> Form? {
    invocation.option("output").flatMap(Form.init(rawValue:))
  }

  private static func language(_ invocation: Invocation) -> TextLanguage {
    invocation.option("language").flatMap(TextLanguage.init(rawValue:)) ?? .current
  }

  // MARK: - Figures

  private static let statistics = CommandSpec(
    path: ["report", "statistics"],
    summary: pick(
      "cijfers van een kwartaal of jaar dat voorbij is, voor iedereen: aantallen onder de vijf zijn "
        + "verborgen", "figures of a quarter or a year that is over, for anybody: counts under five are hidden"),
    options: [
      OptionSpec(name: "quarter", value: "QUARTER", help: pick("zoals 2026-Q4", "such as 2026-Q4")),
      OptionSpec(name: "year", value: "YEAR", help: pick("zoals 2026", "such as 2026")),
      output([.text, .html, .csv, .json]), language,
    ],
    example: "samenloop report statistics --quarter 2026-Q4 --output html --home nhn >report.html", role: .coordinator,
    run: { try statistics($0) })

  private static func statistics(_ invocation: Invocation) throws -> CommandOutput {
    let (quarter, year) = (invocation.option("quarter"), invocation.option("year"))
    guard (quarter == nil) != (year == nil) else {
      throw CommandFailure.usage(
        pick(
          "report statistics: geef --quarter QUARTER of --year YEAR",
          "report statistics: give either --quarter QUARTER or --year YEAR"))
    }
    let query = quarter.map { ("quarter", $0) } ?? ("year", year ?? "")
    let answer: NodeAnswer<StatisticsDocument> = try LocalClient(invocation).call(.statistics, query: [query])
    switch form(invocation) {
    case .csv: return CommandOutput(answer, text: StatisticsCSV.text(answer.document))
    case .json:
      return CommandOutput(answer, text: String(decoding: CommandOutput.versioned(answer.bytes), as: UTF8.self))
    case .html:
      return CommandOutput(answer, text: StatisticsPage(answer.document, in: language(invocation)).html)
    case .text, nil: return CommandOutput(answer, text: StatisticsText.text(answer.document))
    }
  }

  // MARK: - The record of processing

  private static let register = CommandSpec(
    path: ["report", "register"],
    summary: pick(
      "het register van verwerkingen (AVG artikel 30), uit de configuratie en de afspraken",
      "the record of processing activities (GDPR article 30), of the configuration and the agreements"),
    options: [output([.html, .json]), language],
    example: "samenloop report register --home nhn >register.html", role: .privacyOfficer, run: { try register($0) })

  private static func register(_ invocation: Invocation) throws -> CommandOutput {
    let answer: NodeAnswer<RegisterDocument> = try LocalClient(invocation).call(.register)
    let missing = answer.document.missing
    let notes =
      missing.isEmpty
      ? []
      : [
        pick(
          "In het register ontbreekt \(missing.joined(separator: ", ")): vul node.json aan en start het knooppunt opnieuw.",
          "The record lacks \(missing.joined(separator: ", ")): add them to node.json, and start the node again.")
      ]
    let text =
      form(invocation) == .json
      ? String(decoding: answer.bytes, as: UTF8.self)
      : RegisterPage(answer.document, in: language(invocation)).html
    return CommandOutput(answer, text: text, notes: notes)
  }
}
