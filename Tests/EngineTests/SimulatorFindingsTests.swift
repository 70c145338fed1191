import Journal
import Node
import PeerProtocol
import Region
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What the simulator found first, each by itself.
@Suite(.timeLimit(.minutes(30))) struct SimulatorFindingsTests {
  private func put(
    _ world: World, _ number: Int, _ id: String, _ youth: [Int], guardian: Int? = nil, left: Bool = false
  ) throws {
    let day = world.nodes[number].today
    _ = try world.nodes[number].engine.putSignal(
      id: id,
      document: JSONValue(present: [
        "subject": .array(youth.map { .string("vnr:\(1_000_000_000 + $0)") }),
        "guardians": guardian.map { .string("vnr:\(3_000_000_000 + $0)") }, "organisationId": "org",
        "organisation": "Organisation", "sector": "jgz", "contactName": "N.", "contactEmail": "n@mail.test",
        "startedOn": .string(day.adding(days: -30).iso), "endedOn": left ? .string(day.iso) : nil,
        "endReason": left ? "moved-away" : nil,
      ]))
  }

  private func matches(_ world: World, _ number: Int) throws -> [JSONValue] {
    try world.nodes[number].engine.listedMatches()
      .filter { $0["status"]?.stringValue == "open" }
  }

  /// The schedule cannot be stored then; kept nowhere, the peer was called hundreds of times a second.
  @Test func aPeerThatIsDownIsNotCalledWithoutAPauseWhileTheDiskIsFull() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.connectAll()
    world.separate(0, 1)
    try put(world, 0, "s1", [1])
    try world.pass()
    world.time.advance(20 * 60_000)
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    node.journal.inner.refuse(with: .full)
    var calls = 0
    for _ in 0..<50 {
      for delivery in node.engine.outboxes.nextDeliveries(to: peer) {
        calls += 1
        node.engine.outboxes.complete(delivery, .failure(.notReachable("no route")))
      }
    }
    #expect(calls > 0)
    #expect(calls < 5)
  }

  /// A renewal ended the old agreement here and was revoked before the peer saw that: the peer holds the old one on.
  @Test func aPeerLearnsThatAnAgreementEndedWithoutADocument() throws {
    let world = try World(seed: 9, regions: 2, identities: 8)
    try world.connectAll()
    let old = try #require(world.nodes[0].state.agreements.records.values.first)
    try world.propose(1, 0, replaces: old.id.base64URL)
    try world.settle()
    world.time.advance(25 * 3_600_000)
    try world.settle()
    #expect(world.nodes[0].state.agreements.records[old.id]?.status == .ended)
    let renewal = try #require(world.nodes[0].state.agreements.records.values.first { $0.status == .concluded })
    _ = try world.nodes[0].engine.agreements.revoke(
      id: renewal.id.base64URL, reason: "a change of plan", approver: world.nodes[0].operatorRole)
    try world.settle()
    let put = PeerRequest(
      method: "PUT", path: "/v1/agreements/" + old.id.base64URL, client: world.nodes[1].tlsKey
    ) { _ in old.document.bytes }
    #expect(world.nodes[0].engine.answer(put).status == 403)
    let held = try #require(world.nodes[0].state.agreements.records[old.id])
    #expect(held.ending != nil && !held.endingDelivered)
  }

  /// Concludes an agreement under which contact details need a release, from the first region to the second.
  private func agree(_ world: World, replaces: String? = nil) throws {
    var terms = world.terms(0, 1, replaces: replaces)
    terms["contactRelease"] = "approval"
    let node = world.nodes[0]
    let id = try node.engine.agreements.propose(
      with: world.nodes[1].name.text, terms: terms, approver: node.operatorRole
    ).record.id.base64URL
    _ = try node.engine.agreements.approve(id: id, approver: node.officer)
    try world.settle()
  }

  /// The view under the new agreement went before the match joined the one that people had worked on.
  @Test func aFamilyKeepsWhatWasReleasedOverARenewal() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.peer(0, 1)
    try agree(world)
    try put(world, 0, "s1", [1], guardian: 1)
    try put(world, 1, "s1", [2], guardian: 1)
    try world.settle()
    /// The professional that each side sees with the other.
    func seen() throws -> [String?] {
      try [0, 1].map { try matches(world, $0).first?["involvements"]?[0]?["contact"]?["name"]?.stringValue }
    }
    #expect(try seen() == [nil, nil])
    for number in [0, 1] {
      let match = try #require(try matches(world, number).first?["matchId"]?.stringValue)
      _ = try world.nodes[number].engine.work(onMatch: match, step: "release", document: [:])
    }
    try world.settle()
    #expect(try seen() == ["N.", "N."])
    let old = try #require(world.nodes[0].state.agreements.records.keys.first)
    try agree(world, replaces: old.base64URL)
    world.time.advance(25 * 3_600_000)
    try world.settle()
    #expect(world.nodes[0].state.agreements.records[old]?.status == .ended)
    #expect(try seen() == ["N.", "N."])
  }

  /// The family had left under one identity of the youth; that match ended, and the other one went on saying so.
  @Test func aHandoverIsWantedNoMoreOnceNobodyLeft() throws {
    let world = try World(seed: 5, regions: 2, identities: 8)
    try world.connectAll()
    try put(world, 0, "s1", [1, 2])
    try put(world, 1, "left", [1], left: true)
    try put(world, 1, "stays", [2])
    try world.settle()
    let wanted = try matches(world, 1).first { $0["signals"] == ["stays"] }
    #expect(wanted?["theirs"]?["handover"]?["state"] == "wanted")
    try put(world, 1, "left", [3])
    try world.settle()
    #expect(try matches(world, 0).first?["own"]?["handover"] == nil)
    #expect(try matches(world, 1).first?["theirs"]?["handover"] == nil)
  }
}
