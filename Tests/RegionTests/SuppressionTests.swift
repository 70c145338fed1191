import TestSupport
import Testing

@testable import Region

/// Small counts stay hidden, whatever is added up and subtracted.
@Suite(.timeLimit(.minutes(30)))
struct SuppressionTests {
  /// A table of small and zero counts, as small municipalities have them.
  private func table(_ random: inout SeededRandom) -> YearOfCounts {
    let rows = Int.random(in: 1...7, using: &random)
    let quarters = Int.random(in: 1...4, using: &random)
    let most = [3, 6, 12, 40][Int.random(in: 0..<4, using: &random)]
    let counts = (0..<rows).map { _ in
      (0..<quarters).map { _ in
        Int.random(in: 0...3, using: &random) == 0 ? 0 : Int.random(in: 0...most, using: &random)
      }
    }
    return YearOfCounts(rows: counts, isOver: Bool.random(using: &random))
  }

  @Test func noHiddenCountFollowsFromSums() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<3_000 {
      let counts = table(&random)
      let shown = Suppression.decide(counts)
      #expect(LinearAttack(counts, shown).solved.isEmpty, "\(counts)")
    }
  }

  @Test func everyHiddenCountHasTwoPossibleValues() {
    var random = SeededRandom(seed: 8)
    var checked = 0
    for _ in 0..<2_000 {
      let counts = table(&random)
      let shown = Suppression.decide(counts)
      guard let possible = EveryTable(counts, shown, limit: 7)?.possibleValues else { continue }
      checked += 1
      #expect(possible.allSatisfy { $0.count > 1 }, "\(counts)")
    }
    #expect(checked > 100)
  }

  /// A table in which something has no row, such as a signal without a municipality.
  private func tableWithRemainder(_ random: inout SeededRandom) -> YearOfCounts {
    var counts = table(&random)
    counts.parents = (0..<counts.quarters).map {
      counts.total($0) + (Bool.random(using: &random) ? 0 : Int.random(in: 0...9, using: &random))
    }
    return counts
  }

  /// What somebody sees who knows the parents' counts: what has no row is one more row, of which nothing is shown.
  private func seen(_ counts: YearOfCounts, _ shown: ShownYear) -> (counts: YearOfCounts, shown: ShownYear) {
    var (counts, shown) = (counts, shown)
    let remainders = (0..<counts.quarters).map { (counts.parents?[$0] ?? 0) - counts.total($0) }
    counts.rows.append(remainders)
    shown.rows.append(remainders.map { $0 == 0 ? .exact(0) : .withheld })
    if !shown.years.isEmpty { shown.years.append(.withheld) }
    return (counts, shown)
  }

  @Test func whatHasNoRowTellsNoHiddenCount() {
    var random = SeededRandom(seed: 11)
    for _ in 0..<3_000 {
      let original = tableWithRemainder(&random)
      let (counts, shown) = seen(original, Suppression.decide(original))
      let unlined = counts.rows.count - 1
      let allowed = (0...counts.quarters).filter { ![1, 2, 3, 4].contains(counts.value(unlined, $0)) }.map {
        "\(unlined)." + ($0 == counts.quarters ? "year" : "\($0)")
      }
      #expect(Set(LinearAttack(counts, shown).solved).subtracting(allowed).isEmpty, "\(original)")
    }
  }

  @Test func hiddenCountBesideARemainderHasTwoPossibleValues() {
    var random = SeededRandom(seed: 12)
    var checked = 0
    for _ in 0..<2_000 {
      let original = tableWithRemainder(&random)
      let (counts, shown) = seen(original, Suppression.decide(original))
      guard let every = EveryTable(counts, shown, limit: 7) else { continue }
      checked += 1
      for (cell, possible) in zip(every.cells, every.possibleValues)
      where cell.row < original.rows.count || counts.rows[cell.row][cell.quarter] < Suppression.threshold {
        #expect(possible.count > 1, "\(original)")
      }
    }
    #expect(checked > 100)
  }

  @Test func loneRowBesideThreeWithoutARowIsHidden() {
    let three = Suppression.decide(YearOfCounts(rows: [[9]], isOver: false, parents: [12]))
    #expect(three.rows == [[.withheld]] && three.totals == [.exact(12)])
    let many = Suppression.decide(YearOfCounts(rows: [[9], [3]], isOver: false, parents: [112]))
    #expect(many.rows == [[.exact(9)], [.underFive]], "the hundred that have no row hide the three")
  }

  @Test func countsUnderFiveAreNeverShown() {
    var random = SeededRandom(seed: 9)
    for _ in 0..<2_000 {
      let shown = Suppression.decide(table(&random))
      let all = shown.rows.flatMap(\.self) + shown.totals + shown.years + [shown.yearTotal].compactMap(\.self)
      #expect(all.allSatisfy { ($0.shown ?? 5) >= 5 })
    }
  }

  @Test func quarterIsDecidedFromItselfAlone() {
    var random = SeededRandom(seed: 10)
    for _ in 0..<500 {
      let counts = table(&random)
      let shown = Suppression.decide(counts)
      for quarter in 0..<counts.quarters {
        let earlier = YearOfCounts(rows: counts.rows.map { Array($0[0...quarter]) }, isOver: false)
        #expect(Suppression.decide(earlier).rows.map { $0[quarter] } == shown.rows.map { $0[quarter] })
      }
    }
  }

  @Test func largeCountsAreShown() {
    let shown = Suppression.decide(YearOfCounts(rows: [[10, 20], [30, 5]], isOver: true))
    #expect(shown.rows == [[.exact(10), .exact(20)], [.exact(30), .exact(5)]])
    #expect(shown.years == [.exact(30), .exact(35)] && shown.yearTotal == .exact(65))
  }

  @Test func loneSmallCountTakesAnotherWithIt() {
    let shown = Suppression.decide(YearOfCounts(rows: [[10], [3], [20]], isOver: false))
    #expect(shown.rows == [[.withheld], [.underFive], [.exact(20)]])
    #expect(shown.totals == [.exact(33)])
  }

  @Test func twoFoursOfEightAreNotBothKnownToBeUnderFive() {
    let shown = Suppression.decide(YearOfCounts(rows: [[4], [4]], isOver: false))
    #expect(shown.totals == [.exact(8)] && shown.rows.contains([.withheld]))
  }

  @Test func yearGivesWayToAHiddenQuarter() {
    let shown = Suppression.decide(YearOfCounts(rows: [[10, 3], [10, 20], [10, 30]], isOver: true))
    #expect(shown.rows[0] == [.exact(10), .underFive] && shown.years[0] == .withheld)
    #expect(shown.years[2] == .exact(40))
  }

  @Test func hiddenTotalHidesTheYear() {
    let shown = Suppression.decide(YearOfCounts(rows: [[1, 20], [1, 20]], isOver: true))
    #expect(shown.totals == [.underFive, .exact(40)])
    #expect(shown.yearTotal == .withheld && shown.years == [.withheld, .withheld])
  }
}

