import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct FiguresTests {
  private func drawing(_ chart: MonthChart) throws -> MarkupElement {
    let period = FiguresPage.Period(id: "2026", name: Phrase("2026", "2026"))
    let page = FiguresPage(period: period, periods: [], targets: [], charts: [chart], tables: [])
    let root = try MarkupParser.document(page.bytes(in: Samples().frame(.english, .observer)))
    return try #require(root.all.first { $0["role"] == "img" })
  }

  @Test func statisticsKeepWhatIsHiddenHidden() throws {
    func counts(_ numbers: [(String, Int?)]) -> [StatisticsDocument.Count] {
      numbers.map { .init(measure: $0.0, count: $0.1, hidden: $0.1 == nil ? Word(.underFive) : nil) }
    }
    func line(_ of: StatisticsDocument.Breakdown, _ id: String?, _ counts: [StatisticsDocument.Count])
      -> StatisticsDocument.Line
    {
      .init(
        of: Word(of), id: id, name: nil, counts: counts, matchedPercent: 40, contactedPercent: nil,
        medianDaysToMatch: nil, medianDaysToContact: 20)
    }
    var region = counts([("signals", 431), ("youths", nil)])
    region.append(.init(measure: "handovers", count: nil, hidden: Word(.withheld)))
    let statistics = StatisticsDocument(
      region: "nhn", name: "Noord", period: "2026-Q4", countedFrom: "2026-Q1",
      targets: .init(contactDays: 14, matchedPercent: 30, contactedPercent: 50),
      lines: [line(.region, nil, region), line(.municipality, "GM0361", counts([("signals", 77)]))],
      months: [.init(month: YearMonth(months: 24_322), counts: counts([("signals", 99)]), before: [])], before: nil,
      activeOrganisations: nil)
    let page = FiguresPage(statistics, periods: ["2026-Q4", "2026"])
    #expect(page.tables.first?.rows.map { $0.figures[0] } == [.count(431), .suppressed, .withheld])
    #expect(page.tables.count == 2 && page.tables[1].rows.first?.figures == [.count(77)])
    #expect(page.charts.first?.months.first?.now == .count(99) && page.charts[1].months.first?.now == .missing)
    #expect(page.targets.map(\.isMet) == [false, true, nil])
    #expect(Figure.withheld.height == nil && Figure.withheld.phrase != Figure.suppressed.phrase)
    let csv = String(decoding: RecordTable(statistics).csv(in: .english), as: UTF8.self)
    #expect(csv.contains("region,Noord,Signals,431") && csv.contains("Youths,<5") && csv.contains("Handovers,\r\n"))
  }

  private func chart(_ figures: [Figure], target: Int? = nil) -> MonthChart {
    MonthChart(
      heading: Phrase("Signalen", "Signals"),
      months: figures.enumerated().map {
        .init(YearMonth(months: 24_300 + $0.offset), now: $0.element, before: .missing)
      },
      target: target)
  }

  @Test func suppressedFigureLooksTheSameWhateverItHides() throws {
    let bars = try drawing(chart([.suppressed, .count(5), .suppressed])).all.filter { $0.tag == "rect" }
    let unknown = bars.filter { $0["class"] == "bar-unknown" }
    #expect(unknown.count == 2 && unknown[0]["height"] == unknown[1]["height"])
    #expect(Figure.suppressed.phrase.text(in: .dutch) == "<5")
  }

  @Test func heightsAreInProportion() throws {
    let bars = try drawing(chart([.count(250), .count(500), .count(1_000)])).all.filter { $0["class"] == "bar-now" }
    let heights = bars.compactMap { $0["height"].flatMap { Int($0) } }
    #expect(heights.count == 3 && abs(heights[2] - 4 * heights[0]) <= 4 && abs(heights[1] - 2 * heights[0]) <= 2)
  }

  @Test(arguments: [
    ([Figure](), nil, 5), ([.count(4)], nil, 5), ([.count(6)], nil, 10), ([.count(11)], nil, 20),
    ([.count(853)], 700, 1_000),
    ([.suppressed, .missing], 30, 50), ([.share(perMille: 724)], nil, 1_000), ([.count(Int.max)], nil, 1_000_000_000),
    ([.count(-4)], nil, 5),
  ]) func scaleEndsAtARoundNumber(_ figures: [Figure], _ target: Int?, _ scale: Int) {
    #expect(chart(figures, target: target).scale == scale)
  }

  @Test func missingFigureHasNoBar() throws {
    #expect(try !drawing(chart([.missing])).all.contains { $0.tag == "rect" })
  }

  @Test func axisHasTheUnitOfTheFigures() throws {
    #expect(try drawing(chart([.suppressed, .share(perMille: 500)])).text.contains("50.0%"))
    #expect(try drawing(chart([.days(9)])).text.contains("10 days"))
  }

  @Test func everyChartStandsAsATableToo() throws {
    let sample = try #require(Samples().figures.first)
    let root = try MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, .observer)))
    let charts = root.all.count { $0["role"] == "img" }
    #expect(charts == 2 && root.all.count { $0.tag == "details" && $0.all.contains { $0.tag == "table" } } == charts)
    #expect(root.text.contains("72,4%") && root.text.contains("3.120"))
  }
}
