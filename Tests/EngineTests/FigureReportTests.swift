import LocalAPI
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// What the local listener tells of figures, to whom, and from when on; and the record of processing.
@Suite(.timeLimit(.minutes(30))) struct FigureReportTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }

  init() throws {
    world = try World(seed: 9, regions: 2, identities: 8)
    try world.connectAll()
  }

  private func ask(_ path: String, _ query: String? = nil, as role: String = "observer") throws
    -> (status: Int, body: JSONValue)
  {
    let client = ClientIdentity(
      spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
      commonName: role, organizationalUnit: role, isKnown: true)
    let service = LocalService(
      engine: node.engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })))
    let response = service.answer(HTTPRequest(method: "GET", path: path, query: query, client: client))
    return (response.status, try JSONValue(parsing: response.body))
  }

  private var quarter: Quarter { Quarter(node.today.yearMonth) }

  /// Lets the quarter end, in steps that no clock finds odd.
  private func passQuarter() throws {
    for _ in 0..<10 {
      world.time.advance(10 * 86_400_000)
      try world.settle()
    }
  }

  private func report(_ count: Int) throws {
    for number in 0..<count { try world.report("s-\(number)", "vnr:\(1_000_000_000 + number)", at: 0) }
    try world.settle()
  }

  private func signals(_ body: JSONValue) -> JSONValue? {
    let region = body["lines"]?.arrayValue?.first { $0["of"] == "region" }
    return region?["counts"]?.arrayValue?.first { $0["measure"] == "signals" }
  }

  @Test func figuresAreThereOnceTheQuarterIsOver() throws {
    try report(7)
    let asked = "quarter=\(quarter.text)"
    let early = try ask("/v1/statistics", asked)
    #expect(early.status == 404)
    #expect(early.body["detail"]?.stringValue?.contains("is not over") == true, "\(early.body)")
    try passQuarter()
    let later = try ask("/v1/statistics", asked)
    #expect(later.status == 200)
    #expect(signals(later.body) == ["measure": "signals", "count": 7])
    #expect(later.body["targets"] == ["contactDays": 14])
  }

  @Test func smallCountsAreHiddenFromEverybody() throws {
    try report(3)
    let asked = "quarter=\(quarter.text)"
    try passQuarter()
    for role in ["observer", "coordinator", "privacy-officer", "operator"] {
      let answer = try ask("/v1/statistics", asked, as: role)
      if role == "privacy-officer", answer.status == 403 { continue }
      #expect(signals(answer.body) == ["measure": "signals", "hidden": "under-five"], "\(role): \(answer.body)")
    }
  }

  @Test func figuresStayTheSameWhenWhatTheyCountedGoes() throws {
    try report(7)
    let asked = "quarter=\(quarter.text)"
    try passQuarter()
    let before = try ask("/v1/statistics", asked).body
    for number in 0..<7 { try world.withdraw("s-\(number)", reason: "mistaken", at: 0) }
    try world.settle()
    #expect(try ask("/v1/statistics", asked).body == before)
  }

  @Test(arguments: ["quarter=2026-Q5", "year=26", "year=2026&quarter=2026-Q1", "", "month=2026-01"])
  func faultyPeriodIsRefusedByName(query: String) throws {
    let answer = try ask("/v1/statistics", query.isEmpty ? nil : query)
    #expect(answer.status == 400, "\(answer.body)")
    #expect(answer.body["detail"]?.stringValue?.contains("query") == true || answer.body["faults"] != nil)
  }

  @Test func observerGetsNoExactCounts() throws {
    try report(7)
    for path in ["/v1/status", "/v1/register", "/v1/matches", "/v1/worklist", "/v1/signals", "/v1/peers"] {
      #expect(try ask(path).status == 403, "\(path)")
    }
  }

  @Test func recordOfProcessingHoldsTheAgreementsAndNobody() throws {
    try report(7)
    let answer = try ask("/v1/register", as: "operator")
    #expect(answer.status == 200)
    #expect(answer.body["missing"] == ["operator", "privacyOfficer"])
    let recipients = answer.body["recipients"]?.arrayValue ?? []
    #expect(recipients.map { $0["peer"] } == [.string(world.nodes[1].name.text)])
    #expect(recipients.first?["inForce"] == true)
    #expect(recipients.first?["purpose"]?.stringValue?.isEmpty == false)
    let kinds = (answer.body["activities"]?.arrayValue ?? []).compactMap { $0["kind"]?.stringValue }
    #expect(kinds == RegisterDocument.Activity.Kind.allCases.map(\.rawValue))
    #expect(!answer.body.text.contains("vnr:") && !answer.body.text.contains("person-"))
    // A region that keeps less says so.
    node.configuration.profile.termMonths = 12
    try node.restart()
    let shorter = try ask("/v1/register", as: "operator").body
    let retention = shorter["activities"]?[0]?["retention"]
    #expect(retention?["en"]?.stringValue?.contains("at most 12 months") == true, "\(shorter)")
    #expect(retention?["nl"]?.stringValue?.contains("hoogstens 12 maanden") == true)
  }
}
