import LocalAPI
import PeerProtocol

@testable import Pages

extension Samples {
  /// Signals a month in 2019 and before, with cells that are suppressed or missing.
  var chart: MonthChart {
    let now = [574, 789, 699, 701, 624, 719, 853, 686, 663, 737, 659]
    return MonthChart(
      heading: Phrase("Signalen per maand", "Signals by month"),
      months: (0..<12).map { index in
        .init(
          YearMonth(months: 2026 * 12 + index), now: index < now.count ? .count(now[index]) : .missing,
          before: index == 3 ? .suppressed : .count(500 + index * 21))
      }, target: 700)
  }

  var figures: [Sample] {
    let table = FigureTable(
      caption: Phrase("Per gemeente", "By municipality"), labelHeading: .municipality,
      columns: [Phrase("Signalen", "Signals"), Phrase("Jeugdigen met match", "Youths with a match")],
      rows: [
        .init(.name(given("Alkmaar")), [.count(3_120), .share(perMille: 724)]),
        .init(.name(given("Texel")), [.suppressed, .suppressed]),
        .init(.name(given("Heerhugowaard")), [.count(1_022), .missing]),
      ])
    let shares = MonthChart(
      heading: Phrase("Jeugdigen met een match", "Youths with a match"),
      months: [.init(Self.month("2026-10"), now: .share(perMille: 724), before: .share(perMille: 690))])
    let periods = [
      FiguresPage.Period(id: "2026-Q4", name: Phrase("vierde kwartaal van 2026", "fourth quarter of 2026")),
      FiguresPage.Period(id: given("2026"), name: Phrase("heel 2026", "all of 2026")),
    ]
    return [
      Sample(
        name: "figures",
        page: FiguresPage(
          period: periods[1], periods: periods,
          targets: [
            .init(
              Phrase("Contact binnen 14 dagen", "Contact within 14 days"), reached: .share(perMille: 391),
              wanted: .share(perMille: 600), isMet: false),
            .init(
              Phrase("Tijd tot contact", "Time to contact"), reached: .days(9), wanted: .days(14), isMet: true),
            .init(Phrase("Warme overdrachten", "Handovers"), reached: .suppressed, wanted: .count(10), isMet: nil),
          ], charts: [chart, shares], tables: [table]), role: .observer),
      Sample(
        name: "figures-empty",
        page: FiguresPage(
          period: periods[0], periods: [periods[0]], targets: [],
          charts: [MonthChart(heading: Phrase("Leeg", "Empty"), months: [])], tables: []), role: .observer),
    ]
  }
}
