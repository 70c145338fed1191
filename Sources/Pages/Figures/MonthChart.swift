package import PeerProtocol

/// Figures by month, with those of the year before and perhaps a target.
package struct MonthChart: Sendable {
  /// A month.
  package struct Month: Sendable {
    package var month: YearMonth
    package var now: Figure
    package var before: Figure

    /// A month of these members.
    package init(_ month: YearMonth, now: Figure, before: Figure) {
      self.month = month
      self.now = now
      self.before = before
    }
  }

  package var heading: Phrase
  package var months: [Month]
  /// In the unit of the figures; nil where the region set none.
  package var target: Int?

  /// A chart of these members.
  package init(heading: Phrase, months: [Month], target: Int? = nil) {
    self.heading = heading
    self.months = months
    self.target = target
  }

  /// The same figures as a table, for those who do not see the drawing or want the numbers.
  var table: FigureTable {
    FigureTable(
      caption: heading, labelHeading: .month, columns: [.thisYear, .yearBefore],
      rows: months.map { .init(.month($0.month), [$0.now, $0.before]) })
  }
}

extension Phrase {
  static let month = Phrase("Maand", "Month")
  static let thisYear = Phrase("Deze periode", "This period")
  static let yearBefore = Phrase("Een jaar eerder", "A year before")
}
