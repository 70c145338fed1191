import Journal
import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Agreements, loads and reports at the edges of a restored backup.
@Suite(.timeLimit(.minutes(30))) struct RestoredAgreementTests {
  private func passes(_ world: World, _ count: Int = 12) throws {
    for _ in 0..<count {
      try world.pass()
      world.time.advance(2_000)
    }
  }

  /// Puts an agreement as the second region would.
  private func put(_ document: SignedDocument, _ world: World) -> PeerResponse {
    world.nodes[0].engine.answer(
      PeerRequest(
        method: "PUT", path: "/v1/agreements/" + document.documentId.base64URL, client: world.nodes[1].tlsKey
      ) { _ in document.bytes })
  }

  private func agreement(_ world: World, at number: Int) throws -> AgreementRecord {
    try #require(world.nodes[number].state.agreements.records.values.first)
  }

  /// Two regions, and the first restored from a backup that lacks their agreement.
  private func lacking(_ seed: UInt64) throws -> (World, SignedDocument) {
    let world = try World(seed: seed, regions: 2, identities: 8)
    try world.peer(0, 1)
    try passes(world, 4)
    let backup = world.nodes[0].journal.inner.store
    try world.propose(0, 1)
    try world.settle()
    try world.nodes[0].restore(backup)
    #expect(world.nodes[0].state.agreements.records.isEmpty)
    return (world, try agreement(world, at: 1).document)
  }

  /// It is nothing that can be approved anew; shown again after the confirmation it is no news.
  @Test func anAgreementThatIsOverHoldsTheExchangeBackOnce() throws {
    let (world, document) = try lacking(11)
    let node = world.nodes[0]
    world.time.advance(1_001 * 86_400_000)
    #expect(put(document, world).status == 403)
    #expect(node.state.peering.restoration.knows(.ownAgreementUnknown, world.nodes[1].name))
    _ = try node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    #expect(put(document, world).status == 403)
    #expect(node.state.peering.restoration.evidence.isEmpty)
  }

  /// The backup is of the days between the peer's proposal and this region's approval.
  @Test func ourSignatureOnWhatTheBackupHoldsAsAnOfferIsASign() throws {
    let world = try World(seed: 12, regions: 2, identities: 8)
    try world.peer(0, 1)
    try passes(world, 4)
    try world.propose(1, 0)
    try passes(world, 4)
    #expect(try agreement(world, at: 0).status == .received)
    let backup = world.nodes[0].journal.inner.store
    try world.settle()
    let document = try agreement(world, at: 1).document
    #expect(document.signatures.count == 2)
    try world.nodes[0].restore(backup)
    let node = world.nodes[0]
    #expect(put(document, world).status == 403)
    #expect(node.state.peering.restoration.knows(.ownAgreementUnknown, world.nodes[1].name))
    #expect(try agreement(world, at: 0).status == .received)
    _ = try node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    #expect(put(document, world).status == 403)
    #expect(node.state.peering.restoration.evidence.isEmpty)
    try world.settle()
    #expect(try agreement(world, at: 0).status == .concluded)
  }

  /// The peer holds it as concluded: only a revocation ends it there.
  @Test func anAgreementThatBothSignedIsDeclinedByARevocation() throws {
    let (world, document) = try lacking(13)
    let node = world.nodes[0]
    _ = put(document, world)
    #expect(try agreement(world, at: 0).status == .received)
    _ = try node.engine.agreements.reject(
      id: document.documentId.base64URL, reason: "no longer", approver: node.operatorRole)
    try passes(world)
    #expect(try agreement(world, at: 1).status == .revoked)
    #expect(world.nodes[1].state.exchange.incoming.isEmpty)
    #expect(try agreement(world, at: 0).endingDelivered)
  }

  /// What the peer sends again of what was lost is a load, not a burst.
  @Test func whatAPeerSendsAgainAfterARestoreIsALoad() throws {
    let world = try World(seed: 14, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    let backup = world.nodes[0].journal.inner.store
    for number in 0..<3 {
      try world.put(
        Report(
          id: "b\(number)", youth: ["vnr:\(1_000_000_000 + number * 7_919)"], person: "p\(number)",
          startedOn: world.nodes[1].today.adding(days: -3)), at: 1)
    }
    try world.settle()
    func seen() throws -> FeedWatch.Day {
      try #require(world.nodes[0].state.limits.watches[world.nodes[1].name]).sum(after: 0, through: .max)
    }
    #expect(try seen().added == 3)
    try world.nodes[0].restore(backup)
    #expect(world.nodes[0].state.exchange.incoming.values.first?.count == 0)
    world.time.advance(3_700_000)
    try passes(world)
    #expect(world.nodes[0].state.exchange.incoming.values.first?.count == 3)
    #expect(try seen().added == 0 && seen().loaded == 3)
  }
}
