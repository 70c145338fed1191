package import LocalAPI
import PeerProtocol

extension FiguresPage {
  /// The page of the statistics of a period, with the periods that can be chosen, such as `2026-Q4`.
  package init(_ statistics: StatisticsDocument, periods: [String]) {
    self.init(
      period: Period(statistics.period), periods: periods.map { Period($0) }, targets: Target.all(of: statistics),
      charts: ["signals", "youth-matches", "contacted"].map { MonthChart($0, of: statistics) },
      tables: [FigureTable(regionOf: statistics)]
        + [.municipality, .sector, .organisation, .peer].compactMap { FigureTable($0, of: statistics) }
        + (statistics.usage.map { FigureTable.usage($0) } ?? []))
  }
}

extension FiguresPage.Period {
  /// A quarter or a year, by its text.
  init(_ text: String) {
    let parts = text.split(separator: "-Q")
    guard parts.count == 2, let quarter = Int(parts[1]), (1...4).contains(quarter) else {
      self.init(id: text, name: .name(text))
      return
    }
    let dutch = ["eerste", "tweede", "derde", "vierde"][quarter - 1]
    let english = ["first", "second", "third", "fourth"][quarter - 1]
    let year = Phrase.name(String(parts[0]))
    self.init(
      id: text,
      name: Phrase("\(Phrase.name(dutch)) kwartaal van \(year)", "\(Phrase.name(english)) quarter of \(year)"))
  }
}

extension FiguresPage.Target {
  /// The targets that the region set, beside what it reached. One without a figure is neither met nor missed.
  static func all(of statistics: StatisticsDocument) -> [FiguresPage.Target] {
    guard let region = statistics.lines.first else { return [] }
    let wanted = statistics.targets
    var targets = [
      FiguresPage.Target(
        Phrase("Dagen van match tot contact (mediaan)", "Days from match to contact (median)"),
        reached: region.medianDaysToContact.map { .days($0) } ?? .missing, wanted: .days(wanted.contactDays),
        isMet: region.medianDaysToContact.map { $0 <= wanted.contactDays })
    ]
    let shares: [(Phrase, Int?, Int?)] = [
      (Phrase("Jeugdigen met een match", "Youths with a match"), region.matchedPercent, wanted.matchedPercent),
      (Phrase("Matches met contact", "Matches with contact"), region.contactedPercent, wanted.contactedPercent),
    ]
    for case (let label, let reached, let target?) in shares {
      targets.append(
        FiguresPage.Target(
          label, reached: reached.map { .share(perMille: $0 * 10) } ?? .missing, wanted: .share(perMille: target * 10),
          isMet: reached.map { $0 >= target }))
    }
    return targets
  }
}

extension Figure {
  /// A count of the statistics.
  init(_ count: StatisticsDocument.Count?) {
    switch (count?.count, count?.hidden?.known) {
    case (let number?, _): self = .count(number)
    case (nil, .underFive): self = .suppressed
    case (nil, .withheld): self = .withheld
    case (nil, nil): self = .missing
    }
  }

  fileprivate init(_ measure: String, in counts: [StatisticsDocument.Count]) {
    self.init(counts.first { $0.measure == measure })
  }
}

extension MonthChart {
  fileprivate init(_ measure: String, of statistics: StatisticsDocument) {
    self.init(
      heading: Phrase("\(MeasureWords.phrase(measure)), per maand", "\(MeasureWords.phrase(measure)), by month"),
      months: statistics.months.map {
        Month($0.month, now: Figure(measure, in: $0.counts), before: Figure(measure, in: $0.before))
      })
  }
}

extension FigureTable {
  /// Every figure of the region, beside those of the year before.
  fileprivate init(regionOf statistics: StatisticsDocument) {
    let region = statistics.lines.first
    self.init(
      caption: Phrase("De hele regio", "The whole region"), labelHeading: .subject,
      columns: [.thisYear, .yearBefore],
      rows: (region?.counts ?? []).map { count in
        Row(
          MeasureWords.phrase(count.measure),
          [Figure(count), Figure(count.measure, in: statistics.before?.counts ?? [])])
      })
  }

