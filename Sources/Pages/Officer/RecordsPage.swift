/// The records behind a number, a page at a time, with the same as CSV beside it.
package struct RecordsPage: Page {
  /// Lines on one page.
  package static let lineLimit = 100

  /// Which records.
  package var kind: RecordKind
  /// The name of the region to which they are narrowed down; nil for all.
  package var peerName: String?
  /// Its id.
  package var peer: String?
  /// What they are, at most ``lineLimit`` lines.
  package var table: RecordTable
  /// What the next page has as `after` in its address; nil on the last.
  package var nextPage: String?
  /// The part of the navigation from which the number came.
  package var section: PageSection?

  /// A page of these members.
  package init(
    _ kind: RecordKind, peer: String? = nil, peerName: String? = nil, table: RecordTable, nextPage: String? = nil,
    section: PageSection
  ) {
    self.kind = kind
    self.peer = peer
    self.peerName = peerName
    self.table = table
    self.nextPage = nextPage
    self.section = section
  }

  package var title: Phrase {
    peerName.map { Phrase(both: "\(kind.phrase), \($0)") } ?? kind.phrase
  }

  package func content(_ frame: PageFrame) -> HTML {
    .group([
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) { CSVLink.html(kind, .csv(kind, peer: peer)) }
      },
      table.rows.isEmpty
        ? element(.p, .classes("muted"), phrase: .noRecords)
        : DataTable.html(
          caption: title, columns: table.columns.map { DataTable.Column($0.heading, isNumber: $0.isNumber) },
          rows: table.rows.map { $0.map(\.html) }, id: ElementId("records")),
      nextPage.map { after in
        element(.nav, .classes("pages"), .ariaLabel(.pagesOfList)) {
          element(.a, .href(.records(kind, peer: peer, after: after)), phrase: .nextPage)
        }
      } ?? .nothing,
    ])
  }
}

extension Phrase {
  static let noRecords = Phrase("Er zijn geen regels.", "There are no lines.")
}
