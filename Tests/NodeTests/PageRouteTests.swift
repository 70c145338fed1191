import LocalAPI
import Pages
import PeerProtocol
import Testing
import Transport

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct PageRouteTests {
  private func operation(_ method: String, _ path: String) -> PageOperation? {
    guard case .found(let route, _) = PageRoute.decide(method: method, path: path) else { return nil }
    return route.operation
  }

  /// A page leads to no address that the node does not serve.
  @Test func everyLinkOfPagesLeadsToARoute() {
    let pages: [(Link, PageOperation)] = [
      (.home, .home), (.worklist, .worklist), (.overview, .overview), (.tasks, .tasks), (.agreements, .agreements),
      (.requests, .requests), (.search, .search), (.node, .node), (.match("a/b"), .match),
      (.agreement("x"), .agreement),
      (.exception("y", of: "x"), .exception), (.decisions, .decisions),
      (.reviews, .reviews), (.organisations, .organisations), (.comparison, .comparison), (.evidence, .evidence),
      (.erasure, .erasure),
    ]
    for (link, expected) in pages { #expect(operation("GET", link.address) == expected, "\(link.address)") }
    for kind in RecordKind.allCases where ![.worklist, .figures, .organisations].contains(kind) {
      #expect(operation("GET", Link.records(kind).address) == .records)
      #expect(operation("GET", Link.csv(kind).address) == .records)
    }
    #expect(operation("GET", Link.csv(.worklist).address) == .worklistTable)
    #expect(operation("GET", Link.csv(.figures).address) == .figuresTable)
    #expect(operation("GET", Link.csv(.organisations).address) == .organisationsTable)
    #expect(operation("GET", Link.figures.address) == .figures)
    for action in Link.MatchFormAction.allCases {
      #expect(operation("POST", Link.match("m", action).address) == .workOnMatch)
    }
    for decision in Link.Decision.allCases {
      #expect(operation("POST", Link.agreement("a", decision).address) == .decideAgreement)
      #expect(operation("POST", Link.exception("e", of: "a", decision).address) == .decideException)
      #expect(operation("POST", Link.credential("c", decision).address) == .decideCredential)
    }
    for decision in Link.HoldDecision.allCases {
      #expect(operation("POST", Link.decision("d", decision).address) == .decideHold)
    }
    for action in Link.PeerFormAction.allCases {
      #expect(operation("POST", Link.peer("r", action).address) == .decidePeer)
    }
    #expect(operation("POST", Link.closing(ofRequest: "request-1").address) == .closeRequest)
    #expect(operation("POST", Link.search.address) == .find)
    #expect(operation("POST", Link.comparison.address) == .compare)
    #expect(operation("POST", Link.evidence.address) == .exportEvidence)
    #expect(operation("POST", Link.erasure.address) == .erase)
    #expect(operation("POST", Link.reviews.address) == .openReview)
    #expect(operation("POST", Link.reviewPlan.address) == .planReviews)
    #expect(operation("POST", Link.closing(ofReview: "week-2026-11-16").address) == .closeReview)
  }

  @Test func everyOperationHasOneRouteAndEveryFormAPage() {
    #expect(Set(PageRoute.table.map(\.operation)) == Set(PageOperation.allCases))
    #expect(PageRoute.table.count == PageOperation.allCases.count)
    for route in PageRoute.table { #expect((route.method == "POST") == (route.page != nil), "\(route.operation)") }
  }

  /// Who may what, written down a second time.
  @Test func rolesHaveTheirPagesOnly() {
    let expected: [Role: Set<PageOperation>] = [
      .coordinator: [.home, .worklist, .worklistTable, .match, .workOnMatch, .figures, .figuresTable],
      .privacyOfficer: [
        .home, .overview, .tasks, .decisions, .requests, .search, .agreements, .agreement, .exception, .records,
        .decideAgreement, .decideException, .decideHold, .decideCredential, .closeRequest, .find, .figures, .reviews,
        .openReview, .planReviews, .closeReview, .figuresTable, .organisations, .organisationsTable, .comparison,
        .compare, .evidence, .exportEvidence, .erasure, .erase,
      ],
      .operator: [
        .home, .node, .agreements, .agreement, .exception, .records, .decideAgreement, .decidePeer, .figures,
        .figuresTable, .organisations, .organisationsTable,
      ],
      .observer: [.home, .figures, .figuresTable],
      .agreementKeeper: [.home, .figures, .figuresTable, .organisations, .organisationsTable], .index: [.home],
    ]
    for role in Role.allCases {
      #expect(Set(PageRoute.table.filter { $0.roles.contains(role) }.map(\.operation)) == expected[role], "\(role)")
    }
  }

  @Test(arguments: [
    "/pages", "/pages/", "/pages/worklist/", "/pages//worklist", "/pages/matches", "/pages/x", "//",
    "/pages/matches/%zz",
    "/v1/status",
  ])
  func unknownAddressHasNoPage(_ path: String) { #expect(PageRoute.decide(method: "GET", path: path) == nil) }

  @Test func anotherMethodIsNamed() {
    guard case .methodNotAllowed(let allow) = PageRoute.decide(method: "DELETE", path: "/pages/search") else {
      Issue.record("no answer")
      return
    }
    #expect(allow == ["GET", "HEAD", "POST"])
  }

  private func isAsked(_ path: String, _ accept: String?) -> Bool {
    let client = ClientIdentity(
      spkiSHA256: [1], certificateSHA256: [2], commonName: "A", organizationalUnit: "coordinator", isKnown: true)
    let headers: HTTPFields = accept.map { ["Accept": $0] } ?? [:]
    return PageService.isAsked(HTTPRequest(method: "GET", path: path, headers: headers, client: client))
  }

  @Test func pagesAreForClientsThatTakeHTMLByName() {
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    #expect(
      isAsked("/", browser) && isAsked("/pages/worklist", browser) && isAsked("/", "application/json, Text/HTML;q=0.1"))
    #expect(!isAsked("/v1/worklist", browser) && !isAsked("/pages", browser) && !isAsked("/pagesx", browser))
    for accept in [nil, "*/*", "application/json", "text/*", "text/html;q=0", "text/htmlx"] {
      #expect(!isAsked("/", accept), "\(accept ?? "nothing")")
    }
  }
}

@Suite(.timeLimit(.minutes(30))) struct FormTests {
  @Test func fieldsAreReadAsBrowsersWriteThem() throws {
    let fields = try FormFields(
      "reason=a+b%2Bc%0D%0Ad%0Ae++&state=contacted&outcome=earlier&outcome=better-fit&read=yes&token=")
    #expect(fields.text(.reason) == "a b+c d e")
    #expect(fields.all(.outcome) == ["earlier", "better-fit"] && fields.isYes(.read) && !fields.isYes(.confirmed))
    #expect(fields.text(.token) == nil && fields.text(.consent) == nil)
    #expect(try FormFields("done=x&peer=gooi", also: ["done", "peer"]).text("peer") == "gooi")
  }

  @Test(arguments: ["x=1", "reason=%00", "reason=%zz", "reason=%ff", "%zz=1", "done=x", "Reason=1"])
  func whatIsNoFieldIsAFault(_ text: String) {
    let problem = #expect(throws: Problem.self) { try FormFields(text) }
    #expect(problem?.code == .malformed)
  }

  @Test func formHasABoundedNumberOfFields() {
    #expect(throws: Problem.self) { try FormFields(String(repeating: "outcome=a&", count: 65)) }
    #expect(throws: Never.self) { try FormFields(String(repeating: "outcome=a&", count: 64)) }
  }

  private func client(_ number: UInt8) -> ClientIdentity {
    ClientIdentity(
      spkiSHA256: [1], certificateSHA256: [UInt8](repeating: number, count: 32), commonName: "A",
      organizationalUnit: "coordinator", isKnown: true)
  }

  @Test func tokenIsOneCertificatesAndOneStarts() throws {
    let key = FormKey()
    let token = key.text(of: client(1))
    #expect(key.isToken(token, of: client(1)) && key.text(of: client(1)) == token)
    #expect(!key.isToken(token, of: client(2)) && !FormKey().isToken(token, of: client(1)))
    for other in [nil, "", "x", String(token.dropLast()), token + "A", "é"] {
      #expect(!key.isToken(other, of: client(1)), "\(other ?? "nothing")")
    }
    #expect("\(key)" == "form key")
  }
}
