import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// A region that was accepted by mistake, and what an invitation that does not work says.
@Suite(.timeLimit(.minutes(30))) struct PeerRemovalTests {
  private func problem(_ body: () throws -> Void) throws -> Refusal {
    do {
      try body()
    } catch let problem as Refusal {
      return problem
    }
    Issue.record("it succeeded")
    return .peering(.noPeer)
  }

  @Test func removedPeerIsAStrangerAndMayJoinAnew() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    try world.peer(0, 1)
    let (first, second) = (world.nodes[0], world.nodes[1])
    let name = second.name.text
    // A proposal that waits lapses.
    let draft = try first.engine.agreements.propose(with: name, terms: world.terms(0, 1), approver: first.operatorRole)
    #expect(first.engine.trust(spkiSHA256: second.tlsKey) == .known)
    #expect(try problem { _ = try first.engine.peering.remove(region: name, confirming: "other") }.code == .malformed)
    #expect(first.state.peering.peers[second.name] != nil)
    let removed = try first.engine.peering.remove(region: name, confirming: name)
    #expect(removed.lapsedProposals == 1)
    #expect(first.engine.trust(spkiSHA256: second.tlsKey) == .refuse)
    #expect(first.state.peering.peers.isEmpty)
    let id = draft.record.id.base64URL
    #expect(try first.engine.agreements.agreement(id: id).record.status == .lapsed)
    #expect(try problem { _ = try first.engine.peering.remove(region: name, confirming: name) }.code == .notFound)
    let answer = first.engine.answer(
      PeerRequest(method: "GET", path: "/v1/health", client: second.tlsKey) { _ in [] })
    #expect(answer.status == 403)
    // Either side may invite, whichever forgot the other.
    for (inviter, joiner) in [(first, second), (second, first)] {
      let code = try inviter.engine.peering.createInvitation().code.text
      _ = try joiner.engine.peering.join(code: code)
      #expect(joiner.state.peering.peers[inviter.name]?.status == .requested)
      #expect(inviter.state.peering.peers[joiner.name]?.status == .pending)
      let groups = try inviter.engine.peering.peer(named: joiner.name.text).fingerprint
      #expect(try joiner.engine.peering.peer(named: inviter.name.text).fingerprint == groups)
      _ = try inviter.engine.peering.accept(region: joiner.name.text)
      for _ in 0..<6 {
        try world.pass()
        world.time.advance(1_000)
      }
      #expect(joiner.state.peering.peers[inviter.name]?.status == .accepted)
      #expect(inviter.state.peering.peers[joiner.name]?.status == .accepted)
      if inviter === first { _ = try first.engine.peering.remove(region: name, confirming: name) }
    }
  }

  @Test func peerUnderAnAgreementIsNotRemoved() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.connectAll()
    let (first, name) = (world.nodes[0], world.nodes[1].name)
    let refused = try problem { _ = try first.engine.peering.remove(region: name.text, confirming: name.text) }
    #expect(refused.code == .conflict && refused.detail.contains("samenloop peer suspend"))
    let agreement = try #require(first.state.agreements.with(name).first)
    _ = try first.engine.agreements.revoke(id: agreement.id.base64URL, reason: "x", approver: first.operatorRole)
    #expect(
      try problem { _ = try first.engine.peering.remove(region: name.text, confirming: name.text) }.code == .conflict)
  }

  private func join(_ world: World, _ joiner: Int, _ code: InvitationCode, isForged: Bool = false) throws -> Problem {
    let card = try #require(world.nodes[joiner].state.peering.ownCard)
    let proof = isForged ? [UInt8](repeating: 1, count: 32) : code.proof(card: card.documentId)
    let request = PeeringRequest(invitation: code.invitationId, proof: proof, card: card)
    let answer = world.nodes[0].engine.answer(
      PeerRequest(method: "POST", path: "/v1/peering-requests", client: world.nodes[joiner].tlsKey) { _ in
        request.bytes
      })
    return Problem(status: answer.status, body: answer.body)
  }

  @Test func whoKnowsTheCodeReadsWhyAnInvitationIsRefused() throws {
    let world = try World(seed: 6, regions: 3, identities: 8)
    func invite() throws -> InvitationCode {
      let text = try world.nodes[0].engine.peering.createInvitation().code.text
      return try #require(InvitationCode(text))
    }
    let used = try invite()
    #expect(try join(world, 1, used).status == 201)
    #expect(world.nodes[0].state.peering.peers[world.nodes[1].name]?.status == .pending)
    // Another one is open, so that strangers still reach the request.
    _ = try invite()
    let second = try join(world, 2, used)
    #expect(second.code == .invitationInvalid && second.status == 403 && second.detail.contains("was used already"))
    let late = try invite()
    world.time.advance(49 * 3_600_000)
    _ = try invite()
    let expired = try join(world, 2, late)
    #expect(expired.code == .invitationInvalid && expired.detail.contains("ran out at"))
    // A stranger learns nothing.
    for code in [used, late] {
      #expect(try join(world, 2, code, isForged: true).detail == Refusal.peering(.invitationUnknown).detail)
    }
  }

  @Test(arguments: [
    (#"{"validTill":"2030-01-01T00:00:00Z"}"#, "validTill: is not known; there are"),
    (
      #"{"limits":{"region-0":{"perWeek":5}}}"#,
      "limits.region-0.perWeek: is not known; there are active, perDay, perYear"
    ),
    (
      #"{"limits":{"region-9":{}}}"#,
      "limits: a member whose name is not repeated here is not known; there are region-0, region-1"
    ),
  ])
  func termsWithUnknownMembersAreRefused(text: String, words: String) throws {
    let extra = try JSONValue(parsing: Array(text.utf8))
    let world = try World(seed: 5, regions: 2, identities: 8)
    try world.peer(0, 1)
    let node = world.nodes[0]
    var terms = try #require(world.terms(0, 1).objectValue)
    for (name, value) in extra.objectValue ?? [:] {
      guard var members = terms[name]?.objectValue else {
        terms[name] = value
        continue
      }
      for (inner, given) in value.objectValue ?? [:] {
        members[inner] = .object(
          (members[inner]?.objectValue ?? [:]).merging(given.objectValue ?? [:]) { $1 })
      }
      terms[name] = .object(members)
    }
    let refused = try problem {
      _ = try node.engine.agreements.propose(with: "region-1", terms: .object(terms), approver: node.operatorRole)
    }
    #expect(refused.code == .malformed)
    #expect(
      refused.members["faults"]?.arrayValue?.contains { $0.stringValue?.hasPrefix(words) == true } == true, "\(refused)"
    )
    #expect(node.state.agreements.records.isEmpty)
  }

  @Test func askingForAProposalThatNeverComesEnds() throws {
    let world = try World(seed: 7, regions: 2, identities: 8)
    let node = world.nodes[0]
    let id = String(repeating: "A", count: 43)
    var codes: [ProblemCode] = []
    for _ in 0..<40 {
      codes.append(try problem { _ = try node.engine.agreements.approve(id: id, approver: node.operatorRole) }.code)
      world.time.advance(2_000)
    }
    #expect(codes.first == .tryAgain && codes.last == .notFound)
    #expect(codes.firstIndex(of: .notFound) == 30)
    // After a pause it begins anew: the proposal may be another day's.
    world.time.advance(3_600_000)
    #expect(
      try problem { _ = try node.engine.agreements.approve(id: id, approver: node.operatorRole) }.code == .tryAgain)
  }

  @Test func syncNowSaysWhatAJoinWaitsFor() throws {
    let world = try World(seed: 8, regions: 2, identities: 8)
    let (first, second) = (world.nodes[0], world.nodes[1])
    let code = try first.engine.peering.createInvitation().code.text
    _ = try second.engine.peering.join(code: code)
    for region in [nil, "region-0"] {
      let waits = try problem { _ = try second.engine.synchronizer.synchronize(region: region, deadlineSeconds: 60) }
      #expect(waits.code == .tryAgain && waits.detail.contains("there: samenloop peer accept region-1"), "\(waits)")
    }
    let own = try problem { _ = try first.engine.synchronizer.synchronize(region: nil, deadlineSeconds: 60) }
    #expect(own.detail.contains("this region's operator has to accept: samenloop peer accept region-1"), "\(own)")
  }
}
