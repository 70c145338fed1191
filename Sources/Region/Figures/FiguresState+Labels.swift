extension FiguresState {
  /// The quarters of a year that are counted and over, in order.
  public func closedQuarters(of year: Int) -> [Quarter] {
    guard let firstQuarter, let openQuarter else { return [] }
    return Quarter.quarters(of: year).filter { $0 >= firstQuarter && $0 < openQuarter }
  }

  /// Whether a year is over, and its last quarter closed.
  public func isClosed(_ year: Int) -> Bool {
    guard let last = Quarter.quarters(of: year).last else { return false }
    return closedQuarters(of: year).last == last
  }
}

/// What reports show of one year: a label for each measure and line, in each closed quarter and in the year.
struct YearLabels {
  private let figures: FiguresState
  private let year: Int
  private let quarters: [Quarter]
  private let isOver: Bool
  /// By measure and line; the year stands after the quarters.
  private var labels: [Measure: [FigureRow: [ShownCount]]] = [:]

  init(_ figures: FiguresState, year: Int) {
    (self.figures, self.year) = (figures, year)
    quarters = figures.closedQuarters(of: year)
    isOver = figures.isClosed(year)
    let organisations = Dictionary(grouping: figures.rows.filter { $0.breakdown == .organisation }) { row in
      figures.sector(of: row)
    }
    for measure in Measure.allCases {
      label(measure, [.region], within: nil)
      for breakdown in [FigureRow.Breakdown.municipality, .sector, .peer] where measure.has(breakdown) {
        label(measure, figures.rows.filter { $0.breakdown == breakdown }, within: .region)
      }
      // The organisations of a sector add up to the sector: they are a breakdown of their own within it.
      for (sector, rows) in organisations { label(measure, rows, within: .sector(sector)) }
    }
  }

  /// What reports show of a measure and a line in a closed quarter; nil where nothing is counted of it.
  func label(_ measure: Measure, _ row: FigureRow, _ quarter: Quarter) -> ShownCount? {
    guard let place = quarters.firstIndex(of: quarter) else { return nil }
    return labels[measure]?[row]?[place]
  }

  /// The same of the whole year; nil before it is over.
  func yearLabel(_ measure: Measure, _ row: FigureRow) -> ShownCount? {
    guard isOver, let line = labels[measure]?[row], line.count > quarters.count else { return nil }
    return line[quarters.count]
  }

  /// What reports show of a month of the region; nil where the quarters of a year do not add up anyway.
  func label(_ measure: Measure, monthsOf quarter: Quarter) -> [ShownCount]? {
    guard !measure.countsYouths, !measure.isOfOneMoment, let total = label(measure, .region, quarter) else {
      return nil
    }
    let counts = YearOfCounts(rows: quarter.months.map { [figures.tally($0)[measure]] }, isOver: false)
    return Suppression.decide(counts, shownTotals: [total.shown != nil]).rows.map { $0[0] }
  }

  private mutating func label(_ measure: Measure, _ rows: [FigureRow], within parent: FigureRow?) {
    let values = rows.map { row in quarters.map { figures.tally(row, $0)[measure] } }
    let isShown = parent.map { parent in quarters.map { label(measure, parent, $0)?.shown != nil } }
    let caps = parent == nil || !measure.isShared ? nil : quarters.map { figures.tally(.region, $0)[measure] }
    if parent == nil {
      // The region's own counts are no breakdown of anything; their year follows from their quarters.
      let line = values[0].map(Suppression.label)
      labels[measure, default: [:]][.region] = line + (isOver ? [regionYear(measure, line)] : [])
      return
    }
    let isYearAdded = !measure.countsYouths && !measure.isOfOneMoment
    let isYearShown = labels[measure]?[parent ?? .region]?.last?.shown != nil
    let shown = Suppression.decide(
      YearOfCounts(rows: values, isOver: isOver && isYearAdded, caps: caps), shownTotals: isShown,
      isYearShown: isYearShown)
    for (place, row) in rows.enumerated() {
      var line = shown.rows[place]
      if isOver { line.append(isYearAdded ? shown.years[place] : unaddedYear(measure, row, line)) }
      labels[measure, default: [:]][row] = line
    }
  }

  /// The year of the region: its hidden quarters must not follow from it.
  private func regionYear(_ measure: Measure, _ line: [ShownCount]) -> ShownCount {
    if measure.isOfOneMoment { return line.last ?? .withheld }
    if measure.countsYouths {
      let count = figures.youths(.region, year: year)[measure]
      let isSafe = isSafe(count, above: line.compactMap(\.shown), hidden: line.count { $0.shown == nil })
      return isSafe && breakdownsAreSafe(measure, count) ? Suppression.label(count) : .withheld
    }
    let values = quarters.map { [figures.tally(.region, $0)[measure]] }
    let asColumn = Suppression.decide(YearOfCounts(rows: values, isOver: false))
    // Quarters that are out cannot be hidden any more: the year has to give way.
    guard !asColumn.rows.contains([.withheld]) else { return .withheld }
    return asColumn.totals.first ?? .withheld
  }

  /// The year of a line whose quarters do not add up to it.
  private func unaddedYear(_ measure: Measure, _ row: FigureRow, _ line: [ShownCount]) -> ShownCount {
    if measure.isOfOneMoment { return line.last ?? .withheld }
    let count = figures.youths(row, year: year)[measure]
    if count < Suppression.threshold { return .underFive }
    return line.allSatisfy { $0.shown != nil } ? .exact(count) : .withheld
  }

  /// Youths of a year are at most the sum of those of its parts. That must not fix a hidden part at four, the most that it
  /// can be.
  private func isSafe(_ count: Int, above shown: [Int], hidden: Int) -> Bool {
    hidden == 0 || count - shown.reduce(0, +) < (Suppression.threshold - 1) * hidden
  }

  /// The same over the lines of each breakdown: a year's youths are at most the sum of those of its lines.
  private func breakdownsAreSafe(_ measure: Measure, _ count: Int) -> Bool {
    for breakdown in [FigureRow.Breakdown.municipality, .sector] {
      var shown: [Int] = []
      var hidden = 0
      for row in figures.rows where row.breakdown == breakdown {
        let values = quarters.map { figures.tally(row, $0)[measure] }
        let small = values.count { $0 < Suppression.threshold }
        shown += small == 0 ? [figures.youths(row, year: year)[measure]] : values.filter { $0 >= Suppression.threshold }
        hidden += small
      }
      if !isSafe(count, above: shown, hidden: hidden) { return false }
    }
    return true
  }
}

extension FiguresState {
  fileprivate func sector(of row: FigureRow) -> String {
    guard case .organisation(let id) = row else { return "" }
    return organisations[id]?.sector ?? ""
  }
}

extension FigureRow {
  /// The kinds of lines.
  public enum Breakdown: String, Hashable, Sendable, CaseIterable {
    case region, municipality, sector, organisation, peer
  }

  /// The kind of this line.
  public var breakdown: Breakdown {
    switch self {
    case .region: .region
    case .municipality: .municipality
    case .sector: .sector
    case .organisation: .organisation
    case .peer: .peer
    }
  }
}

extension Measure {
  /// Whether the measure is counted by lines of this kind: signals are of no other region.
  public func has(_ breakdown: FigureRow.Breakdown) -> Bool {
    guard breakdown == .peer else { return true }
    return ![.signals, .youths, .youthsWithMatch, .matchesWithin].contains(self)
  }
}
