/// A part of a page with a heading, and behind it the links to records and CSV.
enum Panel {
  static func html(
    _ heading: Phrase, id: ElementId, classes: String = "", links: [(Phrase, Link)] = [], csv: RecordKind? = nil,
    @HTMLBuilder content: () -> HTML
  ) -> HTML {
    element(.section, .classes(classes.isEmpty ? "panel" : "panel \(classes)"), .ariaLabelledBy(id)) {
      element(.div, .classes("bar")) {
        element(.h2, .id(id), phrase: heading)
        if !links.isEmpty || csv != nil {
          element(.p, .classes("links")) {
            for (phrase, link) in links { element(.a, .href(link), phrase: phrase) }
            if let csv { CSVLink.html(csv) }
          }
        }
      }
      content()
    }
  }
}

/// A link to the same records as CSV. It shows as "CSV", and tells those who hear it alone of what.
enum CSVLink {
  static func html(_ kind: RecordKind, _ link: Link? = nil) -> HTML {
    element(.a, .href(link ?? .csv(kind))) {
      "CSV"
      element(.span, .classes("hidden")) { Phrase(both: ": \(kind.phrase)") }
    }
  }
}
