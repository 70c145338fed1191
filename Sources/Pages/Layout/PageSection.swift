package import LocalAPI

/// A part of the navigation.
package enum PageSection: Sendable, CaseIterable {
  case worklist, figures, overview, agreements, requests, search, organisations, node

  /// The parts that a role has, its first page first.
  package static func sections(of role: Role) -> [PageSection] {
    switch role {
    case .coordinator: [.worklist, .figures]
    case .privacyOfficer: [.overview, .agreements, .requests, .search, .organisations, .figures]
    case .operator: [.node, .agreements, .organisations, .figures]
    case .agreementKeeper: [.organisations, .figures]
    case .observer: [.figures]
    case .index: []
    }
  }

  var phrase: Phrase {
    switch self {
    case .worklist: Phrase("Werklijst", "Worklist")
    case .figures: Phrase("Cijfers", "Figures")
    case .overview: Phrase("Overzicht", "Overview")
    case .agreements: Phrase("Afspraken", "Agreements")
    case .requests: Phrase("Verzoeken", "Requests")
    case .search: Phrase("Persoon zoeken", "Find a person")
    case .organisations: Phrase("Organisaties", "Organisations")
    case .node: Phrase("Knooppunt", "Node")
    }
  }

  /// Its page.
  package var link: Link {
    switch self {
    case .worklist: .worklist
    case .figures: .figures
    case .overview: .overview
    case .agreements: .agreements
    case .requests: .requests
    case .search: .search
    case .organisations: .organisations
    case .node: .node
    }
  }
}
