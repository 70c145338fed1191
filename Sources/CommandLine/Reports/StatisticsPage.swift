import LocalAPI
import PeerProtocol

/// The figures of a quarter or a year as a report to print, in the order of the yearly reports of regional indexes: signals
/// and youths, matches, what came of them, and then each municipality, sector, organisation and region.
struct StatisticsPage {
  private let document: StatisticsDocument
  private let language: TextLanguage
  private let words: StatisticsWords
  private let region: StatisticsDocument.Line

  init(_ document: StatisticsDocument, in language: TextLanguage) {
    (self.document, self.language) = (document, language)
    words = StatisticsWords(language: language)
    region =
      document.lines.first { $0.of == .region }
      ?? StatisticsDocument.Line(
        of: Word(.region), id: nil, name: nil, counts: [], matchedPercent: nil, contactedPercent: nil,
        medianDaysToMatch: nil, medianDaysToContact: nil)
  }

  /// The page, without a last line end.
  var html: String {
    let title = words.title(document.name, document.period)
    let parts =
      [ReportPage.heading(1, title), "<p class=\"lead\">\(ReportPage.escaped(words.lead(document.name)))</p>"]
      + inShort + signals + matches + followUp
      + [.municipality, .sector, .organisation, .peer].flatMap(breakdown) + usage + reading
    return ReportPage(language: language, title: title, body: parts).html
  }

  // MARK: - Parts

  private var inShort: [String] {
    let tiles = ["signals", "youths", "youth-matches", "family-matches", "contacted"].map { measure in
      (words.measure(measure), cell(region, measure), document.before.map { cell($0, measure) })
    }
    let share = (
      words.matchedPercent, percent(region.matchedPercent), document.before.map { percent($0.matchedPercent) }
    )
    return [ReportPage.heading(2, words.inShort), "<dl>"]
      + (tiles + [share]).map { name, now, before in
        let past = before.map { "<dd class=\"note\">\(ReportPage.escaped("\(words.yearBefore): \($0)"))</dd>" } ?? ""
        return
          "<div><dt>\(ReportPage.escaped(name))</dt><dd class=\"figure\">\(ReportPage.escaped(now))</dd>\(past)</div>"
      } + ["</dl>"]
  }

  private var signals: [String] {
    [ReportPage.heading(2, words.signals), ReportPage.paragraph(words.signalsText)] + chart("signals")
      + monthTable(["signals", "youth-matches", "family-matches", "matches-within", "contacted"])
      + table(["signals", "youths"], words.signals)
  }

  private var matches: [String] {
    let targets = document.targets
    let shares = [
      row(
        words.matchedPercent, percent(region.matchedPercent), document.before.map { percent($0.matchedPercent) },
        targets.matchedPercent.map(words.atLeast)),
      row(
        words.daysToMatch, number(region.medianDaysToMatch), document.before.map { number($0.medianDaysToMatch) }, nil),
    ]
    return [ReportPage.heading(2, words.matches), ReportPage.paragraph(words.matchesText)]
      + table(
        ["youths-with-match", "youth-matches", "family-matches", "matches-within"], words.matches, shares)
  }

  private var followUp: [String] {
    let targets = document.targets
    let shares = [
      row(
        words.contactedPercent, percent(region.contactedPercent), document.before.map { percent($0.contactedPercent) },
        targets.contactedPercent.map(words.atLeast)),
      row(
        words.daysToContact, number(region.medianDaysToContact), document.before.map { number($0.medianDaysToContact) },
        words.atMost(targets.contactDays)),
    ]
    let measures = [
      "contacted", "already-in-contact", "no-consent", "not-reached", "not-needed", "lead-here", "lead-there",
      "handovers", "open-too-long",
    ]
    let bars = measures.prefix(5).map { (name: words.measure($0), bar: bar(region, $0)) }
    return [ReportPage.heading(2, words.followUp), ReportPage.paragraph(words.followUpText(targets.contactDays))]
      + ReportChart.rows(bars, title: words.followUp) + table(measures, words.followUp, shares)
  }

