import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What an operator may say in the terms of a new agreement.
@Suite(.timeLimit(.minutes(30))) struct AgreementProposalTests {
  @Test func membersThatTheNodeFillsInAreRefusedInAlphabeticalOrder() throws {
    let world = try World(seed: 5, regions: 2, identities: 2)
    try world.peer(0, 1)
    try world.settle()
    let filled = ["createdAt", "environment", "identityKeys", "nonce", "parties"]
    var members = try #require(world.terms(0, 1).objectValue)
    for name in filled { members[name] = "something else" }
    let node = world.nodes[0]
    let problem = #expect(throws: Refusal.self) {
      try node.engine.agreements.propose(
        with: world.nodes[1].name.text, terms: .object(members), approver: node.operatorRole)
    }
    let faults = problem?.members["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
    #expect(faults == filled.map { $0 + ": the node fills this in; leave it out" })
  }
}