/// Somebody who tries every table that fits what is shown.
private struct EveryTable {
  /// For each hidden count of a quarter, the values that it has in some table that fits.
  private(set) var possibleValues: [Set<Int>]

  private let shown: ShownYear
  let cells: [(row: Int, quarter: Int)]
  private var values: [[Int]]

  /// Nil where more than `limit` counts are hidden, or none.
  init?(_ counts: YearOfCounts, _ shown: ShownYear, limit: Int) {
    self.shown = shown
    values = counts.rows
    cells = counts.rows.indices.flatMap { row in
      (0..<counts.quarters).filter { shown.rows[row][$0].shown == nil }.map { (row, $0) }
    }
    guard (1...limit).contains(cells.count) else { return nil }
    possibleValues = Array(repeating: [], count: cells.count)
    tryValues(from: 0, counts)
  }

  private mutating func tryValues(from place: Int, _ counts: YearOfCounts) {
    guard place < cells.count else {
      guard fits else { return }
      for (place, cell) in cells.enumerated() { possibleValues[place].insert(values[cell.row][cell.quarter]) }
      return
    }
    let cell = cells[place]
    let actual = counts.rows[cell.row][cell.quarter]
    let range = shown.rows[cell.row][cell.quarter] == .underFive ? 0...4 : max(0, actual - 2)...(actual + 2)
    for value in range {
      values[cell.row][cell.quarter] = value
      tryValues(from: place + 1, counts)
    }
    values[cell.row][cell.quarter] = actual
  }

  private var fits: Bool {
    func isShown(_ count: ShownCount?, _ value: Int) -> Bool {
      switch count {
      case .exact(let exact): exact == value
      case .underFive: value < 5
      case .withheld, nil: true
      }
    }
    return shown.totals.indices.allSatisfy { quarter in
      isShown(shown.totals[quarter], values.reduce(0) { $0 + $1[quarter] })
    }
      && shown.years.indices.allSatisfy { isShown(shown.years[$0], values[$0].reduce(0, +)) }
      && isShown(shown.yearTotal, values.reduce(0) { $0 + $1.reduce(0, +) })
  }
}
