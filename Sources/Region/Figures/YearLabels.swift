/// Lines that add up to another one, or to less where something has no line.
struct FigureGroup: Hashable {
  /// The line that they break down.
  var parent: FigureRow
  /// What kind of lines they are.
  var breakdown: FigureRow.Breakdown
}

/// What reports show of one year: a label for each measure and line, in each closed quarter and in the year.
///
/// A quarter is decided over the lines and the sectors that there were when it closed, and a year over those of its last
/// quarter, so that later ones change nothing.
struct YearLabels {
  /// A group in a quarter, once it is decided.
  private struct Decided {
    /// Whether anybody knows what the group adds up to.
    var isTotalShown: Bool
    /// How what has no line was taken; nil where everything has one.
    var remainder: ShownCount?
  }

  let figures: FiguresState
  let year: Int
  let quarters: [Quarter]
  private let isOver: Bool
  /// For each quarter the lines by group.
  private let groups: [[FigureGroup: [FigureRow]]]
  private var labels: [Measure: [FigureRow: [Quarter: ShownCount]]] = [:]
  private var years: [Measure: [FigureRow: ShownCount]] = [:]
  private var decided: [Measure: [FigureGroup: [Quarter: Decided]]] = [:]

  /// - Parameters:
  ///   - isYearAsked: whether the labels of the whole year are of use; those of its quarters do not depend on them.
  ///   - isRegionOnly: whether no line but the region's is of use.
  init(_ figures: FiguresState, year: Int, isYearAsked: Bool, isRegionOnly: Bool) {
    (self.figures, self.year) = (figures, year)
    quarters = figures.closedQuarters(of: year)
    isOver = isYearAsked && figures.isClosed(year)
    groups = isRegionOnly ? quarters.map { _ in [:] } : quarters.map(figures.groups)
    for measure in Measure.allCases {
      labelRegion(measure)
      // The organisations of a sector add up to the sector, which has to be decided before.
      for isWithinRegion in [true, false] {
        for (quarter, groups) in zip(quarters, groups) {
          for (group, rows) in groups where (group.parent == .region) == isWithinRegion {
            if measure.has(group.breakdown) { label(measure, group, rows, quarter) }
          }
        }
        guard isOver, let last = groups.last else { continue }
        for (group, rows) in last where (group.parent == .region) == isWithinRegion {
          if measure.has(group.breakdown) { labelYear(measure, group, rows) }
        }
      }
    }
  }

  /// What reports show of a measure and a line in a closed quarter; nil where nothing is counted of it.
  func label(_ measure: Measure, _ row: FigureRow, _ quarter: Quarter) -> ShownCount? {
    labels[measure]?[row]?[quarter]
  }

  /// The same of the whole year; nil before it is over.
  func yearLabel(_ measure: Measure, _ row: FigureRow) -> ShownCount? { years[measure]?[row] }

  /// What reports show of a month of the region; nil where the quarters of a year do not add up anyway.
  func label(_ measure: Measure, monthsOf quarter: Quarter) -> [ShownCount]? {
    guard !measure.countsYouths, !measure.isOfOneMoment, let total = label(measure, .region, quarter) else {
      return nil
    }
    let counts = YearOfCounts(rows: quarter.months.map { [figures.tally($0)[measure]] }, isOver: false)
    return Suppression.decide(counts, shownTotals: [total.shown != nil]).rows.map { $0[0] }
  }

  private func cap(_ measure: Measure, _ quarter: Quarter) -> Int { figures.tally(.region, quarter)[measure] }

  // MARK: - Quarters

  private mutating func labelRegion(_ measure: Measure) {
    // The region's own counts are no breakdown of anything; their year follows from their quarters.
    let line = quarters.map { Suppression.label(figures.tally(.region, $0)[measure]) }
    for (quarter, label) in zip(quarters, line) {
      labels[measure, default: [:]][.region, default: [:]][quarter] = label
    }
    if isOver { years[measure, default: [:]][.region] = regionYear(measure, line) }
  }

