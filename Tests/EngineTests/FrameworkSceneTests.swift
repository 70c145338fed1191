import Cryptography
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Regions under one framework while nodes crash and the network loses, doubles and delays messages.
@Suite(.timeLimit(.minutes(30))) struct FrameworkSceneTests {
  /// Regions that are all peers, signed one framework and let their nodes sign by themselves.
  private func federation(_ regions: Int, seed: UInt64) throws -> (World, FrameworkId) {
    let world = try World(seed: seed, regions: regions, identities: 12)
    for first in 0..<regions { for second in 0..<regions where first < second { try world.peer(first, second) } }
    try world.settle()
    let id = try world.createFramework(at: 0)
    try world.sign(id, at: 0)
    try world.passRounds()
    for number in 1..<regions { try world.sign(id, at: number, as: number == 1 ? "small" : "middle") }
    return (world, id)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func nodesSignOnceForEachPeerWhateverFails(seed: UInt64) throws {
    let (world, id) = try federation(4, seed: seed)
    for number in 0..<4 { try world.letStand(id, at: number, upTo: "large") }
    try world.run(steps: 500, faults: World.Faults())
    try world.settle()
    try world.passRounds(10)
    try world.settle()
    for node in world.nodes {
      let own = node.configuration.identityKey.publicKey.thumbprint
      for peer in world.nodes where peer.number != node.number {
        let records = node.read { $0.agreements.with(peer.name) }
        let alone = records.filter { $0.approvals.isEmpty && $0.document.signers.contains(own) }
        #expect(alone.count <= 1, "\(node.name) signed \(alone.count) by itself with \(peer.name)")
        for record in alone {
          #expect(record.terms.framework == id && record.terms.replaces == nil)
          #expect(node.read { $0.frameworks.fit(of: record.terms, own: node.name) } == .fits)
          #expect(node.read { $0.frameworks.records[id]?.signedAlone[peer.name] } == record.id)
        }
      }
      try world.checkReplay(node.number)
    }
    try world.checkTruth()
  }

  @Test func aWithdrawalDuringFaultsLeavesNothingHalfConcluded() throws {
    let (world, id) = try federation(3, seed: 7)
    try world.passRounds()
    world.separate(0, 1)
    for number in 0..<3 { try world.letStand(id, at: number, upTo: "large") }
    try world.passRounds(4)
    #expect(world.concluded(0, 2, under: id).count == 1 && world.concluded(0, 1, under: id).isEmpty)
    try world.withdrawStanding(id, at: 0)
    world.reunite()
    world.time.advance(1_000_000)
    try world.passRounds(12)
    let sides = [(0, 1), (1, 0)].map { number, peer in
      world.nodes[number].read { $0.agreements.with(world.nodes[peer].name).map(\.status) }
    }
    #expect(!sides.joined().contains { $0 == .concluded || $0.isOpen }, "\(sides)")
    #expect(world.concluded(0, 2, under: id).count == 1 && world.concluded(1, 2, under: id).count == 1)
  }
}