  /// A line for each municipality, sector, organisation or other region; nil where there is none.
  fileprivate init?(_ breakdown: StatisticsDocument.Breakdown, of statistics: StatisticsDocument) {
    let lines = statistics.lines.filter { $0.of == breakdown }
    guard !lines.isEmpty else { return nil }
    let measures = lines.flatMap(\.counts).map(\.measure).reduce(into: [String]()) { found, measure in
      if !found.contains(measure) { found.append(measure) }
    }
    self.init(
      caption: MeasureWords.phrase(breakdown), labelHeading: .subject, columns: measures.map(MeasureWords.phrase),
      rows: lines.map { line in
        Row(
          breakdown == .sector ? SectorWords.phrase(line.id ?? "") : .name(line.name ?? line.id ?? "–"),
          measures.map { Figure($0, in: line.counts) })
      })
  }
}

extension FigureTable {
  /// How the organisations of the register used the index, and those that were silent where the reader may know which.
  static func usage(_ usage: StatisticsDocument.Usage) -> [FigureTable] {
    func count(_ value: Int?) -> Figure { value.map { .count($0) } ?? .withheld }
    let counts = FigureTable(
      caption: .usage, labelHeading: .subject, columns: [.count],
      rows: [
        Row(.connected, [count(usage.connected)]), Row(.silent, [count(usage.silent)]),
        Row(.usedShare, [usage.usedPercent.map { .share(perMille: $0 * 10) } ?? .withheld]),
      ])
    guard let silent = usage.silentOrganisations, !silent.isEmpty else { return [counts] }
    return [
      counts,
      FigureTable(
        caption: .silent, labelHeading: .subject, columns: [.count],
        rows: silent.map { Row(.name("\($0.name) (\($0.id))"), [.count(0)]) }),
    ]
  }
}

extension RecordTable {
  /// The statistics as one table: a line for each figure. A hidden count stands as `<5`, or empty where it may be larger.
  package init(_ statistics: StatisticsDocument) {
    self.init(
      columns: [
        Column(.breakdown), Column(.subject), Column(.figure), Column(.count, isNumber: true),
      ],
      rows: statistics.lines.flatMap { line in
        line.counts.map { count in
          [
            .text(line.of.text), .text(line.name ?? line.id ?? statistics.name),
            .phrase(MeasureWords.phrase(count.measure)),
            count.count.map { .number($0) } ?? (count.hidden == .underFive ? .text("<5") : .nothing),
          ]
        }
      })
  }
}

/// What the statistics count, in words.
enum MeasureWords {
  static func phrase(_ measure: String) -> Phrase {
    switch measure {
    case "signals": Phrase("Signalen", "Signals")
    case "youths": Phrase("Jeugdigen", "Youths")
    case "youths-with-match": Phrase("Jeugdigen met een match", "Youths with a match")
    case "youth-matches": Phrase("Matches op een jeugdige", "Matches on a youth")
    case "family-matches": Phrase("Matches op een gezin", "Matches on a family")
    case "matches-within": Phrase("Matches binnen de regio", "Matches within the region")
    case "contacted": Phrase("Contact gelegd", "Contact made")
    case "already-in-contact": Phrase("Geen contact nodig: al in contact", "None needed: already in contact")
    case "no-consent": Phrase("Geen contact: gezin wilde niet", "No contact: the family did not agree")
    case "not-reached": Phrase("Geen contact: niet bereikt", "No contact: not reached")
    case "not-needed": Phrase("Geen contact nodig", "None needed")
    case "lead-here": Phrase("Deze regio heeft de regie", "This region leads")
    case "lead-there": Phrase("De andere regio heeft de regie", "The other region leads")
    case "handovers": Phrase("Warme overdrachten", "Handovers")
    case "open-too-long": Phrase("Te lang open", "Open too long")
    default: .name(measure)
    }
  }

  static func phrase(_ breakdown: StatisticsDocument.Breakdown) -> Phrase {
    switch breakdown {
    case .region: Phrase("De hele regio", "The whole region")
    case .municipality: Phrase("Per gemeente", "By municipality")
    case .sector: Phrase("Per sector", "By sector")
    case .organisation: Phrase("Per organisatie", "By organisation")
    case .peer: Phrase("Met andere regio’s", "With other regions")
    }
  }
}

extension Phrase {
  static let breakdown = Phrase("Verdeling", "Breakdown")
  static let figure = Phrase("Cijfer", "Figure")
  static let count = Phrase("Aantal", "Count")
  static let usage = Phrase("Gebruik door aangesloten organisaties", "Use by the organisations that joined")
  static let connected = Phrase("Aangesloten organisaties", "Organisations that joined")
  static let silent = Phrase("Zonder signaal in deze periode", "Without a signal in this period")
  static let usedShare = Phrase("Aandeel dat een signaal afgaf", "Share that reported a signal")
}
