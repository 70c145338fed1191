/// Figures without people: what observers see, and coordinators against targets. All figures come from the report that
/// suppresses small numbers; this page only shows them.
package struct FiguresPage: Page {
  /// A figure beside what the region wants to reach.
  package struct Target: Sendable {
    package var label: Phrase
    package var reached: Figure
    package var wanted: Figure
    /// Nil where what was reached is suppressed or missing.
    package var isMet: Bool?

    /// A target of these members.
    package init(_ label: Phrase, reached: Figure, wanted: Figure, isMet: Bool?) {
      self.label = label
      self.reached = reached
      self.wanted = wanted
      self.isMet = isMet
    }
  }

  /// A period that can be chosen.
  package struct Period: Sendable {
    /// Such as `2026-Q4` or `2026`.
    package var id: String
    package var name: Phrase

    /// A period of these members.
    package init(id: String, name: Phrase) {
      self.id = id
      self.name = name
    }
  }

  /// The period that is shown.
  package var period: Period
  /// Those that can be chosen.
  package var periods: [Period]
  package var targets: [Target]
  package var charts: [MonthChart]
  package var tables: [FigureTable]

  /// A page of these members.
  package init(
    period: Period, periods: [Period], targets: [Target], charts: [MonthChart], tables: [FigureTable]
  ) {
    self.period = period
    self.periods = periods
    self.targets = targets
    self.charts = charts
    self.tables = tables
  }

  package var title: Phrase { Phrase("Cijfers, \(period.name)", "Figures, \(period.name)") }
  package var section: PageSection? { .figures }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) {
          CSVLink.html(
            .figures, Link("pages", "records", "figures.csv", query: [(FieldName.period.rawValue, period.id)]))
        }
      }
      if periods.count > 1 { choice }
      element(.p, .classes("muted"), phrase: .smallNumbers)
      if !targets.isEmpty { targetPanel }
      for (index, chart) in charts.enumerated() { panel(chart, index) }
      for (index, table) in tables.enumerated() {
        Panel.html(table.caption, id: ElementId("figures", String(index))) {
          table.html(id: ElementId("table", String(index)))
        }
      }
    }
  }

  private var choice: HTML {
    Form.filter(.figures, label: .choosePeriod, classes: "filters") {
      element(.div, .classes("inline")) {
        Field.select(
          .period, id: ElementId("period"), label: .period, choices: periods.map { Choice($0.id, $0.name) },
          selected: period.id)
        Form.actions { Form.button(.showPeriod) }
      }
    }
  }

  private var targetPanel: HTML {
    Panel.html(.targets, id: ElementId("targets")) {
      DataTable.html(
        caption: .targets,
        columns: [.init(.subject), .init(.reached, isNumber: true), .init(.wanted, isNumber: true), .init(.isMet)],
        rows: targets.map { target in
          [
            .phrase(target.label), .phrase(target.reached.phrase), .phrase(target.wanted.phrase),
            target.isMet.map { $0 ? Mark.html(.good, .met) : Mark.html(.attention, .notMet) } ?? .text("–"),
          ]
        }, id: ElementId("targets-table"))
    }
  }

  private func panel(_ chart: MonthChart, _ index: Int) -> HTML {
    let id = ElementId("chart", String(index))
    return Panel.html(chart.heading, id: id) {
      chart.drawing(id: id)
      chart.legend
      element(.details) {
        element(.summary) { Phrase("Deze cijfers als tabel", "These figures as a table") }
        chart.table.html(id: ElementId("chart-table", String(index)))
      }
    }
  }
}

extension Phrase {
  static let smallNumbers = Phrase(
    "Kleine aantallen staan als “<5”, ook nul. Zo is niemand te herkennen. Een punt staat waar een aantal een klein aantal zou verraden.",
    "Small numbers show as “<5”, zero too, so that nobody can be recognised. A dot stands where a number would tell a small one."
  )
  static let choosePeriod = Phrase("Kies een periode", "Choose a period")
  static let period = Phrase("Periode", "Period")
  static let showPeriod = Phrase("Toon deze periode", "Show this period")
  static let targets = Phrase("Wat de regio wil bereiken", "What the region wants to reach")
  static let reached = Phrase("Bereikt", "Reached")
  static let wanted = Phrase("Doel", "Target")
  static let isMet = Phrase("Gehaald?", "Met?")
  static let met = Phrase("Gehaald", "Met")
  static let notMet = Phrase("Niet gehaald", "Not met")
}
