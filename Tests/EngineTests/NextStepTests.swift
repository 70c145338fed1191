import LocalAPI
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// The commands that the node prints run as they stand.
@Suite(.timeLimit(.minutes(30))) struct NextStepTests {
  /// One id in 64 begins with a dash, and stands behind the options therefore.
  @Test func idsStandBehindTheOptions() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    try world.peer(0, 1)
    let (first, second) = (world.nodes[0], world.nodes[1])
    let drafted = try first.engine.agreements.propose(
      with: second.name.text, terms: world.terms(0, 1), approver: first.operatorRole
    ).document()
    let id = drafted.agreementId
    #expect(drafted.nextStep == "samenloop agreement approve --as privacy-officer -- \(id)")
    let peer = try #require(first.engine.statusDocument()["peers"]?.arrayValue?.first)
    #expect(peer["next"]?.stringValue == drafted.nextStep)
    _ = try first.engine.agreements.approve(id: id, approver: first.officer)
    for _ in 0..<4 { try world.pass() }
    #expect(
      try second.engine.agreements.agreement(id: id).document().nextStep
        == "samenloop agreement approve --as operator -- \(id)")
    try world.settle()
    do throws(Refusal) {
      _ = try first.engine.agreements.reject(id: id, reason: "no", approver: first.officer)
      Issue.record("a concluded agreement was rejected")
    } catch {
      #expect(error.detail.hasSuffix("samenloop agreement revoke --reason TEXT -- \(id)"), "\(error.detail)")
    }
  }

  @Test func whoJoinsIsToldWhomTheOtherAccepts() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    let code = try world.nodes[0].engine.peering.createInvitation().code.text
    let joined = try world.nodes[1].engine.peering.join(code: code).document()
    #expect(joined.nextStep.hasSuffix("samenloop peer accept region-1"), "\(joined)")
  }
}
