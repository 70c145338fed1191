import LocalAPI
package import PeerProtocol

/// Records as a page and as CSV, from the same cells.
package struct RecordTable: Sendable {
  /// A column.
  package struct Column: Sendable {
    package var heading: Phrase
    package var isNumber: Bool

    /// A column of these members.
    package init(_ heading: Phrase, isNumber: Bool = false) {
      self.heading = heading
      self.isNumber = isNumber
    }
  }

  /// A cell.
  package enum Cell: Sendable {
    case text(String)
    case phrase(Phrase)
    case number(Int)
    case day(CalendarDate)
    case moment(Timestamp)
    /// A text that leads to a page.
    case link(String, Link)
    case nothing
  }

  package var columns: [Column]
  /// One cell for each column.
  package var rows: [[Cell]]

  /// A table of these members.
  package init(columns: [Column], rows: [[Cell]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The table as CSV (RFC 4180) in UTF-8 with a mark at its start, by which spreadsheets know it. Days and moments are written
  /// as programs read them.
  package func csv(in language: PageLanguage) -> [UInt8] {
    let lines = [columns.map { $0.heading.text(in: language) }] + rows.map { $0.map { $0.plain(in: language) } }
    return [0xEF, 0xBB, 0xBF] + Array((CSVText.text(lines) + "\r\n").utf8)
  }
}

extension RecordTable.Cell {
  var html: HTML {
    switch self {
    case .text(let text): .text(text)
    case .phrase(let phrase): .phrase(phrase)
    case .number(let number): .phrase(.number(number))
    case .day(let day): Values.day(day)
    case .moment(let moment): Values.moment(moment)
    case .link(let text, let link): element(.a, .href(link), text: text)
    case .nothing: .text("–")
    }
  }

  fileprivate func plain(in language: PageLanguage) -> String {
    switch self {
    case .text(let text), .link(let text, _): text
    case .phrase(let phrase): phrase.text(in: language)
    case .number(let number): String(number)
    case .day(let day): day.iso
    case .moment(let moment): moment.rfc3339
    case .nothing: ""
    }
  }
}
