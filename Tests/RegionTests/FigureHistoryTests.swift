import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// Reports of one quarter that are made at different times.
@Suite(.timeLimit(.minutes(30)))
struct FigureHistoryTests {
  private static let sectors = ["wijkteam", "politie", "onderwijs"]

  /// Counts of a region, quarter by quarter.
  private struct Region {
    var figures = FiguresState()
    private(set) var quarter = Samples.sure(Quarter(text: "2026-Q1"))

    mutating func signals(_ count: Int, of organisation: String?, in sector: String, youths: Range<UInt32>? = nil) {
      let at = Samples.sure(CalendarDate(iso: "\(quarter.months[1].iso)-15")).start.milliseconds
      var lines: [FigureRow] = [.sector(sector), .municipality("GM\(sector)")]
      if let organisation { lines.append(.organisation(organisation)) }
      for _ in 0..<count { figures.count(.signals, for: lines, at: at) }
      for youth in youths ?? 0..<0 { figures.count(youth: youth, hasMatch: youth % 2 == 0, for: lines, at: at) }
      if let organisation { figures.add([.organisation(organisation, .init(name: organisation, sector: sector))]) }
    }

    mutating func close() {
      figures.close(quarter, silent: []) { _ in true }
      quarter = quarter.next
    }
  }

  private func labels(_ period: Statistics.Period, _ figures: FiguresState) -> [FigureRow: [Measure: ShownCount]]? {
    Statistics(period, of: figures).map { Dictionary(uniqueKeysWithValues: $0.lines.map { ($0.row, $0.counts) }) }
  }

  @Test func lineThatAppearsLaterChangesNoReport() {
    var region = Region()
    let first = region.quarter
    region.signals(9, of: "a", in: "wijkteam")
    region.signals(3, of: "b", in: "wijkteam")
    region.close()
    let before = labels(.quarter(first), region.figures)
    #expect(before?[.organisation("a")]?[.signals] == .withheld)
    region.signals(1, of: "c", in: "wijkteam")
    #expect(labels(.quarter(first), region.figures) == before)
    region.close()
    #expect(labels(.quarter(first), region.figures) == before)
    #expect(before?[.organisation("c")] == nil)
  }

  @Test func organisationThatMovesToAnotherSectorChangesNoReport() {
    var region = Region()
    let first = region.quarter
    region.signals(9, of: "a", in: "wijkteam")
    region.signals(8, of: "b", in: "wijkteam")
    region.signals(3, of: "c", in: "wijkteam")
    region.signals(20, of: "d", in: "politie")
    region.close()
    let before = labels(.quarter(first), region.figures)
    region.signals(7, of: "b", in: "politie")
    #expect(labels(.quarter(first), region.figures) == before)
    for _ in 0..<3 { region.close() }
    let year = labels(.year(2026), region.figures)
    #expect(year != nil && labels(.quarter(first), region.figures) == before)
    region.signals(7, of: "a", in: "politie")
    region.signals(7, of: "e", in: "wijkteam")
    #expect(labels(.year(2026), region.figures) == year && labels(.quarter(first), region.figures) == before)
  }

  @Test func shieldedSignalsDoNotFollowFromTheirSector() {
    var region = Region()
    let first = region.quarter
    region.signals(9, of: "a", in: "wijkteam", youths: 0..<9)
    region.signals(3, of: nil, in: "wijkteam", youths: 9..<12)
    for _ in 0..<4 { region.close() }
    for period in [Statistics.Period.quarter(first), .year(2026)] {
      let shown = labels(period, region.figures)
      for measure in [Measure.signals, .youths] {
        #expect(shown?[.organisation("a")]?[measure] == .withheld, "\(period.text) \(measure.name)")
      }
    }
    #expect(labels(.quarter(first), region.figures)?[.sector("wijkteam")]?[.signals] == .exact(12))
  }

