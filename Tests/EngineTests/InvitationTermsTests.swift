import Cryptography
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Terms that go with an invitation: shown to both operators, kept until an agreement is concluded, binding for nobody.
@Suite(.timeLimit(.minutes(30))) struct InvitationTermsTests {
  private static let each: JSONValue = ["active": 5_000, "perDay": 1_000, "perYear": 15_000]

  /// The terms of a template: limits of each region, whichever joins.
  private func terms(_ world: World, limits: JSONValue = ["*": Self.each]) throws -> JSONValue {
    var members = try #require(world.terms(0, 1).objectValue)
    members["limits"] = limits
    return .object(members)
  }

  private func join(_ world: World, terms: JSONValue?) throws {
    let code = try world.nodes[0].engine.peering.createInvitation(terms: terms).code.text
    _ = try world.nodes[1].engine.peering.join(code: code)
  }

  private func peer(_ world: World, of number: Int) throws -> PeerDetails {
    try world.nodes[number].engine.peering.peer(named: world.nodes[1 - number].name.text)
  }

  @Test func bothOperatorsSeeTheSameTermsWithBothRegionsNamed() throws {
    let world = try World(seed: 1, regions: 2, identities: 2)
    try join(world, terms: terms(world))
    let (kept, shown) = (try peer(world, of: 0).terms, try peer(world, of: 1).terms)
    #expect(kept != nil && kept == shown)
    #expect(kept?["limits"] == ["region-0": Self.each, "region-1": Self.each])
    #expect(kept?["parties"] == nil && kept?["nonce"] == nil)
    // Nothing was proposed, and no agreement is there.
    for node in world.nodes { #expect(node.state.agreements.records.isEmpty) }
    #expect(world.nodes[0].state.onboarding.ofInvitations.isEmpty)
  }

  @Test func acceptedTermsBecomeAnAgreementOnceAllFourPeopleApproved() throws {
    let world = try World(seed: 2, regions: 2, identities: 2)
    try join(world, terms: terms(world))
    let (inviter, joiner) = (world.nodes[0], world.nodes[1])
    _ = try inviter.engine.peering.accept(region: joiner.name.text)
    #expect(try peer(world, of: 0).nextStep == .proposeInvited(joiner.name))
    let offered = try peer(world, of: 0).terms
    let kept = try #require(offered)
    let drafted = try inviter.engine.agreements.propose(
      with: joiner.name.text, terms: kept, approver: inviter.operatorRole)
    _ = try inviter.engine.agreements.approve(id: drafted.record.id.base64URL, approver: inviter.officer)
    for _ in 0..<4 { try world.pass() }
    #expect(try peer(world, of: 1).nextStep == .approveProposal(of: inviter.name))
    try world.approveOffers(1)
    try world.settle()
    for node in world.nodes {
      #expect(node.state.agreements.records[drafted.record.id]?.status == .concluded)
      #expect(node.state.onboarding.ofPeers.isEmpty)
    }
    #expect(try peer(world, of: 0).nextStep == .proposeAgreement(joiner.name))
  }

  @Test func repeatedRequestGetsTheSameTermsAgain() throws {
    let world = try World(seed: 3, regions: 2, identities: 2)
    let code = try world.nodes[0].engine.peering.createInvitation(terms: terms(world)).code.text
    for _ in 0..<2 { _ = try world.nodes[1].engine.peering.join(code: code) }
    #expect(try peer(world, of: 1).terms == peer(world, of: 0).terms)
  }

  @Test func termsSurviveARestartAndASnapshot() throws {
    let world = try World(seed: 4, regions: 2, identities: 2)
    let open = try world.nodes[0].engine.peering.createInvitation(terms: terms(world))
    try join(world, terms: terms(world))
    let before = try peer(world, of: 1).terms
    #expect(world.nodes[0].engine.writeSnapshot())
    for node in world.nodes { try node.restart() }
    let after = try peer(world, of: 1).terms
    #expect(before != nil && after == before)
    #expect(try peer(world, of: 0).terms == before)
    #expect(world.nodes[0].state.onboarding.ofInvitations[open.code.invitationId] != nil)
  }

  @Test(arguments: ["reject", "remove", "expire"]) func termsGoWithWhatTheyBelongTo(how: String) throws {
    let world = try World(seed: 5, regions: 2, identities: 2)
    let (inviter, joiner) = (world.nodes[0], world.nodes[1])
    if how == "expire" {
      _ = try inviter.engine.peering.createInvitation(terms: terms(world))
      world.time.advance(5 * 86_400_000)
      _ = try inviter.engine.peering.createInvitation()
    } else {
      try join(world, terms: terms(world))
      if how == "reject" {
        _ = try inviter.engine.peering.reject(region: joiner.name.text, reason: "no")
      } else {
        _ = try inviter.engine.peering.accept(region: joiner.name.text)
        _ = try inviter.engine.peering.remove(region: joiner.name.text, confirming: joiner.name.text)
      }
    }
    #expect(inviter.state.onboarding == OnboardingState())
  }

  @Test func invitationForOneRegionGivesItsTermsToNoOther() throws {
    let world = try World(seed: 6, regions: 2, identities: 2)
    try join(world, terms: terms(world, limits: ["region-0": Self.each, "region-7": Self.each]))
    for number in 0...1 { #expect(try peer(world, of: number).terms == nil) }
    #expect(try peer(world, of: 1).peer.status == .requested)
  }

  @Test func faultsAreNamedAsTheyAreWrittenBeforeThereIsAnInvitation() throws {
    let world = try World(seed: 7, regions: 2, identities: 2)
    let engine = world.nodes[0].engine
    func faults(_ change: (inout [String: JSONValue]) -> Void) throws -> [String] {
      let written = try terms(world)
      var members = try #require(written.objectValue)
      change(&members)
      let refusal = #expect(throws: Refusal.self) {
        try engine.peering.createInvitation(terms: .object(members))
      }
      return refusal?.members["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
    }
    #expect(
      try faults { $0["limits"] = ["*": ["active": 9, "perDay": 1, "perYear": 1]] }
        == ["limits.*.perYear: must be at least twice active"])
    #expect(try faults { $0["legalBasis"] = "" }.first?.hasPrefix("legalBasis: ") == true)
    #expect(try faults { $0["validUntil"] = "2001-01-01T00:00:00Z" }.first?.hasPrefix("validUntil: ") == true)
    #expect(try faults { $0["nonce"] = "AAAA" } == ["nonce: the node fills this in; leave it out"])
    #expect(try faults { $0["limit"] = 1 }.first?.hasPrefix("limit: is not known") == true)
    #expect(world.nodes[0].state.peering.invitations.isEmpty)
  }

  @Test func hostileTermsAreLeftOutAndJoiningGoesOn() throws {
    let world = try World(seed: 8, regions: 2, identities: 2)
    let key = try Ed25519PrivateKey(seed: SHA256.hash(Array("identity region-1".utf8)))
    let drafting = AgreementDrafting(
      region: world.nodes[1].name, identityKey: key.publicKey.thumbprint, environment: .training)
    let inviter = try RegionCard(reading: world.nodes[0].engine.ownCard.card().payload)
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1_000))
    let written = try terms(world)
    let good = try #require(written.objectValue)
    // What a later version adds is not kept; what nodes fill in is theirs.
    let odd = good.merging(["surprise": 1, "parties": ["x", "y"]]) { $1 }
    #expect(try drafting.termsOfInviter(.object(odd), inviter, at: now)["surprise"] == nil)
    for hostile: JSONValue in [
      .object(good.merging(["purpose": .string(String(repeating: "a", count: 3_000))]) { $1 }),
      .object(good.merging(["limits": ["region-5": Self.each]]) { $1 }), .object([:]),
    ] {
      #expect(throws: Refusal.self) { try drafting.termsOfInviter(hostile, inviter, at: now) }
    }
  }
}
