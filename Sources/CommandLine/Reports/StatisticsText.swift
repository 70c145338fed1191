import LocalAPI
import PeerProtocol

/// Statistics as a person reads them on a terminal.
enum StatisticsText {
  static func text(_ document: StatisticsDocument) -> String {
    guard let region = document.lines.first else {
      return pick("In \(document.period) is niets geteld.", "Nothing was counted in \(document.period).")
    }
    let before = document.before
    var rows = region.counts.map { count in
      [name(of: count.measure), cell(count), before.map { cell($0, count.measure) } ?? "-", "-"]
    }
    let targets = document.targets
    rows += [
      [
        pick("jeugdigen met een match", "youths with a match"), percent(region.matchedPercent),
        percent(before?.matchedPercent),
        percent(targets.matchedPercent),
      ],
      [
        pick("matches met contact", "matches with contact"), percent(region.contactedPercent),
        percent(before?.contactedPercent),
        percent(targets.contactedPercent),
      ],
      [
        pick("dagen tot match (mediaan)", "days to match (median)"), TextTable.cell(region.medianDaysToMatch),
        TextTable.cell(before?.medianDaysToMatch),
        "-",
      ],
      [
        pick("dagen tot contact (mediaan)", "days to contact (median)"), TextTable.cell(region.medianDaysToContact),
        TextTable.cell(before?.medianDaysToContact), "\(targets.contactDays)",
      ],
      [
        pick("organisaties met een signaal", "organisations with a signal"),
        TextTable.cell(document.activeOrganisations),
        "-", "-",
      ],
    ]
    let whole = TextTable.text(
      header: ["\(document.name), \(document.period)"]
        + pick(["AANTAL", "JAAR EERDER", "STREEFCIJFER"], ["COUNT", "A YEAR BEFORE", "TARGET"]), rows)
    return
      ([whole] + StatisticsDocument.Breakdown.allCases.compactMap { part($0, document) } + usage(document) + [
        pick(
          "<5 is een aantal van 0 tot en met 4; een punt staat waar een aantal een verborgen aantal zou verraden.",
          "<5 is a count from 0 to 4; a dot stands where a count would tell a hidden one.")
      ]).joined(separator: "\n\n")
  }

  /// The lines of one breakdown of which anything is shown, with what people look for first.
  private static func part(_ breakdown: StatisticsDocument.Breakdown, _ document: StatisticsDocument) -> String? {
    let all = document.lines.filter { $0.of == breakdown }
    guard breakdown != .region, !all.isEmpty else { return nil }
    let lines = all.filter(\.showsCounts)
    let measures = (all.first?.counts ?? []).map(\.measure).filter(shownMeasures.contains)
    let rows = lines.map { line in
      [line.name.map { "\($0) (\(line.id ?? "-"))" } ?? line.id ?? "-"] + measures.map { cell(line, $0) }
    }
    let hidden = all.count - lines.count
    let rest =
      hidden == 0
      ? []
      : [
        pick(
          "en nog \(hidden), waarvan elk aantal verborgen is", "and \(hidden) more, of which every count is hidden")
      ]
    return
      ([
        TextTable.text(
          header: [name(of: breakdown).uppercased()] + measures.map { name(of: $0).uppercased() }, rows)
      ] + rest)
      .joined(separator: "\n")
  }

  /// The organisations of the register, and those that were silent.
  private static func usage(_ document: StatisticsDocument) -> [String] {
    guard let usage = document.usage else { return [] }
    let rows = [
      [pick("geregistreerde organisaties", "registered organisations"), count(usage.connected)],
      [pick("zonder signaal", "without a signal"), count(usage.silent)],
      [pick("gebruikte de index", "used the index"), percent(usage.usedPercent)],
    ]
    let names = (usage.silentOrganisations ?? []).map { "  \($0.name) (\($0.id))" }
    return [
      (TextTable.lines(rows) + (names.isEmpty ? [] : [pick("zonder signaal:", "silent:")] + names)).joined(
        separator: "\n")
    ]
  }

  /// In English the word of the interface, which is short; in Dutch as the report says it.
  private static func name(of measure: String) -> String {
    pick(StatisticsWords(language: .nl).measure(measure).lowercased(), measure)
  }

  private static func name(of breakdown: StatisticsDocument.Breakdown) -> String {
    switch breakdown {
    case .region: pick("regio", breakdown.rawValue)
    case .municipality: pick("gemeente", breakdown.rawValue)
    case .organisation: pick("organisatie", breakdown.rawValue)
    case .sector: breakdown.rawValue
    case .peer: pick("andere regio", breakdown.rawValue)
    }
  }

  private static func count(_ value: Int?) -> String { value.map(String.init) ?? "." }

  private static let shownMeasures: Set = ["signals", "youths", "youth-matches", "family-matches", "contacted"]

  private static func cell(_ line: StatisticsDocument.Line, _ measure: String) -> String {
    line.counts.first { $0.measure == measure }.map(cell) ?? "-"
  }

  /// A count, or what stands in its place.
  static func cell(_ count: StatisticsDocument.Count) -> String {
    count.count.map(String.init) ?? (count.hidden == .underFive ? "<5" : ".")
  }

  private static func percent(_ value: Int?) -> String { value.map { "\($0)%" } ?? "-" }
}

extension StatisticsDocument.Line {
  /// Whether any count of the line is shown. Of a small region most lines show none.
  var showsCounts: Bool { counts.contains { $0.count != nil } }
}

/// Statistics as a file for spreadsheets: one line for each count.
enum StatisticsCSV {
  static func text(_ document: StatisticsDocument) -> String {
    var rows = [["period", "of", "id", "name", "measure", "value"]]
    for line in document.lines { rows += self.rows(document.period, line) }
    for month in document.months {
      rows += month.counts.map { [month.month.iso, "region", "", "", $0.measure, StatisticsText.cell($0)] }
      let before = YearMonth(months: Int(month.month.months) - 12).iso
      rows += month.before.map { [before, "region", "", "", $0.measure, StatisticsText.cell($0)] }
    }
    if let usage = document.usage {
      let counts = [("connected", usage.connected), ("silent", usage.silent), ("used-percent", usage.usedPercent)]
      rows += counts.map { [document.period, "register", "", "", $0, $1.map(String.init) ?? "."] }
      rows += (usage.silentOrganisations ?? []).map { [document.period, "register", $0.id, $0.name, "silent", "1"] }
    }
    return CSVText.text(rows)
  }

  private static func rows(_ period: String, _ line: StatisticsDocument.Line) -> [[String]] {
    let head = [period, line.of.text, line.id ?? "", line.name ?? ""]
    let further = [
      ("matched-percent", line.matchedPercent), ("contacted-percent", line.contactedPercent),
      ("median-days-to-match", line.medianDaysToMatch), ("median-days-to-contact", line.medianDaysToContact),
    ]
    return line.counts.map { head + [$0.measure, StatisticsText.cell($0)] }
      + further.compactMap { name, value in value.map { head + [name, String($0)] } }
  }
}