  /// Organisations that appear, move between sectors and report without a line: every report stays as it was.
  @Test func randomReportsStayTheSame() {
    for seed in 0..<150 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var region = Region()
      var first: [Statistics.Period: [FigureRow: [Measure: ShownCount]]] = [:]
      var sectors: [String: String] = [:]
      var youth: UInt32 = 0
      let quarters = Quarter.quarters(of: 2026) + [Samples.sure(Quarter(text: "2027-Q1"))]
      for quarter in quarters {
        for number in 0..<Int.random(in: 2...7, using: &random) {
          let name = "org\(number)"
          if sectors[name] == nil || Int.random(in: 0..<6, using: &random) == 0 {
            sectors[name] = Self.sectors.randomElement(using: &random)
          }
          for _ in 0..<Int.random(in: 1...2, using: &random) {
            let count = Int.random(in: 0...14, using: &random)
            let next = youth + UInt32(count / 2)
            region.signals(count, of: name, in: sectors[name] ?? "", youths: youth..<next)
            youth = next
            if Int.random(in: 0..<8, using: &random) == 0 { sectors[name] = Self.sectors.randomElement(using: &random) }
          }
        }
        for sector in Self.sectors where Bool.random(using: &random) {
          region.signals(Int.random(in: 1...6, using: &random), of: nil, in: sector)
        }
        region.close()
        for period in quarters.filter({ $0 <= quarter }).map(Statistics.Period.quarter) + [.year(2026)] {
          guard let shown = labels(period, region.figures) else { continue }
          #expect(first[period] == nil || first[period] == shown, "\(seed) \(period.text)")
          first[period] = first[period] ?? shown
        }
      }
      #expect(first.count == 6)
    }
  }

  /// Somebody who has all reports of a year adds and subtracts over organisations, sectors, quarters and the year together.
  @Test func noHiddenCountOfARegionFollowsFromItsReports() {
    var hidden = 0
    for seed in 0..<150 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      var region = Region()
      let sectors = (0..<7).map { _ in Self.sectors[Int.random(in: 0..<3, using: &random)] }
      let quarters = Quarter.quarters(of: 2026)
      for _ in quarters {
        for number in 0..<Int.random(in: 2...7, using: &random) {
          region.signals(Int.random(in: 0...24, using: &random), of: "org\(number)", in: sectors[number])
        }
        region.close()
      }
      let year = labels(.year(2026), region.figures) ?? [:]
      var attack = LinearAttack()
      func sum(_ rows: [FigureRow], _ counts: [FigureRow: [Measure: ShownCount]], as name: String, to parent: FigureRow)
      {
        let parts = rows.map { ("\($0).\(name)", counts[$0]?[.signals] ?? .exact(0)) }
        attack.add(parts, to: "\(parent).\(name)", counts[parent]?[.signals] ?? .exact(0))
      }
      let shown = quarters.map { labels(.quarter($0), region.figures) ?? [:] }
      for (name, counts) in zip(quarters.map(\.text) + ["year"], shown + [year]) {
        sum(counts.keys.filter { $0.breakdown == .sector }, counts, as: name, to: .region)
        sum(counts.keys.filter { $0.breakdown == .municipality }, counts, as: name, to: .region)
        for sector in Set(sectors) {
          let within = year.keys.filter { row in
            (0..<7).contains { row == .organisation("org\($0)") && sectors[$0] == sector }
          }
          if !within.isEmpty { sum(within, counts, as: name, to: .sector(sector)) }
        }
        hidden += counts.values.count { $0[.signals]?.shown == nil }
      }
      for row in year.keys {
        let parts = zip(quarters, shown).map { ("\(row).\($0.text)", $1[row]?[.signals] ?? .exact(0)) }
        attack.add(parts, to: "\(row).year", year[row]?[.signals] ?? .exact(0))
      }
      attack.solve()
      #expect(attack.solved.isEmpty, "\(seed)")
    }
    #expect(hidden > 1_000)
  }

  @Test func onlyKeptQuartersAreOffered() {
    var region = Region()
    for _ in 0..<16 {
      region.signals(6, of: "a", in: "wijkteam")
      region.close()
    }
    let figures = region.figures
    #expect(figures.openQuarter == Quarter(text: "2030-Q1"))
    #expect(figures.closedQuarters(of: 2026).isEmpty && !figures.isClosed(2026))
    #expect(figures.closedQuarters(of: 2027).count == 4 && figures.isClosed(2027))
    #expect(figures.firstKeptQuarter == Quarter(text: "2027-Q1"))
    for year in 2027...2029 {
      for quarter in figures.closedQuarters(of: year) {
        #expect(labels(.quarter(quarter), figures)?[.organisation("a")]?[.signals] == .exact(6), "\(quarter.text)")
      }
    }
    region.close()
    #expect(region.figures.closedQuarters(of: 2027).count == 3 && !region.figures.isClosed(2027))
    #expect(Statistics(.year(2027), of: region.figures) == nil)
  }

  @Test func nodeThatWasOffForYearsClosesQuartersAgain() {
    var state = RegionState()
    state.report(Samples.signal("a", youth: ["y"], started: "2026-04-10"), at: 1_776_600_000_000)
    let today = Samples.sure(CalendarDate(iso: "2033-05-01"))
    for event in state.figures.decideQuarters(today: today, openDays: 14, at: today.start.milliseconds) {
      state.apply(event)
    }
    #expect(state.figures.openQuarter == Quarter(text: "2033-Q2"))
    #expect(state.figures.firstKeptQuarter == Quarter(text: "2030-Q2"))
    #expect(state.figures.decideQuarters(today: today, openDays: 14, at: today.start.milliseconds).isEmpty)
  }

  @Test func snapshotKeepsWhatAQuarterWasDecidedOver() throws {
    var region = Region()
    let first = region.quarter
    region.signals(9, of: "a", in: "wijkteam")
    region.signals(3, of: "b", in: "wijkteam")
    region.close()
    region.signals(6, of: "b", in: "politie")
    region.signals(1, of: "c", in: "wijkteam")
    var state = RegionState()
    state.figures = region.figures
    var reader = RegionSnapshotReader()
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    for item in items { try reader.read(item) }
    let read = try reader.finish().figures
    #expect(read.closings == region.figures.closings)
    #expect(labels(.quarter(first), read) == labels(.quarter(first), region.figures))
  }
}
