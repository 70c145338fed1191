import Journal
import LocalAPI
import PeerProtocol
import Simulation
import Testing
import Transport

@testable import Engine
@testable import Node
@testable import Region

/// What a monitoring system is told, and who may ask.
@Suite(.timeLimit(.minutes(30))) struct ProbeTests {
  private let world: World
  private var node: SimulatedNode { world.nodes[0] }

  init() throws {
    world = try World(seed: 7, regions: 2, identities: 8)
    try world.connectAll()
  }

  private func ask(
    _ path: String, as unit: String?, method: String = "GET", _ surroundings: NodeSurroundings = NodeSurroundings()
  ) -> HTTPResponse {
    let client = ClientIdentity(
      spkiSHA256: [UInt8](repeating: 1, count: 32), certificateSHA256: [UInt8](repeating: 2, count: 32),
      commonName: "A. Person", organizationalUnit: unit, isKnown: true)
    let service = LocalService(
      engine: node.engine,
      trust: LocalTrust(
        uncheckedAuthorities: { nil }, outdatedRevocationLists: { nil }, missingRevocationLists: { nil },
        faults: { nil }, pinsChanged: {},
        office: CredentialOffice(
          home: NodeHome(path: "/nonexistent/samenloop"), environment: .training, isRevoked: { _ in false })),
      surroundings: surroundings)
    return service.answer(HTTPRequest(method: method, path: path, client: client))
  }

  private func metrics(_ surroundings: NodeSurroundings = NodeSurroundings()) throws -> [String] {
    let response = ask("/metrics", as: "operator", surroundings)
    try #require(response.status == 200)
    return String(decoding: response.body, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Observers, coordinators and others learn no exact count of anything from here.
  @Test(arguments: ["index", "coordinator", "coordinator:GM0363", "observer", "agreement-keeper", nil])
  func metricsAreForOperatorsOnly(unit: String?) {
    #expect(ask("/metrics", as: unit).status == 403)
    #expect(ask("/metrics", as: "operator").status == 200)
  }

  @Test func everyRoleMayAskWhetherTheNodeServes() {
    for path in ["/healthz", "/readyz"] {
      for role in Role.allCases where role != .privacyOfficer {
        #expect(ask(path, as: role.rawValue).status == 200, "\(path) \(role)")
      }
      // A certificate that says no role, and an officer who is not registered, get nothing anywhere.
      for unit in [nil, "nobody", "privacy-officer"] { #expect(ask(path, as: unit).status == 403, "\(path)") }
      let other = ask(path, as: "operator", method: "POST")
      #expect(other.status == 405 && other.headers.contains { $0.0 == "Allow" && $0.1.contains("GET") })
    }
  }

  @Test func readinessNamesWhatTheNodeCannotDo() throws {
    let response = ask("/readyz", as: "operator", NodeSurroundings(isPeerListenerAccepting: { false }))
    #expect(response.status == 503)
    #expect(response.headers.contains { $0.0 == "Content-Type" && $0.1 == "application/problem+json" })
    let problem = try JSONValue(parsing: response.body)
    #expect(problem["faults"]?.arrayValue?.count == 1)
    #expect(problem["detail"]?.stringValue?.contains("accept: the peer listener") == true, "\(problem)")
    let text = try metrics(NodeSurroundings(isPeerListenerAccepting: { false }))
    #expect(text.contains("samenloop_ready{check=\"accept\"} 0") && text.contains("samenloop_ready{check=\"sign\"} 1"))
  }

  @Test func figuresFollowWhatHappens() throws {
    let names = world.nodes.map(\.name.text)
    let before = try metrics()
    #expect(before.contains("samenloop_peer_lag_entries{peer=\"\(names[1])\"} 0"), "\(before)")
    #expect(before.contains("samenloop_peer_up{peer=\"\(names[1])\"} 1"))
    #expect(before.contains("samenloop_peer_state{peer=\"\(names[1])\",state=\"in step\"} 1"))
    #expect(before.contains { $0.hasPrefix("samenloop_agreement_expiry_timestamp_seconds{peer=\"\(names[1])\",kind=") })
    #expect(before.contains { $0.hasPrefix("samenloop_build_info{version=\"\(Version.text)\"") })
    try world.report("s0", "vnr:1000000000", at: 0)
    #expect(try metrics().contains("samenloop_peer_lag_entries{peer=\"\(names[1])\"} 1"))
  }

  /// A label may be a region, a route or a kind. Nothing in it is of a person, nor could be guessed from it.
  @Test func metricsHoldNothingOfPeople() throws {
    try world.report("canary-signal", "vnr:1000000000", at: 0)
    try world.report("canary-signal", "vnr:1000000000", at: 1)
    try world.settle()
    let text = try metrics(
      NodeSurroundings(certificateEnds: {
        [.init(certificate: Word(.peerListener), at: Timestamp(seconds: 1_900_000_000))]
      }))
    #expect(text.contains("samenloop_certificate_expiry_timestamp_seconds{certificate=\"peer-listener\"} 1900000000"))
    let known: Set<String> = [
      "version", "region", "environment", "check", "peer", "state", "kind", "certificate", "listener", "route", "code",
      "le",
    ]
    for line in text {
      for word in ["1000000000", "canary", "Person", "signals", "matches"] {
        #expect(!line.contains(word) || line.hasPrefix("# "), "\(line)")
      }
      guard !line.hasPrefix("#"), let brace = line.firstIndex(of: "{") else { continue }
      let labels = line[line.index(after: brace)...].split(separator: "}")[0].split(separator: ",")
      for label in labels { #expect(known.contains(String(label.split(separator: "=")[0])), "\(line)") }
    }
  }

  /// Reads wait for what is durable already: they say nothing of the disk.
  @Test func onlyWaitsForTheDiskAreCounted() throws {
    let figures = ActivityFigures()
    let journal = MeasuredJournal(try InMemoryJournal.open(readSnapshot: { _ in }, readRecord: { _ in }), figures)
    let first = try journal.append([1])
    try journal.waitUntilDurable(first)
    try journal.waitUntilDurable(first)
    #expect(figures.present.commits.total == 1)
    try journal.waitUntilDurable(try journal.append([2]))
    #expect(figures.present.commits.total == 2)
  }

  /// The first failure counts, not the last try; an answer ends it.
  @Test func absenceOfAPeerIsCountedFromItsFirstFailure() throws {
    let name = world.nodes[1].name.text
    func contact() throws -> PeerContact { try #require(node.engine.status().peers.first).contact }
    #expect(try contact().downSince == nil && contact().lastAt != nil)
    let peer = world.nodes[1].name
    func fail() {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        node.engine.outboxes.complete(delivery, .failure(.notReachable("no route")))
      }
    }
    try world.report("s0", "vnr:1000000000", at: 0)
    fail()
    let since = try #require(try contact().downSince)
    world.time.advance(3_600_500)
    fail()
    #expect(try contact().downSince == since)
    #expect(try metrics().contains("samenloop_peer_up{peer=\"\(name)\"} 0"))
    #expect(
      try metrics().contains("samenloop_peer_down_since_timestamp_seconds{peer=\"\(name)\"} \(since.seconds)"))
    world.time.advance(3_600_000)
    try world.settle()
    #expect(try contact().downSince == nil)
    #expect(try metrics().contains("samenloop_peer_up{peer=\"\(name)\"} 1"))
  }

  private func downSince() throws -> Timestamp? {
    let peer = try #require(node.engine.status().peers.first)
    return peer.contact.downSince
  }

  /// Lets the first delivery that is due end so; those to logs are another matter.
  private func answer(_ result: Result<PeerReply, PeerCallFailure>) throws {
    let due = node.engine.outboxes.nextDeliveries(to: world.nodes[1].name)
    node.engine.outboxes.complete(try #require(due.first { !$0.key.isOfLogs }), result)
  }

  /// A peer that is busy answers; one that goes on being busy does nothing that is of use.
  @Test func onlyRepeatedBusyAnswersCountAsAbsence() throws {
    try world.report("s0", "vnr:1000000000", at: 0)
    for _ in 0..<EngineLimits.busyAnswers {
      try answer(.success(PeerReply(status: 503, body: [])))
      #expect(try downSince() == nil)
      #expect(node.engine.statusDocument()["peers"]?.arrayValue?.first?["state"] == "exchanging")
      world.time.advance(EngineLimits.longestRetryMilliseconds * 2)
    }
    try answer(.success(PeerReply(status: 503, body: [])))
    #expect(try downSince() != nil)
    #expect(node.engine.statusDocument()["peers"]?.arrayValue?.first?["state"] == "unreachable")
  }

  /// Nobody asks a suspended peer, so that it can neither answer nor be away.
  @Test func suspendedPeerIsNotAway() throws {
    let name = world.nodes[1].name.text
    try world.report("s0", "vnr:1000000000", at: 0)
    try answer(.failure(.notReachable("no route")))
    #expect(try downSince() != nil)
    _ = try node.engine.peering.suspend(region: name, reason: "to be sure")
    #expect(try downSince() == nil)
    #expect(try !metrics().contains { $0.hasPrefix("samenloop_peer_up{") })
  }
}
