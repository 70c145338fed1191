package import LocalAPI

/// A part of the navigation.
package enum PageSection: Sendable, CaseIterable {
  case worklist, figures, overview, agreements, requests, search, node

  /// The parts that a role has, its first page first.
  package static func sections(of role: Role) -> [PageSection] {
    switch role {
    case .coordinator: [.worklist, .figures]
    case .privacyOfficer: [.overview, .agreements, .requests, .search, .figures]
    case .operator: [.node, .agreements, .figures]
    case .agreementKeeper, .observer: [.figures]
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
    case .node: .node
    }
  }
}