  private mutating func label(_ measure: Measure, _ group: FigureGroup, _ rows: [FigureRow], _ quarter: Quarter) {
    let counts = rows.map { figures.tally($0, quarter)[measure] }
    let parent = figures.tally(group.parent, quarter)[measure]
    // Signals of an organisation that moved within the quarter are in two sectors, and nobody knows how many are in which:
    // hidden as a whole, no other count can be computed from them.
    let isSum = measure.isShared || counts.reduce(0, +) <= parent
    let isTotalShown = isSum && label(measure, group.parent, quarter)?.shown != nil
    let shown = Suppression.decide(
      YearOfCounts(
        rows: counts.map { [$0] }, isOver: false, caps: measure.isShared ? [cap(measure, quarter)] : nil,
        parents: [parent]),
      shownTotals: [isTotalShown])
    for (row, label) in zip(rows, shown.rows) {
      labels[measure, default: [:]][row, default: [:]][quarter] = label[0]
    }
    decided[measure, default: [:]][group, default: [:]][quarter] = Decided(
      isTotalShown: isTotalShown, remainder: shown.remainders.first)
  }

  // MARK: - The year

  private mutating func labelYear(_ measure: Measure, _ group: FigureGroup, _ rows: [FigureRow]) {
    let shown: [ShownCount]
    if measure.isOfOneMoment {
      shown = rows.map { row in quarters.last.flatMap { label(measure, row, $0) } ?? .withheld }
    } else if measure.countsYouths {
      shown = youthYears(measure, group, rows)
    } else {
      shown = addedYears(measure, group, rows)
    }
    for (row, label) in zip(rows, shown) {
      years[measure, default: [:]][row] = label.shown == nil ? yearOfQuarters(measure, row) ?? label : label
    }
    if let row = rowLeftOver(measure, group, rows) {
      years[measure, default: [:]][row] = .exact(quarters.reduce(0) { $0 + figures.tally(row, $1)[measure] })
    }
  }

  /// The year of a line where anybody can read it off its quarters: hiding it would hide nothing.
  private func yearOfQuarters(_ measure: Measure, _ row: FigureRow) -> ShownCount? {
    guard !measure.isOfOneMoment else { return nil }
    let lines = quarters.filter { figures.lines(at: $0).contains(row) }
    let counts = lines.compactMap { label(measure, row, $0)?.shown }
    // Youths of several quarters may be the same ones.
    guard counts.count == lines.count, !measure.countsYouths || counts.count == 1 else { return nil }
    return .exact(counts.reduce(0, +))
  }

  /// The only line of a group whose year is hidden, where the group's year is not: anybody can take the others from it. It
  /// occurs where the group's quarters are hidden, so that the year has no table of its own.
  private func rowLeftOver(_ measure: Measure, _ group: FigureGroup, _ rows: [FigureRow]) -> FigureRow? {
    guard !measure.isShared, !measure.countsYouths, !measure.isOfOneMoment,
      yearLabel(measure, group.parent)?.shown != nil
    else { return nil }
    let hidden = rows.filter { yearLabel(measure, $0)?.shown == nil }
    guard let row = hidden.first, hidden.count == 1, stays(row, in: group) else { return nil }
    for (quarter, groups) in zip(quarters, groups) {
      let members = groups[group] ?? []
      // What has no line, and what another sector has a part of, keeps the line hidden.
      guard
        members.reduce(0, { $0 + figures.tally($1, quarter)[measure] })
          == figures.tally(group.parent, quarter)[measure],
        members.allSatisfy({ $0 == row || stays($0, in: group) || label(measure, $0, quarter)?.shown != nil })
      else { return nil }
    }
    return row
  }

  /// Whether a line was in this group in each quarter in which it was a line at all.
  private func stays(_ row: FigureRow, in group: FigureGroup) -> Bool {
    zip(quarters, groups).allSatisfy { quarter, groups in
      groups[group]?.contains(row) == true || !figures.lines(at: quarter).contains(row)
    }
  }

