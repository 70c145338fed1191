/// What a region calls a municipality.
package struct MunicipalityName: Hashable, Sendable {
  /// Such as `GM0363`.
  package var code: String
  /// The name for people; the code where the region gave none.
  package var name: String

  /// A municipality of these members.
  package init(code: String, name: String) {
    self.code = code
    self.name = name
  }
}

/// The coordinator's Monday: families that somebody has to look at, the most urgent first.
package struct WorklistPage: Page {
  /// What the filters offer: what occurs on the whole list, sorted.
  package struct Offer: Sendable {
    package var municipalities: [MunicipalityName]
    package var organisations: [String]
    package var sectors: [String]

    /// An offer of these members.
    package init(municipalities: [MunicipalityName], organisations: [String], sectors: [String]) {
      self.municipalities = municipalities
      self.organisations = organisations
      self.sectors = sectors
    }
  }

  /// Families on one page of the list.
  package static let familyLimit = 50

  /// The families of this page, in order, at most ``familyLimit``.
  package var families: [WorklistFamily]
  /// The filter of the address.
  package var filter: WorklistFilter
  /// What the filters offer.
  package var offer: Offer
  /// Families that the filter keeps, on all pages.
  package var total: Int
  /// Those of them that are overdue.
  package var overdue: Int
  /// The coordinators to whom a family can be assigned; where there are none, nothing on the page speaks of it.
  package var colleagues: [Colleague]
  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// The place of the first family of this page among ``total``, from 1 on.
  package var first: Int
  /// Whether there is a page before this one.
  package var hasFormer: Bool
  /// What the address of the page before has as `after`; nil where that is the first.
  package var formerPage: String?
  /// What the address of the next page has as `after`; nil on the last.
  package var nextPage: String?

  /// A page of these members.
  package init(
    families: [WorklistFamily], filter: WorklistFilter, offer: Offer, total: Int, overdue: Int,
    colleagues: [Colleague], regionNames: [String: String], first: Int = 1, hasFormer: Bool = false,
    formerPage: String? = nil, nextPage: String? = nil
  ) {
    self.families = families
    self.filter = filter
    self.offer = offer
    self.total = total
    self.overdue = overdue
    self.colleagues = colleagues
    self.regionNames = regionNames
    self.first = first
    self.hasFormer = hasFormer
    self.formerPage = formerPage
    self.nextPage = nextPage
  }

  package var title: Phrase { Phrase("Werklijst", "Worklist") }
  package var section: PageSection? { .worklist }

  package func content(_ frame: PageFrame) -> HTML {
    .group([
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        element(.p) {
          CountedNoun.families.counted(total)
          if overdue > 0 {
            ", "
            element(.strong, phrase: CountedNoun.overdue.counted(overdue))
          }
          ". "
          CSVLink.html(.worklist, Link("pages", "records", "worklist.csv", query: filter.query))
        }
      },
      filters,
      families.isEmpty ? empty : list(frame),
      pages,
    ])
  }

  /// Where this page stands in the list, and the ways to those beside it.
  private var pages: HTML {
    guard hasFormer || nextPage != nil else { return .nothing }
    let last = first + families.count - 1
    return element(.nav, .classes("pages"), .ariaLabel(.pagesOfList)) {
      if hasFormer { element(.a, .href(page(after: formerPage)), phrase: .formerPage) }
      element(.span) { PagePlace.phrase(first, last, of: total) }
      if let nextPage { element(.a, .href(page(after: nextPage)), phrase: .nextPage) }
    }
  }

  private func page(after: String?) -> Link {
    Link("pages", "worklist", query: filter.query + (after.map { [(FieldName.after.rawValue, $0)] } ?? []))
  }

  private var empty: HTML {
    Message.html(.good) {
      element(.p, phrase: filter.isEmpty ? .nothingToDo : .nothingFits)
      if !filter.isEmpty { element(.p) { element(.a, .href(.worklist), phrase: .showAll) } }
    }
  }

  private var filters: HTML {
    Form.filter(.worklist, label: .filterList, classes: "filters") {
      element(.div, .classes("inline")) {
        Field.select(
          .municipality, id: ElementId("municipality"), label: .municipality,
          choices: [Choice("", .all)] + offer.municipalities.map { Choice($0.code, .name($0.name)) },
          selected: filter.municipality)
        Field.select(
          .organisation, id: ElementId("organisation"), label: .organisation,
          choices: [Choice("", .all)] + offer.organisations.map { Choice($0, .name($0)) },
          selected: filter.organisation)
        Field.select(
          .sector, id: ElementId("sector"), label: .sector,
          choices: [Choice("", .all)] + offer.sectors.map { Choice($0, SectorWords.phrase($0)) },
          selected: filter.sector)
        Field.check(.overdue, id: ElementId("overdue"), label: .overdueOnly, isChecked: filter.isOverdueOnly)
        if !colleagues.isEmpty {
          Field.check(.mine, id: ElementId("mine"), label: .mineOnly, isChecked: filter.isMineOnly)
        }
        Form.actions {
          Form.button(.applyFilter)
          if !filter.isEmpty { element(.a, .href(.worklist), phrase: .showAll) }
        }
      }
    }
  }

  private func list(_ frame: PageFrame) -> HTML {
    .group([
      element(.div, .classes("columns"), .ariaHidden) {
        for heading in WorklistColumn.allCases { element(.div, phrase: heading.phrase) }
      },
      element(.ol, .classes("plain")) {
        for (index, family) in families.enumerated() {
          WorklistFamilyView(
            family: family, place: index, frame: frame, colleagues: colleagues, regionNames: regionNames
          ).html
        }
      },
    ])
  }
}

/// A column of the list.
enum WorklistColumn: CaseIterable {
  case youth, own, theirs, age, next

  var phrase: Phrase {
    switch self {
    case .youth: Phrase("Signaal", "Signal")
    case .own: Phrase("Onze kant", "Our side")
    case .theirs: Phrase("Hun kant", "Their side")
    case .age: Phrase("Match sinds", "Match since")
    case .next: Phrase("Wat nu, en wanneer", "What is next, and when")
    }
  }
}

extension Phrase {
  static let nothingToDo = Phrase(
    "Er wacht niets. Nieuwe matches komen hier vanzelf.", "Nothing waits. New matches appear here by themselves.")
  static let nothingFits = Phrase("Geen enkel gezin past bij dit filter.", "No family fits this filter.")
  static let showAll = Phrase("Toon alles", "Show all")
  static let filterList = Phrase("Filter de werklijst", "Filter the worklist")
  static let applyFilter = Phrase("Filter toepassen", "Apply the filter")
  static let municipality = Phrase("Gemeente", "Municipality")
  static let organisation = Phrase("Organisatie", "Organisation")
  static let all = Phrase("Alle", "All")
  static let overdueOnly = Phrase("Alleen te laat", "Overdue only")
  static let mineOnly = Phrase("Alleen van mij", "Mine only")
  static let pagesOfList = Phrase("Bladeren door de lijst", "Pages of the list")
  static let nextPage = Phrase("Volgende pagina", "Next page")
  static let formerPage = Phrase("Vorige pagina", "Previous page")
}
