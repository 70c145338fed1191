/// A part of a page with a heading, and behind it the links to records and CSV.
enum Panel {
  static func html(
    _ heading: Phrase, id: ElementId, classes: String = "", links: [(Phrase, Link)] = [],
    @HTMLBuilder content: () -> HTML
  ) -> HTML {
    element(.section, .classes(classes.isEmpty ? "panel" : "panel \(classes)"), .ariaLabelledBy(id)) {
      element(.div, .classes("bar")) {
        element(.h2, .id(id), phrase: heading)
        if !links.isEmpty {
          element(.p, .classes("links")) {
            for (phrase, link) in links { element(.a, .href(link), phrase: phrase) }
          }
        }
      }
      content()
    }
  }

  /// The links to the records of a panel and to the same as CSV.
  static func records(_ kind: RecordKind, peer: String? = nil) -> [(Phrase, Link)] {
    [
      (Phrase("Alle \(CountedNoun.records.many)", "All \(CountedNoun.records.many)"), .records(kind, peer: peer)),
      (.csv(kind), .csv(kind, peer: peer)),
    ]
  }
}

extension Phrase {
  /// The name of a link to CSV says of what, since a page has several.
  static func csv(_ kind: RecordKind) -> Phrase {
    Phrase("CSV: \(kind.phrase)", "CSV: \(kind.phrase)")
  }
}
