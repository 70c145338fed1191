/// A table: its columns, and rows whose first cell may be the row's heading.
enum DataTable {
  /// A column.
  struct Column: Sendable {
    var heading: Phrase
    var isNumber: Bool

    init(_ heading: Phrase, isNumber: Bool = false) {
      self.heading = heading
      self.isNumber = isNumber
    }
  }

  /// - Parameters:
  ///   - caption: Read out before the table; shown only where `showsCaption`.
  ///   - rows: One cell for each column, and no more.
  static func html(
    caption: Phrase, showsCaption: Bool = false, columns: [Column], rows: [[HTML]], id: ElementId
  ) -> HTML {
    guard !rows.isEmpty else { return element(.p, .classes("muted"), .id(id), phrase: .noRecords) }
    // What scrolls has to be reached by the keyboard, and then needs a name. It is no landmark: the panel around it is one.
    return element(.div, .classes("scroll"), .role("group"), .tabindex(0), .ariaLabelledBy(id)) {
      element(.table) {
        element(.caption, .id(id)) {
          if showsCaption { caption } else { element(.span, .classes("hidden"), phrase: caption) }
        }
        element(.thead) {
          element(.tr) {
            for column in columns {
              element(.th, .scopeColumn, .classes(column.isNumber ? "number" : ""), phrase: column.heading)
            }
          }
        }
        element(.tbody) {
          for row in rows {
            element(.tr) {
              for (index, cell) in row.prefix(columns.count).enumerated() {
                if index == 0 {
                  element(.th, .scopeRow) { cell }
                } else {
                  element(.td, .classes(columns[index].isNumber ? "number" : "")) { cell }
                }
              }
            }
          }
        }
      }
    }
  }
}
