import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What a node signs under a framework by itself, and what it leaves to people (Schemas/peer-protocol.md, section 9).
@Suite(.timeLimit(.minutes(30))) struct StandingApprovalTests {
  /// Regions that are peers and signed one framework under the class `middle`.
  private func signers(_ regions: Int = 2, seed: UInt64 = 1) throws -> (World, FrameworkId) {
    let world = try World(seed: seed, regions: regions, identities: 4)
    for first in 0..<regions { for second in 0..<regions where first < second { try world.peer(first, second) } }
    try world.settle()
    let id = try world.createFramework(at: 0)
    try world.sign(id, at: 0)
    try world.passRounds()
    for number in 1..<regions { try world.sign(id, at: number) }
    try world.passRounds()
    return (world, id)
  }

  private func records(_ world: World, _ number: Int, with peer: Int) -> [AgreementRecord] {
    world.nodes[number].read { $0.agreements.with(world.nodes[peer].name) }
  }

  private func hindrance(_ world: World, _ number: Int, with peer: Int) -> PairHindrance? {
    world.nodes[number].engine.status().pairs.first { $0.peer == world.nodes[peer].name }?.hindrance
  }

  @Test func standingApprovalsOnBothSidesGiveAgreementsWithoutPeople() throws {
    let (world, id) = try signers(3)
    for number in 0..<3 { try world.letStand(id, at: number) }
    try world.passRounds(20)
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      #expect(world.concluded(first, second, under: id).count == 1, "\(first) and \(second)")
      let own = records(world, first, with: second)
      #expect(own.count == 1 && own[0].approvals.isEmpty)
      #expect(own[0].document.signers.first == own[0].terms.identityKeys[world.nodes[first].name], "the smaller name")
      #expect(own[0].terms.limits.values.allSatisfy { $0.active == 1_000 })
    }
    for number in 0..<3 {
      try world.checkReplay(number)
      #expect(world.nodes[number].engine.status().pairs.isEmpty)
    }
    try world.settle()
    try world.checkTruth()
  }

  @Test func oneSideAloneMakesNoAgreement() throws {
    let (world, id) = try signers()
    #expect(hindrance(world, 0, with: 1) == .noStandingApproval)
    try world.letStand(id, at: 1)
    try world.passRounds()
    #expect(records(world, 0, with: 1).isEmpty)
    try world.letStand(id, at: 0)
    try world.passRounds()
    #expect(world.concluded(0, 1, under: id).count == 1)
  }

  @Test func anApprovalOfOnePersonDoesNothing() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 1)
    let node = world.nodes[0]
    let terms = StandingApproval.Terms(classesUpTo: "middle", includesIntroduced: false)
    _ = try node.engine.standing.approve(id: id.base64URL, terms, approver: node.operatorRole)
    try world.passRounds()
    #expect(records(world, 0, with: 1).isEmpty && hindrance(world, 0, with: 1) == .standingIncomplete)
    let others = StandingApproval.Terms(classesUpTo: "large", includesIntroduced: false)
    #expect(throws: Refusal.frameworks(.otherStandingTerms(terms))) {
      try node.engine.standing.approve(id: id.base64URL, others, approver: node.officer)
    }
    var same = node.operatorRole
    same.role = "privacy-officer"
    #expect(throws: Refusal.self) { try node.engine.standing.approve(id: id.base64URL, terms, approver: same) }
    try world.passRounds()
    #expect(records(world, 0, with: 1).isEmpty)
  }

  @Test func aClassAboveTheNamedOneIsLeftToPeople() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0, upTo: "small")
    try world.letStand(id, at: 1, upTo: "middle")
    try world.passRounds()
    #expect(records(world, 0, with: 1).isEmpty)
    #expect(hindrance(world, 0, with: 1) == .classAbove("middle"))
  }

  @Test func whatWaitsIsJudgedAgainWhenAnApprovalComes() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0)
    try world.passRounds()
    #expect(records(world, 1, with: 0).map(\.status) == [.received])
    try world.letStand(id, at: 1)
    try world.passRounds()
    #expect(world.concluded(0, 1, under: id).count == 1)
  }

  @Test func withdrawalRejectsWhatWaits() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0)
    try world.passRounds()
    #expect(records(world, 0, with: 1).map(\.status) == [.proposed])
    try world.withdrawStanding(id, at: 0)
    #expect(records(world, 0, with: 1).map(\.status) == [.rejected])
    try world.passRounds()
    #expect(records(world, 1, with: 0).map(\.status) == [.rejected])
    for number in 0..<2 { try world.letStand(id, at: number) }
    try world.passRounds(12)
    #expect(world.concluded(0, 1, under: id).isEmpty, "a rejected proposal leaves the pair to people")
    #expect(hindrance(world, 0, with: 1) == .formerTrouble)
  }

  @Test func whatComesBackConcludedAfterAWithdrawalIsRevoked() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0)
    try world.passRounds()
    let proposal = try #require(records(world, 0, with: 1).first)
    world.separate(0, 1)
    try world.letStand(id, at: 1)
    try world.withdrawStanding(id, at: 0)
    let both = try #require(records(world, 1, with: 0).first)
    #expect(both.status == .concluded)
    let answer = world.nodes[0].engine.answer(
      PeerRequest(
        method: "PUT", path: "/v1/agreements/" + proposal.id.base64URL, client: world.nodes[1].tlsKey
      ) { _ in both.document.bytes })
    #expect(Problem(status: answer.status, body: answer.body).code == .agreementNotActive)
    let held = try #require(records(world, 0, with: 1).first)
    #expect(held.status == .revoked && !held.endingDelivered)
    let ending = try #require(held.ending)
    try ending.verify(type: .revocation, signers: [world.nodes[0].configuration.identityKey.publicKey])
    world.reunite()
    world.time.advance(1_000_000)
    try world.passRounds()
    #expect(records(world, 1, with: 0).map(\.status) == [.revoked])
  }

  @Test func theEndOfAnApprovalEndsNothingElse() throws {
    let (world, id) = try signers()
    for number in 0..<2 { try world.letStand(id, at: number) }
    try world.passRounds()
    try world.withdrawStanding(id, at: 0)
    try world.passRounds()
    #expect(world.concluded(0, 1, under: id).count == 1)
  }

  @Test func aSecondOneAfterARevocationIsLeftToPeople() throws {
    let (world, id) = try signers()
    for number in 0..<2 { try world.letStand(id, at: number) }
    try world.passRounds()
    let first = try #require(world.concluded(0, 1, under: id).first)
    _ = try world.nodes[1].engine.agreements.revoke(
      id: first.base64URL, reason: "trial is over", approver: world.nodes[1].operatorRole)
    try world.passRounds(12)
    #expect(world.concluded(0, 1, under: id).isEmpty && records(world, 0, with: 1).count == 1)
  }

  @Test func aPeerThatWasSuspendedIsLeftToPeople() throws {
    let (world, id) = try signers()
    _ = try world.nodes[0].engine.peering.suspend(region: "region-1", reason: "a test")
    #expect(hindrance(world, 0, with: 1) == .suspended)
    _ = try world.nodes[0].engine.peering.resume(region: "region-1")
    for number in 0..<2 { try world.letStand(id, at: number) }
    try world.passRounds(12)
    #expect(records(world, 0, with: 1).isEmpty && hindrance(world, 0, with: 1) == .formerTrouble)
  }

  @Test func itRestsAfterARestoreUntilTwoPeopleApproveAnew() throws {
    let (world, id) = try signers()
    for number in [1, 0] {
      let node = world.nodes[number]
      if number == 0 {
        _ = try node.engine.restoreWatch.announce()
        // The audit log begins anew with the next tick; what was approved before rests.
        try world.passRounds(2)
      }
      try world.letStand(id, at: number)
      if number == 1 { _ = try node.engine.restoreWatch.announce() }
    }
    try world.passRounds()
    let waiting = try #require(
      records(world, 1, with: 0).first,
      "the other side does not rest: \(hindrance(world, 0, with: 1).map { "\($0)" } ?? "none")")
    #expect(waiting.status == .received && hindrance(world, 1, with: 0) == .waitsHere(waiting.id))
    #expect(world.nodes[1].read { $0.frameworks.records[id]?.standing?.isResting } == true)
    let node = world.nodes[1]
    let terms = StandingApproval.Terms(classesUpTo: "middle", includesIntroduced: false)
    _ = try node.engine.standing.approve(id: id.base64URL, terms, approver: node.officer)
    try world.passRounds()
    #expect(world.concluded(0, 1, under: id).isEmpty)
    _ = try node.engine.standing.approve(id: id.base64URL, terms, approver: node.operatorRole)
    try world.passRounds()
    #expect(world.concluded(0, 1, under: id).count == 1)
  }

  @Test func nothingIsSignedWithAPeerThatClaimsARestore() throws {
    let (world, id) = try signers()
    try world.nodes[0].engine.restoreWatch.notice(.seenAhead, world.nodes[1].name, seen: 5)
    for number in 0..<2 { try world.letStand(id, at: number) }
    try world.passRounds()
    #expect(records(world, 0, with: 1).isEmpty && hindrance(world, 0, with: 1) == .standingRests)
  }

  @Test func withdrawalAlsoRejectsWhatTheNodeWouldNotSign() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 1, upTo: "small")
    try world.letStand(id, at: 0)
    try world.passRounds()
    #expect(records(world, 1, with: 0).map(\.status) == [.received])
    try world.withdrawStanding(id, at: 1)
    #expect(records(world, 1, with: 0).map(\.status) == [.rejected])
  }

  @Test func whatComesBackConcludedAfterASuspensionIsRevoked() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0)
    try world.passRounds()
    world.separate(0, 1)
    try world.letStand(id, at: 1)
    let both = try #require(records(world, 1, with: 0).first)
    #expect(both.status == .concluded)
    _ = try world.nodes[0].engine.peering.suspend(region: "region-1", reason: "a test")
    _ = try world.nodes[0].engine.peering.resume(region: "region-1")
    let answer = world.nodes[0].engine.answer(
      PeerRequest(method: "PUT", path: "/v1/agreements/" + both.id.base64URL, client: world.nodes[1].tlsKey) { _ in
        both.document.bytes
      })
    #expect(Problem(status: answer.status, body: answer.body).code == .agreementNotActive)
    let held = try #require(records(world, 0, with: 1).first)
    #expect(held.status == .revoked && held.ending != nil && !held.reason.isEmpty)
  }

  // MARK: - Proposals made by hand

  /// A proposal of region 1 to region 0, which would sign by itself, with what `change` does to its members.
  private func answer(
    _ world: World, _ id: FrameworkId, _ change: (inout [String: JSONValue]) -> Void = { _ in }
  ) throws -> PeerResponse {
    let framework = try #require(world.nodes[0].read { $0.frameworks.records[id] })
    let keys = Dictionary(
      uniqueKeysWithValues: world.nodes.map { ($0.name, $0.configuration.identityKey.publicKey.thumbprint) })
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1_000))
    let terms = try #require(
      framework.terms.agreement(
        id, classes: [world.nodes[0].name: "middle", world.nodes[1].name: "middle"], identityKeys: keys,
        createdAt: now, nonce: [UInt8](repeating: 5, count: 16)))
    var members = try #require(terms.json.objectValue)
    change(&members)
    let document = try SignedDocument.sign(
      payload: JSONValue.object(members).bytes, type: .agreement, key: world.nodes[1].configuration.identityKey)
    return world.nodes[0].engine.answer(
      PeerRequest(
        method: "PUT", path: "/v1/agreements/" + document.documentId.base64URL, client: world.nodes[1].tlsKey
      ) { _ in document.bytes })
  }

  @Test func aProposalOfThePeersPeopleIsSigned() throws {
    let (world, id) = try signers()
    try world.letStand(id, at: 0)
    world.separate(0, 1)
    world.nodes[0].engine.tick()
    #expect(records(world, 0, with: 1).map(\.status) == [.proposed])
    let (other, framework) = try signers(seed: 4)
    #expect(try answer(other, framework).status == 200)
    try other.letStand(framework, at: 0)
    #expect(records(other, 0, with: 1).map(\.status) == [.concluded])
  }

  @Test func aProposalThatIsTooOldIsNotSigned() throws {
    let (world, id) = try signers()
    #expect(try answer(world, id).status == 200)
    world.time.advance(31 * 86_400_000)
    try world.letStand(id, at: 0)
    #expect(!records(world, 0, with: 1).contains { $0.status == .concluded })
  }

  @Test(arguments: ["replaces", "unknown", "limits member"])
  func proposalsWithMoreThanTheFrameworkAreLeftToPeople(_ what: String) throws {
    let (world, id) = try signers()
    let response = try answer(world, id) { members in
      switch what {
      case "replaces": members["replaces"] = .string(String(repeating: "A", count: 43))
      case "unknown": members["promise"] = true
      default:
        var limits = members["limits"]?.objectValue ?? [:]
        var first = limits["region-0"]?.objectValue ?? [:]
        first["perWeek"] = 5
        limits["region-0"] = .object(first)
        members["limits"] = .object(limits)
      }
    }
    #expect(response.status == 200)
    try world.letStand(id, at: 0)
    world.nodes[0].engine.tick()
    #expect(records(world, 0, with: 1).map(\.status) == [.received])
  }

  @Test(arguments: ["purpose", "silenceDays", "validUntil", "limits"])
  func membersThatAreNotTheFrameworksAreRefused(_ member: String) throws {
    let (world, id) = try signers()
    let response = try answer(world, id) { members in
      switch member {
      case "purpose": members["purpose"] = "something else"
      case "silenceDays": members["silenceDays"] = 91
      case "validUntil": members["validUntil"] = JSONValue(Timestamp(seconds: 4_000_000_000))
      default:
        var limits = members["limits"]?.objectValue ?? [:]
        limits["region-1"] = ["active": 10_000, "perDay": 10_000, "perYear": 30_000]
        members["limits"] = .object(limits)
      }
    }
    let problem = Problem(status: response.status, body: response.body)
    #expect(problem.code == .malformed)
    #expect(problem.members["faults"]?.arrayValue?.first?.stringValue?.hasPrefix(member) == true)
    #expect(records(world, 0, with: 1).isEmpty)
  }

  @Test func peopleSignNothingUnderAFrameworkThatTheirRegionDidNotSign() throws {
    let world = try World(seed: 3, regions: 2, identities: 4)
    try world.peer(0, 1)
    try world.settle()
    let id = try world.createFramework(at: 1)
    try world.sign(id, at: 1)
    try world.passRounds()
    #expect(try answer(world, id).status == 200)
    let waiting = try #require(records(world, 0, with: 1).first)
    for person in [world.nodes[0].operatorRole, world.nodes[0].officer] {
      _ = try? world.nodes[0].engine.agreements.approve(id: waiting.id.base64URL, approver: person)
    }
    #expect(records(world, 0, with: 1).map(\.status) == [.received])
    try world.sign(id, at: 0)
    _ = try world.nodes[0].engine.agreements.approve(
      id: waiting.id.base64URL, approver: world.nodes[0].officer)
    #expect(records(world, 0, with: 1).map(\.status) == [.concluded])
  }
}
