/// A table of figures.
package struct FigureTable: Sendable {
  /// A row.
  package struct Row: Sendable {
    package var label: Phrase
    /// One for each column.
    package var figures: [Figure]

    /// A row of these members.
    package init(_ label: Phrase, _ figures: [Figure]) {
      self.label = label
      self.figures = figures
    }
  }

  package var caption: Phrase
  /// The heading of the first column, and of those with figures.
  package var labelHeading: Phrase
  package var columns: [Phrase]
  package var rows: [Row]

  /// A table of these members.
  package init(caption: Phrase, labelHeading: Phrase, columns: [Phrase], rows: [Row]) {
    self.caption = caption
    self.labelHeading = labelHeading
    self.columns = columns
    self.rows = rows
  }

  func html(id: ElementId) -> HTML {
    DataTable.html(
      caption: caption,
      columns: [.init(labelHeading)] + columns.map { .init($0, isNumber: true) },
      rows: rows.map { row in [.phrase(row.label)] + row.figures.map { .phrase($0.phrase) } }, id: id)
  }
}
