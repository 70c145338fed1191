import LocalAPI
import Pages
import PeerProtocol

/// `samenloop worklist`: the matches that somebody has to look at.
enum WorklistCommand {
  static let spec = CommandSpec(
    path: ["worklist"],
    summary: pick(
      "open matches die om aandacht vragen en waarom: een regel per gezin, het dringendste eerst",
      "open matches that ask for somebody's attention and why: a line for each family, most urgent first"),
    options: [
      OptionSpec(
        name: "municipality", value: "CODE",
        help: pick(
          "alleen met een signaal van deze gemeente, zoals GM0363",
          "only with a signal of this municipality, such as GM0363")),
      OptionSpec(
        name: "organisation", value: "NAME",
        help: pick(
          "alleen waar deze organisatie bij betrokken is, aan een van beide kanten",
          "only where this organisation is involved, on either side")),
      OptionSpec(
        name: "sector", value: "SECTOR",
        help: pick(
          "alleen waar een organisatie van deze sector bij betrokken is",
          "only where an organisation of this sector is involved")),
      OptionSpec(
        name: "overdue", value: nil,
        help: pick(
          "alleen waar de termijn van de afspraak voor een eerste contact voorbij is",
          "only where the agreement's days for a first contact are over")),
      OptionSpec(
        name: "assignee", value: "NAME",
        help: pick("alleen wat aan deze collega is gegeven", "only what was assigned to this colleague")),
      OptionSpec(name: "mine", value: nil, help: pick("alleen wat aan u is gegeven", "only what was assigned to you")),
      OptionSpec(
        name: "csv", value: nil,
        help: pick(
          "als CSV, een regel per match, met alle contactgegevens",
          "as CSV, a line for each match, with all contact details")),
    ],
    example: "samenloop worklist --overdue --home nhn", role: .coordinator,
    run: { invocation in
      var query = ["municipality", "organisation", "sector", "assignee"].compactMap { name in
        invocation.option(name).map { (name: name, value: $0) }
      }
      query += ["overdue", "mine"].filter { invocation.has($0) }.map { (name: $0, value: "true") }
      let answer: NodeAnswer<WorklistDocument> = try LocalClient(invocation).call(.worklist, query: query, timeout: 300)
      guard invocation.has("csv") else { return output(answer, width: TextTable.terminalWidth) }
      return CommandOutput(answer, text: WorklistCSV.text(answer.document))
    })

  /// - Parameter width: characters that a line may take; nil for any number.
  static func output(_ answer: NodeAnswer<WorklistDocument>, width: Int? = nil) -> CommandOutput {
    let families = answer.document.families
    if families.isEmpty {
      return CommandOutput(answer, text: pick("Niets vraagt om aandacht.", "Nothing asks for attention."))
    }
    let header = pick(
      ["MATCH", "REGIO", "UITERLIJK", "ONZE SIGNALEN", "ONZE", "HUN", "WAAROM", "VOOR"],
      ["MATCH", "PEER", "DUE", "OUR SIGNALS", "OURS", "THEIRS", "WHY", "FOR"])
    return CommandOutput(
      answer, text: TextTable.text(header: header, families.map(row), width: width, flexible: [3, 4, 5, 6]),
      notes: [
        pick(
          "Eén match met het gezin: samenloop match show MATCH. Aan een collega geven: samenloop match assign MATCH --to NAME",
          "See one with its family: samenloop match show MATCH. Give it to a colleague: samenloop match assign MATCH --to NAME"
        )
      ])
  }

  /// The line of a family: its oldest match, and how many more it has.
  private static func row(_ family: [WorklistDocument.Item]) -> [String] {
    let matches = family.compactMap(\.match)
    let signals = family.flatMap { $0.signals ?? [] }
    let others = matches.count > 1 ? " +\(matches.count - 1)" : ""
    return [
      matches.first.map { $0.matchId + others } ?? "-", TextTable.cell(distinct(matches.map(\.peer))),
      TextTable.cell(family.compactMap(\.due).min().map { $0.rfc3339.prefix(10) }),
      TextTable.cell(distinct(matches.flatMap(\.signals) + signals.map(\.id))),
      TextTable.cell(
        distinct(family.flatMap { $0.ours ?? [] }.map(professional) + signals.compactMap(\.organisation))),
      TextTable.cell(distinct(matches.filter { $0.scope == .across }.flatMap(\.involvements).map(professional))),
      TextTable.cell(distinct(family.flatMap(\.reasons).map { $0.shown(\.phrase) })),
      TextTable.cell(distinct(matches.compactMap(\.assignee))),
    ]
  }

  /// Who to call: the organisation, and the telephone number, else the address of mail.
  private static func professional(_ one: InvolvementDocument) -> String {
    let reached = one.contact.phone ?? one.contact.email
    return [one.organisation.name, one.contact.name, reached].compactMap(\.self).joined(separator: " ")
  }

  private static func distinct(_ texts: [String]) -> [String] {
    var seen = Set<String>()
    return texts.filter { seen.insert($0).inserted }
  }
}