  /// The lines of one breakdown: a chart of up to twenty of them, and a table of those of which anything is shown.
  private func breakdown(_ breakdown: StatisticsDocument.Breakdown) -> [String] {
    let all = document.lines.filter { $0.of == breakdown }
    let lines = all.filter(\.showsCounts)
    guard !all.isEmpty else { return [] }
    let measures =
      breakdown == .peer
      ? [
        "youth-matches", "family-matches", "contacted", "lead-here", "lead-there", "handovers", "open-too-long",
      ]
      : ["signals", "youths", "youths-with-match", "youth-matches", "family-matches", "contacted"]
    let first = measures[0]
    let bars = lines.map { (name: name($0), bar: bar($0, first)) }
      .sorted { ($1.bar.count ?? 0, $0.name) < ($0.bar.count ?? 0, $1.name) }
    let heading = words.breakdown(breakdown.rawValue)
    let rows = lines.map { line in
      [name(line)] + measures.map { cell(line, $0) } + (breakdown == .peer ? [] : [percent(line.matchedPercent)])
    }
    let header =
      [words.one(breakdown.rawValue)] + measures.map(words.measure)
      + (breakdown == .peer ? [] : [words.matchedPercent])
    let active =
      breakdown == .organisation
      ? document.activeOrganisations.map { [ReportPage.paragraph(words.activeOrganisations($0))] } ?? [] : []
    let hidden = all.count - lines.count
    let rest = hidden == 0 ? [] : [ReportPage.paragraph(words.hidden(hidden, of: breakdown.rawValue))]
    guard !lines.isEmpty else { return [ReportPage.heading(2, heading)] + active + rest }
    return [ReportPage.heading(2, heading)] + active
      + ReportChart.rows(Array(bars.prefix(20)), title: "\(words.measure(first)), \(heading.lowercased())")
      + ReportPage.table(caption: heading, header, rows) + rest
  }

  /// The organisations of the register, and those that were silent, where the reader may know which.
  private var usage: [String] {
    guard let usage = document.usage else { return [] }
    let counts = [
      [words.connected, usage.connected.map(language.number) ?? "."],
      [words.silent, usage.silent.map(language.number) ?? "."], [words.used, percent(usage.usedPercent)],
    ]
    let names = usage.silentOrganisations ?? []
    return [ReportPage.heading(2, words.usage)]
      + ReportPage.table(caption: words.usage, [words.figure, words.count], counts)
      + (names.isEmpty
        ? []
        : ReportPage.table(
          caption: words.silent, [words.one("organisation"), words.identifier], names.map { [$0.name, $0.id] }))
  }

  private var reading: [String] {
    [ReportPage.heading(2, words.reading), "<ul class=\"note\">"]
      + words.notes(countedFrom: document.countedFrom).map { "<li>\(ReportPage.escaped($0))</li>" } + ["</ul>"]
  }

  // MARK: - Tables and charts

  private func chart(_ measure: String) -> [String] {
    let groups = document.months.map { month in
      ReportChart.Group(
        name: language.shortMonth(Int(month.month.months) % 12 + 1), now: bar(month.counts, measure),
        before: month.before.isEmpty ? nil : bar(month.before, measure))
    }
    guard !groups.isEmpty else { return [] }
    return ReportChart.columns(
      groups, title: words.byMonth(words.measure(measure)),
      legend: (words.period(document.period), words.periodBefore(document.period)))
  }

  private func monthTable(_ measures: [String]) -> [String] {
    guard !document.months.isEmpty else { return [] }
    let hasBefore = document.months.contains { !$0.before.isEmpty }
    let header =
      [words.month]
      + measures.flatMap { measure in
        [words.measure(measure)] + (hasBefore ? ["\(words.measure(measure)), \(words.yearBefore)"] : [])
      }
    let rows = document.months.map { month in
      [language.month(Int(month.month.months) % 12 + 1)]
        + measures.flatMap { measure in
          [cell(month.counts, measure)] + (hasBefore ? [cell(month.before, measure)] : [])
        }
    }
    return ReportPage.table(caption: words.byMonth(words.figure), header, rows)
  }

  /// The region's own counts, with those of a year before and what it aims at.
  private func table(_ measures: [String], _ caption: String, _ more: [[String]] = []) -> [String] {
    ReportPage.table(
      caption: caption, [words.figure, words.period(document.period), words.yearBefore, words.target],
      measures.map { measure in
        row(words.measure(measure), cell(region, measure), document.before.map { cell($0, measure) }, nil)
      } + more)
  }

  private func row(_ name: String, _ now: String, _ before: String?, _ target: String?) -> [String] {
    [name, now, before ?? "-", target ?? "-"]
  }

  private func name(_ line: StatisticsDocument.Line) -> String { line.name ?? line.id ?? "-" }

  private func bar(_ line: StatisticsDocument.Line, _ measure: String) -> ReportChart.Bar { bar(line.counts, measure) }

  private func bar(_ counts: [StatisticsDocument.Count], _ measure: String) -> ReportChart.Bar {
    ReportChart.Bar(count: counts.first { $0.measure == measure }?.count, text: cell(counts, measure))
  }

  private func cell(_ line: StatisticsDocument.Line, _ measure: String) -> String { cell(line.counts, measure) }

  private func cell(_ counts: [StatisticsDocument.Count], _ measure: String) -> String {
    guard let count = counts.first(where: { $0.measure == measure }) else { return "-" }
    return count.count.map(language.number) ?? StatisticsText.cell(count)
  }

  /// A share or a median is missing where a count of it is hidden.
  private func percent(_ value: Int?) -> String { value.map { "\($0)%" } ?? "." }
  private func number(_ value: Int?) -> String { value.map(language.number) ?? "." }
}
