import LocalAPI
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// What the local listener tells of organisations, and to whom; and a certificate of a municipality that merged.
@Suite(.timeLimit(.minutes(30))) struct OrganisationRoleTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }

  init() throws { world = try World(seed: 6, regions: 1, identities: 8) }

  private func ask(_ path: String, _ query: String? = nil, as unit: String) throws -> (status: Int, body: JSONValue) {
    let client = ClientIdentity(
      spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
      commonName: unit, organizationalUnit: unit, isKnown: true)
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

  private func register(_ ids: [String]) throws {
    let rows = ids.enumerated().map { number, id in
      OrganisationRow(
        number: number + 2,
        fields: [
          .organisationId: .text(id), .name: .text("Name of " + id), .sector: .text("ggd"), .since: .text("2020-01-01"),
        ])
    }
    _ = try node.engine.organisations.take(rows, isTrial: false)
  }

  @Test func silentOrganisationsAreNamedToWhoeverMaySeeTheRegister() throws {
    let quarter = Quarter(node.today.yearMonth).text
    try register(["org-jeugdhulp", "silent"])
    try world.report("s0", "vnr:1000000000", at: 0)
    for _ in 0..<10 {
      world.time.advance(10 * 86_400_000)
      try world.settle()
    }
    for role in ["agreement-keeper", "operator"] {
      let usage = try ask("/v1/statistics", "quarter=\(quarter)", as: role).body["usage"]
      #expect(usage?["connected"] == 2 && usage?["silent"] == 1 && usage?["usedPercent"] == 50, "\(role)")
      #expect(usage?["silentOrganisations"] == [["id": "silent", "name": "Name of silent"]], "\(role)")
    }
    for role in ["observer", "coordinator"] {
      let usage = try ask("/v1/statistics", "quarter=\(quarter)", as: role).body["usage"]
      #expect(usage == ["hidden": "withheld"], "\(role)")
    }
  }

  @Test func agreementKeeperSeesNoSignalAndNoCount() throws {
    try register(["another"])
    try world.report("s0", "vnr:1000000000", at: 0)
    let seen = try ask("/v1/organisations", "flagged=true", as: "agreement-keeper").body["flagged"]?.arrayValue
    #expect(seen?.count == 1 && seen?.first?["id"] == "org-jeugdhulp" && seen?.first?["signals"] == nil)
    let counted = try ask("/v1/organisations", "flagged=true", as: "operator").body["flagged"]?.arrayValue
    #expect(counted?.first?["signals"] == 1)
    for path in ["/v1/status", "/v1/signals", "/v1/matches", "/v1/worklist", "/v1/changes", "/v1/register"] {
      #expect(try ask(path, as: "agreement-keeper").status == 403, "\(path)")
    }
  }

  @Test func certificateOfAMergedMunicipalityIsGoodForTheOther() throws {
    _ = try node.engine.organisations.merge(
      MunicipalityMerge(old: "GM0363", new: "GM0439", from: node.today), isTrial: false)
    for asked in ["GM0363", "GM0439"] {
      #expect(try ask("/v1/worklist", "municipality=\(asked)", as: "coordinator:GM0363").status == 200)
      #expect(try ask("/v1/worklist", "municipality=\(asked)", as: "coordinator:GM0439").status == 200)
    }
    #expect(try ask("/v1/worklist", "municipality=GM0500", as: "coordinator:GM0363").status == 400)
  }
}
