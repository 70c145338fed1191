import LocalAPI
import PeerProtocol
import Simulation
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// The local interface of a simulated node, and the people who ask it.
struct OfficerDesk {
  static let officer = client(1, "privacy-officer", "P. Officer")
  static let secondOfficer = client(2, "privacy-officer", "S. Officer")
  static let index = client(3, "index", "I. Index")
  static let coordinator = client(4, "coordinator", "C. Ordinator")
  static let `operator` = client(5, "operator", "O. Operator")

  /// What a node answered.
  struct Answer {
    var status: Int
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var body: JSONValue { (try? JSONValue(parsing: bytes)) ?? .null }
  }

  let node: SimulatedNode

  /// Registers the privacy officers.
  init(_ node: SimulatedNode) throws {
    self.node = node
    try node.engine.credentials.beginRegistry(
      found: [Self.officer, Self.secondOfficer].map { client in
        OfficerCertificate(
          der: client.certificateSHA256, fingerprint: client.certificateSHA256, key: client.spkiSHA256,
          name: client.commonName, validFrom: Timestamp(seconds: 0), validUntil: node.today.adding(days: 9_000).start)
      })
  }

  private static func client(_ number: UInt8, _ role: String, _ name: String) -> ClientIdentity {
    ClientIdentity(
      spkiSHA256: [UInt8](repeating: number + 100, count: 32), certificateSHA256: [UInt8](repeating: number, count: 32),
      commonName: name, organizationalUnit: role, isKnown: true)
  }

  /// Asks for something that is read.
  func get(_ path: String, as client: ClientIdentity = officer) throws -> Answer {
    try ask(HTTPRequest(method: "GET", path: path, client: client))
  }

  /// Asks with a body.
  func post(_ path: String, _ body: JSONValue, as client: ClientIdentity = officer) throws -> Answer {
    try ask(HTTPRequest(method: "POST", path: path, body: RequestBody(body.bytes), client: client))
  }

  /// A step about a person.
  func subject(
    _ step: String, _ identity: String, _ capacity: String = "youth", _ more: JSONValue = [:],
    as client: ClientIdentity = officer
  ) throws -> Answer {
    var body: JSONValue = ["identity": .string(identity), "capacity": .string(capacity)]
    for (name, value) in more.objectValue ?? [:] { body[name] = value }
    return try post("/v1/subjects/" + step, body, as: client)
  }

  /// The entries of a kind, oldest first.
  func entries(_ kind: AuditKind? = nil) throws -> [JSONValue] {
    var query = AuditQuery(limit: 10_000)
    query.kind = kind
    return try node.engine.audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
  }

  private func ask(_ request: HTTPRequest) throws -> Answer {
    let service = LocalService(
      engine: node.engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })))
    let response = service.answer(request)
    var bytes = response.body
    while let piece = try response.rest?.next() { bytes += piece }
    return Answer(status: response.status, bytes: bytes)
  }
}