  /// The years of lines whose quarters add up to them.
  private func addedYears(_ measure: Measure, _ group: FigureGroup, _ rows: [FigureRow]) -> [ShownCount] {
    let decided = decided[measure]?[group] ?? [:]
    guard yearLabel(measure, group.parent)?.shown != nil,
      quarters.allSatisfy({ decided[$0]?.isTotalShown ?? (label(measure, group.parent, $0)?.shown != nil) })
    else { return rows.map { _ in .withheld } }
    var members = rows
    for earlier in groups { members += (earlier[group] ?? []).filter { !members.contains($0) } }
    let moved = Set(members.indices.filter { !stays(members[$0], in: group) })
    var (counts, lines): ([[Int]], [[ShownCount]]) = ([], [])
    for row in members {
      let isIn = groups.map { $0[group]?.contains(row) == true }
      counts.append(zip(quarters, isIn).map { $1 ? figures.tally(row, $0)[measure] : 0 })
      // Where it was no line of the group, everybody knows that it counts nothing there.
      lines.append(zip(quarters, isIn).map { ($1 ? label(measure, row, $0) : nil) ?? .exact(0) })
    }
    let parents = quarters.map { figures.tally(group.parent, $0)[measure] }
    let year = YearOfCounts(
      rows: counts, isOver: true, caps: measure.isShared ? quarters.map { cap(measure, $0) } : nil, parents: parents)
    let remainders = zip(quarters, year.remainders).map { decided[$0]?.remainder ?? .exact($1) }
    // The year of an organisation that moved is in no sector's sum.
    let shown = Suppression.decideYear(year, decided: lines, remainders: remainders, unsummed: moved)
    return rows.indices.map { shown[$0] }
  }

  /// The years of lines that count each youth once, so that their quarters do not add up to them.
  private func youthYears(_ measure: Measure, _ group: FigureGroup, _ rows: [FigureRow]) -> [ShownCount] {
    let counts = rows.map { figures.youths($0, year: year)[measure] }
    let lines = zip(rows, counts).map { row, count in
      stays(row, in: group) ? youthYear(count, quarters.compactMap { label(measure, row, $0) }) : .withheld
    }
    guard yearLabel(measure, group.parent)?.shown != nil else {
      // The region's year gives way for reasons of its own. A sector's must not follow from its organisations.
      return group.parent == .region ? lines : lines.map { $0.shown == nil ? $0 : .withheld }
    }
    let column = YearOfCounts(
      rows: counts.map { [$0] }, isOver: false, caps: [figures.youths(.region, year: year)[measure]],
      parents: [figures.youths(group.parent, year: year)[measure]])
    return Suppression.complete(lines, of: column)
  }

  private func youthYear(_ count: Int, _ line: [ShownCount]) -> ShownCount {
    // A year under five would tell that a withheld quarter is, too.
    if line.contains(.withheld) { return .withheld }
    if count < Suppression.threshold { return .underFive }
    return line.allSatisfy { $0.shown != nil } ? .exact(count) : .withheld
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

  /// Youths of a year are at most the sum of those of its parts. That must not fix a hidden part at four, the most that it
  /// can be.
  private func isSafe(_ count: Int, above shown: [Int], hidden: Int) -> Bool {
    hidden == 0 || count - shown.reduce(0, +) < (Suppression.threshold - 1) * hidden
  }

  /// The same over the lines of each breakdown: a year's youths are at most the sum of those of its lines.
  private func breakdownsAreSafe(_ measure: Measure, _ count: Int) -> Bool {
    guard let last = quarters.last else { return false }
    for breakdown in [FigureRow.Breakdown.municipality, .sector] {
      var shown: [Int] = []
      var hidden = 0
      for row in figures.lines(at: last) where row.breakdown == breakdown {
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
  /// The lines that there were when a quarter closed, by what they add up to.
  func groups(at quarter: Quarter) -> [FigureGroup: [FigureRow]] {
    var groups: [FigureGroup: [FigureRow]] = [:]
    for (number, row) in lines(at: quarter).enumerated() where row.breakdown != .region {
      let sector = closings[quarter]?.sectors[UInt16(clamping: number)] ?? ""
      let parent: FigureRow = row.breakdown == .organisation ? .sector(sector) : .region
      groups[FigureGroup(parent: parent, breakdown: row.breakdown), default: []].append(row)
    }
    return groups
  }
}
