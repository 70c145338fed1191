/// Decides which counts of a year reports show, so that nobody can compute a hidden one: not from the sums over rows, not
/// from those over quarters, and not from reports of different dates together.
///
/// Reports of a quarter appear when it is over, and later ones cannot take them back. So the quarters are decided one after
/// the other, each from itself alone, and the year last: it gives way where a quarter hid something. The same counts give
/// the same decisions, so that a report that is made anew shows what it showed before.
///
/// A hidden count is safe where another value of it fits all that is shown. The hidden counts are the edges of a graph with
/// a vertex for each sum that they stand in; a change that fits is a cycle along which counts go up and down by one in turn.
/// Every count stands in two sums only, so that a search for cycles finds every change that there is.
public struct Suppression {
  /// A count below this is not shown.
  public static let threshold = 5

  private let counts: YearOfCounts
  private var labels: [[ShownCount]]
  /// The row that stands for what has no row. It is hidden like others, and no report shows it.
  private var remainder: Int?
  /// Rows whose year no report gives.
  private var unsummed: Set<Int> = []

  private init(_ counts: YearOfCounts) {
    var counts = counts
    let remainders = counts.remainders
    if remainders.contains(where: { $0 > 0 }) {
      remainder = counts.rows.count
      counts.rows.append(remainders)
    }
    self.counts = counts
    labels = Array(repeating: [], count: counts.rows.count)
  }

  /// What reports show of these counts.
  ///
  /// - Parameters:
  ///   - shownTotals: for each quarter whether its total may be shown at all; a total below the threshold never is. The
  ///     total of a breakdown within a row of another one is hidden where that row is.
  ///   - isYearShown: whether the total of the year may be shown.
  public static func decide(_ counts: YearOfCounts, shownTotals: [Bool]? = nil, isYearShown: Bool = true) -> ShownYear {
    var suppression = Suppression(counts)
    var totals: [ShownCount] = []
    for quarter in 0..<counts.quarters {
      let total = label(suppression.counts.total(quarter))
      let isAllowed = shownTotals?[quarter] ?? true
      totals.append(isAllowed ? total : .withheld)
      suppression.decideQuarter(quarter, isTotalShown: isAllowed && total.shown != nil)
    }
    let rows = counts.rows.indices
    var shown = ShownYear(rows: rows.map { suppression.labels[$0] }, totals: totals, years: [], yearTotal: nil)
    if let remainder = suppression.remainder { shown.remainders = suppression.labels[remainder] }
    guard counts.isOver else { return shown }
    guard isYearShown, totals.allSatisfy({ $0.shown != nil }) else {
      // The year less the quarters that are shown would give the hidden one.
      shown.years = counts.rows.map { _ in .withheld }
      shown.yearTotal = .withheld
      return shown
    }
    suppression.decideYear()
    shown.years = rows.map { suppression.labels[$0][counts.quarters] }
    shown.yearTotal = .exact(totals.reduce(0) { $0 + ($1.shown ?? 0) })
    return shown
  }

  /// What reports show of the year of each row, once its quarters are decided and out, and all their totals are shown.
  ///
  /// - Parameters:
  ///   - decided: the labels of the quarters.
  ///   - remainders: how what has no row was taken in each quarter.
  ///   - unsummed: rows whose year no report gives, such as an organisation that was in this sector for a part of it.
  static func decideYear(
    _ counts: YearOfCounts, decided: [[ShownCount]], remainders: [ShownCount], unsummed: Set<Int>
  ) -> [ShownCount] {
    var suppression = Suppression(counts)
    suppression.unsummed = unsummed
    suppression.labels = suppression.remainder == nil ? decided : decided + [remainders]
    suppression.decideYear()
    return counts.rows.indices.map { suppression.labels[$0][counts.quarters] }
  }

  /// Hides more of one column, until no hidden count of it follows from the others and the parent's count.
  static func complete(_ decided: [ShownCount], of counts: YearOfCounts) -> [ShownCount] {
    var suppression = Suppression(counts)
    suppression.labels = decided.map { [$0] }
    if suppression.remainder != nil { suppression.labels.append([label(counts.remainders[0])]) }
    suppression.hideUntilSafe(in: 0)
    return counts.rows.indices.map { suppression.labels[$0][0] }
  }

  /// The label of a count that stands alone.
  public static func label(_ count: Int) -> ShownCount { count < threshold ? .underFive : .exact(count) }

  private mutating func decideQuarter(_ quarter: Int, isTotalShown: Bool) {
    for row in labels.indices {
      let count = counts.rows[row][quarter]
      // A quarter that has no remainder is decided as if there were no such row.
      labels[row].append(row == remainder && count == 0 ? .exact(0) : Self.label(count))
    }
    guard isTotalShown else {
      // Without the total nothing can be computed of what is hidden, if all of it is.
      for row in labels.indices where labels[row][quarter].shown != nil { labels[row][quarter] = .withheld }
      return
    }
    hideUntilSafe(in: quarter)
  }

  private mutating func hideUntilSafe(in quarter: Int) {
    while !hiddenCountsAreSafe(in: quarter), withholdSmallest(in: quarter) {}
  }

  private mutating func decideYear() {
    let year = counts.quarters
    for row in labels.indices {
      labels[row].append(unsummed.contains(row) ? .withheld : Self.label(counts.value(row, year)))
    }
    while let cell = Circulation(labels, counts, unsummed: unsummed).unsafeCell {
      if labels[cell.row][year] != .withheld {
        labels[cell.row][year] = .withheld
      } else if !withholdSmallest(in: year) {
        break
      }
    }
  }

  /// Whether no hidden count of a quarter follows from its total and the counts that are shown: one has to be able to go up
  /// while another goes down.
  private func hiddenCountsAreSafe(in quarter: Int) -> Bool {
    let hidden = labels.indices.filter { labels[$0][quarter].shown == nil }
    let rising = hidden.filter { Circulation.mayRise(labels[$0][quarter], counts, $0, quarter) }
    let falling = hidden.filter { counts.value($0, quarter) > 0 }
    return hidden.allSatisfy { row in
      rising.contains(row) && falling.contains { $0 != row } || falling.contains(row) && rising.contains { $0 != row }
    }
  }

  /// Hides one more count of a column: what has no row, else the smallest that is shown, else the largest that is known to be
  /// under five. The year of a row whose quarters are all shown could be computed, and would hide nothing.
  private mutating func withholdSmallest(in column: Int) -> Bool {
    let rows = labels.indices.filter { row in
      column < counts.quarters || labels[row].prefix(column).contains { $0.shown == nil }
    }
    let order = { [counts] (left: Int, right: Int) in counts.value(left, column) < counts.value(right, column) }
    let smallest = rows.filter { labels[$0][column].shown ?? 0 > 0 }.min(by: order)
    let unlined = rows.first { $0 == remainder && labels[$0][column].shown ?? 0 > 0 }
    guard let row = unlined ?? smallest ?? rows.filter({ labels[$0][column] == .underFive }).max(by: order) else {
      return false
    }
    labels[row][column] = .withheld
    return true
  }
}
