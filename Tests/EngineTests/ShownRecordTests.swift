import Foundation
import Journal
import LocalAPI
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// What people see stands in the audit log before they see it.
@Suite(.timeLimit(.minutes(30))) struct ShownRecordTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }

  private static let coordinator = ClientIdentity(
    spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
    commonName: "A. de Boer", organizationalUnit: "coordinator", isKnown: true)
  private static let index = ClientIdentity(
    spkiSHA256: [UInt8](repeating: 3, count: 32), certificateSHA256: [UInt8](repeating: 4, count: 32),
    commonName: "index", organizationalUnit: "index", isKnown: true)

  init() throws {
    world = try World(seed: 5, regions: 2, identities: 8)
    try world.connectAll()
  }

  private func ask(_ path: String, _ query: String? = nil, as client: ClientIdentity = coordinator) throws
    -> (status: Int, body: JSONValue)
  {
    let home = NodeHome(path: "/nonexistent/samenloop")
    let service = LocalService(
      engine: node.engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil },
        pinsChanged: {}, office: CredentialOffice(home: home, environment: .training, isRevoked: { _ in false })))
    let response = service.answer(HTTPRequest(method: "GET", path: path, query: query, client: client))
    var bytes = response.body
    while let piece = try response.rest?.next() { bytes += piece }
    return (response.status, try JSONValue(parsing: bytes))
  }

  private func entries(_ kind: AuditKind, _ change: (inout AuditQuery) -> Void = { _ in }) throws -> [JSONValue] {
    var query = AuditQuery(limit: 1_000)
    query.kind = kind
    change(&query)
    return try node.engine.audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
  }

  private func share(_ count: Int) throws {
    for number in 0..<count {
      for place in [0, 1] { try world.report("s\(place)-\(number)", "vnr:\(1_000_000_000 + number)", at: place) }
    }
    try world.settle()
  }

  @Test func listMakesAnEntryForEachHundredLinesWithACommitmentForEachLine() throws {
    try share(110)
    let matches = try #require(try ask("/v1/matches").body.arrayValue)
    #expect(matches.count == 110)
    let shown = try entries(.shown)
    #expect(shown.map { $0["count"]?.integerValue } == [100, 10])
    #expect(shown.map { $0["things"]?.arrayValue?.count } == [100, 10])
    for entry in shown {
      #expect(entry["view"] == "matches" && entry["purpose"] == "care-coordination" && entry["role"] == "coordinator")
    }
    for match in [matches[0], matches[99], matches[109]] {
      let id = try #require(match["matchId"]?.stringValue.flatMap { MatchId(base64URL: $0) })
      #expect(try entries(.shown) { $0.thing = .match(id) }.count == 1)
    }
    // By the holder, and by nobody else.
    #expect(try entries(.shown) { $0.holder = Self.coordinator.certificateSHA256 }.count == 2)
    #expect(try entries(.shown) { $0.holder = Self.index.certificateSHA256 }.isEmpty)
  }

  @Test func everyViewOfPersonalDetailsIsAnEntry() throws {
    try share(3)
    let match = try #require(try ask("/v1/matches").body[0]?["matchId"]?.stringValue)
    _ = try ask("/v1/matches/\(match)")
    _ = try ask("/v1/worklist")
    for path in ["/v1/signals", "/v1/signals/s0-1", "/v1/changes"] { _ = try ask(path, as: Self.index) }
    let views = try entries(.shown).map { $0["view"]?.stringValue }
    // The first look ended what was unread; nobody wrote to anybody yet.
    #expect(views == ["matches", "match", "worklist", "signals", "signal", "changes"])
    #expect(try entries(.shown).allSatisfy { ($0["count"]?.integerValue ?? 0) > 0 })
  }

  @Test func answerWithoutALineMakesNoEntry() throws {
    #expect(try ask("/v1/matches").body == [])
    #expect(try ask("/v1/matches/AAAAAAAAAAAAAAAAAAAAAA").status == 404)
    #expect(try ask("/v1/signals/none", as: Self.index).status == 404)
    #expect(try entries(.shown).isEmpty)
  }

  @Test func nothingIsShownWhereTheEntryCannotBeWritten() throws {
    try share(2)
    let match = try #require(try ask("/v1/matches").body[0]?["matchId"]?.stringValue)
    _ = try ask("/v1/matches/\(match)")
    node.journal.inner.refuse(with: .full)
    for (path, client) in [
      ("/v1/matches", Self.coordinator), ("/v1/matches/\(match)", Self.coordinator), ("/v1/worklist", Self.coordinator),
      ("/v1/signals", Self.index), ("/v1/signals/s0-1", Self.index), ("/v1/changes", Self.index),
    ] {
      let answer = try ask(path, as: client)
      #expect(answer.status == 503, "\(path)")
      #expect(answer.body["contact"] == nil && !answer.body.text.contains("s0-"), "\(path)")
    }
    node.journal.inner.refuse(with: nil)
    #expect(try ask("/v1/matches").status == 200)
  }

  @Test func erasureClosesTheCommitmentAndKeepsTheEntry() throws {
    try share(1)
    _ = try ask("/v1/signals/s0-0", as: Self.index)
    let query = { (query: inout AuditQuery) in query.thing = .signal("s0-0") }
    let before = try entries(.shown, query)
    #expect(before.count == 1)
    try world.withdraw("s0-0", reason: "mistaken", at: 0)
    #expect(try entries(.shown, query).isEmpty)
    let entry = try #require(
      try node.engine.audit.entries(AuditQuery(limit: 1_000)).first { $0.leaf == before[0].bytes })
    let opened = try node.engine.audit.opened([entry], .everything)
    #expect(opened.map { $0.map(\.thing) } == [[.holder(Self.index.certificateSHA256)]])
  }

  /// A match that ended while its page was made: nothing would ever erase the key again.
  @Test func keyOfAThingThatIsGoneIsNotKept() throws {
    let gone = AuditThing.match(try #require(MatchId([UInt8](repeating: 9, count: 16))))
    try node.engine.audit.record([AuditFact(.shown, things: [gone, .signal("none")])])
    #expect(try entries(.shown)[0]["things"]?.arrayValue?.count == 2)
    #expect(node.state.audit.keys[gone] == nil && node.state.audit.keys[.signal("none")] == nil)
  }

  @Test func everythingThatIsThereOpens() throws {
    try share(2)
    _ = try ask("/v1/signals", as: Self.index)
    var query = AuditQuery(limit: 10)
    query.kind = .shown
    let found = try node.engine.audit.entries(query)
    let opened = try node.engine.audit.opened(found, .everything)
    #expect(
      opened.map { $0.map(\.thing) } == [
        [.holder(Self.index.certificateSHA256), .signal("s0-0"), .signal("s0-1")]
      ])
    let holders = try node.engine.audit.opened(found, .holder)
    #expect(holders.map { $0.map(\.thing) } == [[.holder(Self.index.certificateSHA256)]])
  }
}
