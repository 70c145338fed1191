public import PeerProtocol

/// The statistics of a quarter or a year that is over, as everybody may read them: counts under five are hidden, and no
/// hidden count follows from others.
public struct Statistics: Sendable {
  /// What they are of.
  public enum Period: Hashable, Sendable {
    /// A quarter.
    case quarter(Quarter)
    /// A year, as far as it was counted.
    case year(Int)

    /// As `2026-Q4` or `2026`.
    public var text: String {
      switch self {
      case .quarter(let quarter): quarter.text
      case .year(let year): String(Quarter.quarters(of: year)[0].text.prefix(4))
      }
    }
  }

  /// The figures of one line.
  public struct Line: Sendable {
    /// What it is about.
    public var row: FigureRow
    /// The name of an organisation.
    public var name: String?
    /// The measures that are counted of it.
    public var counts: [Measure: ShownCount]
    /// Youths with a match in a hundred youths; nil where either count is hidden.
    public var matchedPercent: Int?
    /// The median of days from a signal to its match; nil where the matches are hidden.
    public var medianDaysToMatch: Int?
    /// The median of days from a match to the word on contact; nil where the contacts are hidden.
    public var medianDaysToContact: Int?
  }

  /// The figures of the region in a month.
  public struct Month: Sendable {
    /// The month.
    public var month: YearMonth
    /// The measures that add up over months.
    public var counts: [Measure: ShownCount]
    /// The same a year before, as far as it was counted.
    public var before: [Measure: ShownCount]
  }

  /// What they are of.
  public var period: Period
  /// The region first, then municipalities, sectors, organisations and peers.
  public var lines: [Line]
  /// The months of the period.
  public var months: [Month]
  /// The region in the period a year before; nil where it was not counted.
  public var before: Line?
  /// Organisations with a signal in the period; nil where that would tell which organisations had none.
  public var activeOrganisations: Int?
  /// The organisations of the register and how many were silent; nil where the region kept none when the period ended.
  public var usage: OrganisationUsage?

  /// The statistics of a period; nil where it is not over, or was never counted.
  public init?(_ period: Period, of figures: FiguresState) {
    guard let reader = StatisticsReader(period, figures, isRegionOnly: false) else { return nil }
    self.period = period
    let order: [FigureRow.Breakdown] = [.region, .municipality, .sector, .organisation, .peer]
    lines = order.flatMap { breakdown in
      reader.rows.filter { $0.breakdown == breakdown }.map(reader.line).sorted { $0.order < $1.order }
    }
    let former = StatisticsReader(period.yearBefore, figures, isRegionOnly: true)
    before = former?.line(.region)
    months = reader.months(before: former)
    activeOrganisations = reader.activeOrganisations(lines.filter { $0.row.breakdown == .organisation })
    usage = reader.quarters.last.flatMap { figures.usage(in: reader.quarters, endingWith: $0) }
  }
}

extension Statistics.Period {
  /// The same period of the year before.
  public var yearBefore: Statistics.Period {
    switch self {
    case .quarter(let quarter):
      .quarter(Quarter(YearMonth(months: Int(quarter.months[0].months) - 12)))
    case .year(let year): .year(year - 1)
    }
  }
}

extension Statistics.Line {
  fileprivate var order: String {
    switch row {
    case .region: ""
    case .municipality(let code): code
    case .sector(let name): name
    case .organisation(let id): (name ?? "") + "\u{0}" + id
    case .peer(let region): region.text
    }
  }
}

/// Reads the figures of one period.
private struct StatisticsReader {
  private let figures: FiguresState
  private let labels: YearLabels
  private let period: Statistics.Period
  let quarters: [Quarter]

  /// The lines that there were when the period ended: one that appears later is not in its reports.
  var rows: ArraySlice<FigureRow> { quarters.last.map(figures.lines) ?? [] }

  init?(_ period: Statistics.Period, _ figures: FiguresState, isRegionOnly: Bool) {
    (self.figures, self.period) = (figures, period)
    switch period {
    case .quarter(let quarter):
      guard figures.closedQuarters(of: quarter.year).contains(quarter) else { return nil }
      quarters = [quarter]
      labels = YearLabels(figures, year: quarter.year, isYearAsked: false, isRegionOnly: isRegionOnly)
    case .year(let year):
      guard figures.isClosed(year) else { return nil }
      quarters = figures.closedQuarters(of: year)
      labels = YearLabels(figures, year: year, isYearAsked: true, isRegionOnly: isRegionOnly)
    }
  }

  func line(_ row: FigureRow) -> Statistics.Line {
    var counts: [Measure: ShownCount] = [:]
    for measure in Measure.allCases where measure.has(row.breakdown) {
      counts[measure] =
        switch period {
        case .quarter(let quarter): labels.label(measure, row, quarter)
        case .year: labels.yearLabel(measure, row)
        }
    }
    var (toMatch, toContact) = (DayCounts(), DayCounts())
    for quarter in quarters {
      let tally = figures.tally(row, quarter)
      toMatch.add(tally.daysToMatch)
      toContact.add(tally.daysToContact)
    }
    func median(_ days: DayCounts, _ measures: [Measure]) -> Int? {
      guard days.count >= Suppression.threshold, measures.allSatisfy({ counts[$0]?.shown != nil }) else { return nil }
      return days.median
    }
    let (youths, matched) = (counts[.youths]?.shown, counts[.youthsWithMatch]?.shown)
    var line = Statistics.Line(row: row, counts: counts)
    if case .organisation(let id) = row { line.name = figures.organisations[id]?.name }
    if let youths, let matched, youths > 0 { line.matchedPercent = (matched * 200 + youths) / (youths * 2) }
    line.medianDaysToMatch = median(toMatch, [.youthMatches, .familyMatches])
    line.medianDaysToContact = median(toContact, [.contacted])
    return line
  }

  func months(before: StatisticsReader?) -> [Statistics.Month] {
    let former = before?.monthCounts ?? [:]
    return monthCounts.sorted { $0.key < $1.key }.map { month, counts in
      Statistics.Month(
        month: month, counts: counts, before: former[YearMonth(months: Int(month.months) - 12)] ?? [:])
    }
  }

  private var monthCounts: [YearMonth: [Measure: ShownCount]] {
    var found: [YearMonth: [Measure: ShownCount]] = [:]
    for quarter in quarters {
      for measure in Measure.allCases {
        guard let counts = labels.label(measure, monthsOf: quarter) else { continue }
        for (month, count) in zip(quarter.months, counts) { found[month, default: [:]][measure] = count }
      }
    }
    return found
  }

  /// Where all organisations that had a signal are shown, the number would tell that the hidden ones had none.
  func activeOrganisations(_ lines: [Statistics.Line]) -> Int? {
    let active = lines.count { line in quarters.contains { figures.tally(line.row, $0)[.signals] > 0 } }
    let hidden = lines.filter { $0.counts[.signals]?.shown == nil }
    return hidden.isEmpty || active > lines.count - hidden.count ? active : nil
  }
}
