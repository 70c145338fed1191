import LocalAPI

/// What a browser asks for: a page, a table as CSV, or what a form does.
enum PageOperation: Sendable, Hashable, CaseIterable {
  case home
  case worklist, worklistTable, match
  case figures, figuresTable
  case organisations, organisationsTable
  case overview, tasks, decisions, requests, reviews, search
  case comparison, evidence, erasure
  case agreements, agreement, exception
  case node
  case records
  case workOnMatch
  case decideAgreement, decideException, decideHold, decideCredential, closeRequest, openReview, closeReview,
    planReviews, find, compare, exportEvidence, erase
  case decidePeer
}

/// One address below `/` with its method and the roles that may ask for it, as the routes of the local API.
struct PageRoute: Sendable {
  let operation: PageOperation
  let method: String
  /// Segments; one in braces stands for any text.
  let path: [String]
  let roles: Set<Role>
  /// The page from which a form comes, which its reader sees again where it is refused. Its parameters are the first of the
  /// form's.
  let page: PageOperation?

  private init(
    _ operation: PageOperation, _ method: String, _ path: String, _ roles: Set<Role>, page: PageOperation? = nil
  ) {
    self.operation = operation
    self.method = method
    self.path = path.split(separator: "/").map(String.init)
    self.roles = roles
    self.page = page
  }

  private static let officer: Set<Role> = [.privacyOfficer]
  private static let approvers: Set<Role> = [.privacyOfficer, .operator]

  /// Every address. Those of `Link` in Pages lead to these and to no other.
  static let table: [PageRoute] = [
    PageRoute(.home, "GET", "/", Set(Role.allCases)),
    PageRoute(.worklist, "GET", "/pages/worklist", [.coordinator]),
    PageRoute(.worklistTable, "GET", "/pages/records/worklist.csv", [.coordinator]),
    PageRoute(.figures, "GET", "/pages/figures", LocalOperation.statistics.route.roles),
    PageRoute(.figuresTable, "GET", "/pages/records/figures.csv", LocalOperation.statistics.route.roles),
    PageRoute(.organisations, "GET", "/pages/organisations", LocalOperation.organisations.route.roles),
    PageRoute(
      .organisationsTable, "GET", "/pages/records/organisations.csv", LocalOperation.organisations.route.roles),
    PageRoute(.match, "GET", "/pages/matches/{match}", [.coordinator]),
    PageRoute(.workOnMatch, "POST", "/pages/matches/{match}/{action}", [.coordinator], page: .match),
    PageRoute(.overview, "GET", "/pages/overview", officer),
    PageRoute(.tasks, "GET", "/pages/tasks", officer),
    PageRoute(.decisions, "GET", "/pages/decisions", officer),
    PageRoute(.decideHold, "POST", "/pages/decisions/{decision}/{action}", officer, page: .decisions),
    PageRoute(.decideCredential, "POST", "/pages/credentials/{credential}/{action}", officer, page: .decisions),
    PageRoute(.requests, "GET", "/pages/requests", officer),
    PageRoute(.closeRequest, "POST", "/pages/requests/{request}/closing", officer, page: .requests),
    PageRoute(.reviews, "GET", "/pages/reviews", officer),
    PageRoute(.openReview, "POST", "/pages/reviews", officer, page: .reviews),
    PageRoute(.planReviews, "POST", "/pages/reviews/plan", officer, page: .reviews),
    PageRoute(.closeReview, "POST", "/pages/reviews/{review}/closing", officer, page: .reviews),
    PageRoute(.search, "GET", "/pages/search", officer),
    PageRoute(.find, "POST", "/pages/search", officer, page: .search),
    PageRoute(.comparison, "GET", "/pages/comparison", officer),
    PageRoute(.compare, "POST", "/pages/comparison", officer, page: .comparison),
    PageRoute(.evidence, "GET", "/pages/evidence", officer),
    PageRoute(.exportEvidence, "POST", "/pages/evidence", officer, page: .evidence),
    PageRoute(.erasure, "GET", "/pages/erasure", officer),
    PageRoute(.erase, "POST", "/pages/erasure", officer, page: .erasure),
    PageRoute(.agreements, "GET", "/pages/agreements", approvers),
    PageRoute(.agreement, "GET", "/pages/agreements/{agreement}", approvers),
    PageRoute(.decideAgreement, "POST", "/pages/agreements/{agreement}/{action}", approvers, page: .agreement),
    PageRoute(.exception, "GET", "/pages/agreements/{agreement}/limit-exceptions/{document}", approvers),
    PageRoute(
      .decideException, "POST", "/pages/agreements/{agreement}/limit-exceptions/{document}/{action}", officer,
      page: .exception),
    PageRoute(.records, "GET", "/pages/records/{kind}", approvers),
    PageRoute(.node, "GET", "/pages/node", [.operator]),
    PageRoute(.decidePeer, "POST", "/pages/peers/{region}/{action}", [.operator], page: .node),
  ]

  /// What a request asks for; `nil` where there is no such address.
  static func decide(method: String, path: String) -> Decision? {
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    var segments: [String] = []
    for part in path == "/" ? [] : parts {
      guard !part.isEmpty, let text = PercentCoding.decode(part) else { return nil }
      segments.append(text)
    }
    var methods: [String] = []
    for route in table {
      guard let parameters = route.parameters(of: segments) else { continue }
      guard route.method == method || route.method == "GET" && method == "HEAD" else {
        methods += route.method == "GET" ? ["GET", "HEAD"] : [route.method]
        continue
      }
      return .found(route, parameters: parameters)
    }
    return methods.isEmpty ? nil : .methodNotAllowed(allow: methods.sorted())
  }

  /// What an address and a method lead to.
  enum Decision {
    case found(PageRoute, parameters: [String])
    case methodNotAllowed(allow: [String])
  }

  private func parameters(of segments: [String]) -> [String]? {
    guard path.count == segments.count else { return nil }
    var parameters: [String] = []
    for (expected, given) in zip(path, segments) {
      if expected.hasPrefix("{") {
        parameters.append(given)
      } else if expected != given {
        return nil
      }
    }
    return parameters
  }
}
