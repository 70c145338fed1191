import Journal
import LocalAPI
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// Pages and forms on a region of the simulation: what they show is recorded, and what they do is what the local API does.
@Suite(.timeLimit(.minutes(30))) struct PagesServedTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }
  private let service: LocalService

  private static let coordinator = client(2, "coordinator")
  private static let officer = client(4, "privacy-officer")
  private static let page: HTTPFields = ["Host": "localhost:8444", "Accept": "text/html", "Accept-Language": "en"]

  private static func client(_ number: UInt8, _ unit: String) -> ClientIdentity {
    ClientIdentity(
      spkiSHA256: [UInt8](repeating: number, count: 32), certificateSHA256: [UInt8](repeating: number, count: 32),
      commonName: "A. de <Boer>", organizationalUnit: unit, isKnown: true)
  }

  init() throws {
    world = try World(seed: 5, regions: 2, identities: 8)
    try world.connectAll()
    service = LocalService(
      engine: world.nodes[0].engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })))
  }

  private func get(
    _ path: String, _ query: String? = nil, as client: ClientIdentity = coordinator, _ headers: HTTPFields = page
  ) -> HTTPResponse {
    service.answer(HTTPRequest(method: "GET", path: path, query: query, headers: headers, client: client))
  }

  private func post(
    _ path: String, _ form: String, as client: ClientIdentity = coordinator, _ headers: HTTPFields = page
  ) -> HTTPResponse {
    service.answer(
      HTTPRequest(method: "POST", path: path, headers: headers, body: RequestBody(Array(form.utf8)), client: client))
  }

  private func token(in response: HTTPResponse) throws -> String {
    let text = String(decoding: response.body, as: UTF8.self)
    let rest = try #require(text.split(separator: "name=\"token\" value=\"", maxSplits: 1).last)
    return String(rest.prefix { $0 != "\"" })
  }

  private func entries(_ kind: AuditKind) throws -> [JSONValue] {
    var query = AuditQuery(limit: 1_000)
    query.kind = kind
    return try node.engine.audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
  }

  private func share(_ count: Int) throws {
    for number in 0..<count {
      for place in [0, 1] { try world.report("s\(place)-\(number)", "vnr:\(1_000_000_000 + number)", at: place) }
    }
    try world.settle()
  }

  private func matchId() throws -> String {
    try #require(try node.engine.matches.list().items().first).id.base64URL
  }

  private func header(_ name: String, _ response: HTTPResponse) -> String? {
    response.headers.first { $0.0 == name }?.1
  }

  @Test func worklistIsRecordedAsFarAsItIsShown() throws {
    try share(60)
    let response = get("/")
    #expect(response.status == 200)
    let text = String(decoding: response.body, as: UTF8.self)
    #expect(text.contains("60 families") && text.contains("A. de &lt;Boer&gt;"))
    #expect(header("Content-Type", response) == "text/html; charset=utf-8")
    #expect(header("Cache-Control", response) == "no-store")
    #expect(header("Content-Security-Policy", response)?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
    let shown = try entries(.shown)
    #expect(shown.allSatisfy { $0["view"] == "worklist" && $0["role"] == "coordinator" })
    // Fifty families of one match and one signal of this region each.
    #expect(shown.compactMap { $0["count"]?.integerValue }.reduce(0, +) == 100)
    let last = try #require(text.split(separator: "after=").last?.prefix { $0 != "\"" && $0 != "&" })
    let next = get("/pages/worklist", "after=\(last)")
    let nextText = String(decoding: next.body, as: UTF8.self)
    #expect(nextText.contains("60 families") && nextText.contains("51 to 60 of 60"))
    #expect(text.contains("1 to 50 of 60") && !text.contains("Previous page") && !nextText.contains("Next page"))
    // Back to the first page, which goes behind nothing.
    #expect(nextText.contains("<a href=\"/pages/worklist\">Previous page</a>"))
    #expect(try entries(.shown).compactMap { $0["count"]?.integerValue }.reduce(0, +) == 120)
  }

  @Test func matchIsReadOnceItsPageIsSeenAndRecorded() throws {
    try share(1)
    let id = try matchId()
    let response = get("/pages/matches/\(id)")
    #expect(response.status == 200 && String(decoding: response.body, as: UTF8.self).contains("s0-0"))
    #expect(try entries(.shown).map { $0["view"] } == ["match"])
    #expect(try !#require(try node.engine.matches.list().items().first).isNew)
  }

  /// A foreign page neither sees nor does anything, and its attempt counts as no look.
  @Test func foreignRequestIsRefusedBeforeItCountsAsALook() throws {
    try share(1)
    let id = try matchId()
    let (before, matches) = (try entries(.shown), try node.engine.matches.list().items())
    let good = try token(in: get("/pages/matches/\(id)"))
    let seen = try entries(.shown)
    #expect(seen.count == before.count + 1 && matches.first?.isNew == true)
    let foreign: [HTTPFields] = [
      ["Host": "localhost:8444", "Accept": "text/html", "Origin": "https://evil.example"],
      ["Host": "localhost:8444", "Accept": "text/html", "Origin": "null"],
      ["Host": "localhost:8444", "Accept": "text/html", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"],
      ["Host": "evil.example:8444", "Accept": "text/html"],
    ]
    for headers in foreign {
      for path in ["/", "/pages/matches/\(id)", "/v1/matches/\(id)", "/v1/worklist"] {
        let response = get(path, headers)
        #expect(response.status == 403 && header("Content-Type", response) == "application/problem+json")
      }
      let response = post("/pages/matches/\(id)/follow-up", "state=contacted&token=\(good)", headers)
      #expect(response.status == 403)
    }
    #expect(try entries(.shown) == seen)
    #expect(try node.engine.matches.list().items().first?.sides?.own.followUp?.state == .notified)
  }

  private func get(_ path: String, _ headers: HTTPFields) -> HTTPResponse { get(path, nil, headers) }
  private func get(_ path: String, _ query: String?, _ headers: HTTPFields) -> HTTPResponse {
    get(path, query, as: Self.coordinator, headers)
  }
  private func post(_ path: String, _ form: String, _ headers: HTTPFields) -> HTTPResponse {
    post(path, form, as: Self.coordinator, headers)
  }

  @Test func formsOnAMatchDoWhatTheLocalAPIDoes() throws {
    try share(1)
    let id = try matchId()
    let token = try token(in: get("/pages/matches/\(id)"))
    let region = node.engine.region.text
    let forms = [
      ("follow-up", "state=contacted&outcome=earlier"), ("coordination", "propose=\(region)"),
      ("handover", "state=wanted"), ("consent", "consent=given"),
    ]
    for (action, fields) in forms {
      let response = post("/pages/matches/\(id)/\(action)", fields + "&token=\(token)")
      #expect(response.status == 303 && response.body.isEmpty, "\(action)")
      #expect(header("Location", response) == "/pages/matches/\(id)?done=\(action)")
    }
    let own = try #require(try node.engine.matches.list().items().first?.sides?.own)
    #expect(own.followUp?.state == .contacted && own.followUp?.outcome == [.earlier])
    #expect(own.coordination?.holder?.text == region && own.handover?.state == .wanted && own.consent == .given)
    #expect(
      String(decoding: get("/pages/matches/\(id)", "done=consent").body, as: UTF8.self).contains(
        "The consent is recorded."))
    // No other word of an address stands in a page.
    #expect(!String(decoding: get("/pages/matches/\(id)", "done=hello").body, as: UTF8.self).contains("hello"))
  }

  @Test func formWithoutItsHoldersTokenDoesNothing() throws {
    try share(1)
    let id = try matchId()
    let other = Self.client(9, "coordinator")
    let theirs = try token(in: get("/pages/matches/\(id)", as: other))
    for token in ["", "&token=", "&token=x", "&token=\(theirs)"] {
      #expect(post("/pages/matches/\(id)/follow-up", "state=contacted" + token).status == 403)
    }
    #expect(try node.engine.matches.list().items().first?.sides?.own.followUp?.state == .notified)
  }

  @Test func refusedFormShowsItsPageWithTheField() throws {
    try share(1)
    let id = try matchId()
    let token = try token(in: get("/pages/matches/\(id)"))
    for fields in ["", "state=later", "state=contacted&reason=because"] {
      let response = post("/pages/matches/\(id)/follow-up", fields + "&token=\(token)")
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(response.status == 400 && text.contains("role=\"alert\"") && text.contains("/follow-up"), "\(fields)")
      #expect(text.contains("What happened") && !text.contains("because"))
    }
    #expect(post("/pages/matches/\(id)/assignment", "token=\(token)").status == 400)
    #expect(post("/pages/matches/\(id)/assignment", "assignee=&colleague=S.+Mulder&token=\(token)").status == 303)
    #expect(try node.engine.matches.list().items().first?.assignment.assignee == "S. Mulder")
    #expect(post("/pages/matches/\(id)/assignment", "assignee=&token=\(token)").status == 303)
    #expect(try node.engine.matches.list().items().first?.assignment == .init())
    let long = post("/pages/matches/\(id)/consent", String(repeating: "a", count: FormFields.byteLimit + 1))
    #expect(long.status == 413)
  }

  @Test func coordinatorHasNoOfficersPagesAndOthersNoWorklist() throws {
    try share(1)
    for path in ["/pages/overview", "/pages/search", "/pages/agreements", "/pages/node", "/pages/records/looks"] {
      #expect(get(path).status == 403, "\(path)")
    }
    for unit in ["operator", "observer", "index"] {
      for path in ["/pages/worklist", "/pages/matches/\(try matchId())", "/pages/records/worklist.csv"] {
        #expect(get(path, as: Self.client(7, unit)).status == 403, "\(unit) \(path)")
      }
    }
    for unit in ["observer", "index"] { #expect(get("/", as: Self.client(7, unit)).status == 200) }
    // A certificate without a role, and programs, get what they got before.
    #expect(header("Content-Type", get("/", as: Self.client(7, "cook"))) == "application/problem+json")
    #expect(get("/", ["Host": "localhost", "Accept": "*/*"]).status == 404)
  }

  @Test func officerNeedsARegisteredCertificate() throws {
    let response = get("/", as: Self.officer)
    #expect(response.status == 403 && header("Content-Type", response) == "text/html; charset=utf-8")
    #expect(String(decoding: response.body, as: UTF8.self).contains("not registered"))
  }

  /// The register holds nobody: whoever keeps it sees it, and it counts as no look.
  @Test func keeperSeesTheRegisterAndNoCounts() throws {
    try share(1)
    let keeper = Self.client(7, "agreement-keeper")
    #expect(String(decoding: get("/", as: keeper).body, as: UTF8.self).contains("The register is still empty"))
    let row = OrganisationRow(
      number: 2,
      fields: [
        .organisationId: .text("team"), .name: .text("Team <1>"), .sector: .text("wijkteam"),
        .since: .text("2020-01-01"),
      ])
    _ = try node.engine.organisations.take([row], isTrial: false)
    let text = String(decoding: get("/", as: keeper).body, as: UTF8.self)
    #expect(text.contains("Team &lt;1&gt;") && text.contains("Missing: municipalities, mail domains, mailbox"))
    #expect(text.contains("There are signals of 1 organisation that do not take part."))
    let table = get("/pages/records/organisations.csv", as: keeper)
    #expect(table.status == 200 && String(decoding: table.body, as: UTF8.self).contains("team,Team <1>"))
    #expect(get("/pages/worklist", as: keeper).status == 403 && get("/pages/overview", as: keeper).status == 403)
    #expect(try entries(.shown).isEmpty)
    // Coordinators are told of it with their match, and the status counts it.
    #expect(String(decoding: get("/").body, as: UTF8.self).contains("Organisation: Not in the register"))
    #expect(
      String(decoding: get("/pages/matches/\(try matchId())").body, as: UTF8.self).contains("Not in the register"))
    #expect(node.engine.status().flaggedSignals == 1)
    #expect(get("/pages/organisations").status == 403)
  }

  @Test func worklistAsCSVIsRecorded() throws {
    try share(2)
    let response = get("/pages/records/worklist.csv")
    #expect(response.status == 200 && header("Content-Type", response) == "text/csv; charset=utf-8")
    #expect(String(decoding: response.body, as: UTF8.self).contains("s0-1"))
    #expect(try entries(.shown).compactMap { $0["count"]?.integerValue }.reduce(0, +) == 4)
  }
}
