import Journal
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// What becomes of an audit log whose node was restored, and what its peers see of it (Schemas/peer-protocol.md, section 7).
@Suite(.timeLimit(.minutes(30))) struct LogRestoreTests {
  private let world: World

  /// Three regions of which each cosigned a checkpoint of each.
  init() throws {
    world = try World(seed: 7, regions: 3, identities: 8)
    try world.connectAll()
  }

  private var node: SimulatedNode { world.nodes[0] }

  private func pass(hours: Int) throws {
    for _ in 0..<hours * 4 {
      world.time.advance(15 * 60_000)
      try world.pass()
      try world.pass()
    }
  }

  private func restarts(seenBy number: Int) -> [LogFault] {
    world.nodes[number].state.audit.faults.filter { $0.region == node.name }
  }

  private func beginnings() throws -> [JSONValue] {
    var query = AuditQuery(limit: .max)
    query.kind = .instanceBegan
    return try node.engine.audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
  }

  /// However often a restore shows, it is one; and the log of before has no entry about the one that follows it.
  @Test func restoreBeginsOneInstance() throws {
    try pass(hours: 7)
    let backup = node.journal.inner.store
    try pass(hours: 7)
    let before = try #require(node.state.audit.instance).id
    try node.restore(backup)
    let began = try #require(node.state.audit.instance).id
    #expect(began != before)
    _ = try node.engine.restoreWatch.announce()
    try pass(hours: 8)
    #expect(node.state.audit.instance?.id == began && node.state.audit.former.count == 1)
    let former = try node.engine.audit.entries(AuditQuery(limit: .max)).filter { $0.id.instance == before }
    #expect(!former.isEmpty)
    #expect(try former.count { try JSONValue(parsing: $0.leaf)["instance"] == .string(began) } == 0)
    let first = try #require(try node.engine.audit.entry(AuditEntryId(instance: began, index: 0)))
    #expect(try JSONValue(parsing: first.leaf)["kind"] == "instance-began")
    // Another restore, after the first was dealt with, is another one.
    _ = try node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    try pass(hours: 1)
    _ = try node.engine.restoreWatch.announce()
    try pass(hours: 1)
    #expect(node.state.audit.former.count == 2)
  }

  /// What the card says of the former log is the newest that any peer shows, and nothing is lost then.
  @Test func previousIsTheNewestThatAnyPeerShows() throws {
    try pass(hours: 7)
    let (backup, files) = (node.journal.inner.store, node.auditFiles.copy)
    let older = node.state.audit.checkpoints.size
    try pass(hours: 7)
    let before = try #require(node.state.audit.instance).id
    let newest = node.state.audit.checkpoints.size
    #expect(newest > older)
    node.auditFiles.restore(files, keepingSeeds: false)
    try node.restore(backup)
    #expect(node.state.audit.instance?.previous?.size ?? .max < newest)
    try pass(hours: 8)
    let previous = try #require(node.state.audit.instance?.previous)
    #expect(previous.instance == before && previous.size == newest)
    let card = try #require(node.state.peering.ownCard).payload(as: RegionCard.self)
    #expect(card.log?.instance.text == node.state.audit.instance?.id && card.log?.previous?.size == newest)
    #expect(try beginnings().last?["previousSize"] == JSONValue(newest))
    // This node shows the loss, and its peers, whose newest is named, see none.
    let own = node.state.audit.faults.filter { $0.region == node.name }
    #expect(own.map(\.kind) == [.logRestarted] && own.first?.size == newest && own.first?.named ?? .max < newest)
    for number in 1...2 {
      let faults = restarts(seenBy: number)
      #expect(faults.map(\.kind) == [.logRestarted], "\(faults)")
      #expect(faults.first?.size == newest && faults.first?.named == newest)
    }
    #expect(node.state.audit.checkpoints.isWitnessed)
  }

  /// A peer that was out of reach saw more than the card names: a loss, in one alarm, and no fault.
  @Test func peerThatSawMoreSeesALoss() throws {
    try pass(hours: 7)
    let (backup, files) = (node.journal.inner.store, node.auditFiles.copy)
    let named = node.state.audit.checkpoints.size
    world.nodes[1].setReachable(false)
    try pass(hours: 7)
    let newest = node.state.audit.checkpoints.size
    let before = try #require(node.state.audit.instance).id
    #expect(world.nodes[2].state.audit.witnessed.values.contains { $0.region == node.name && $0.size == newest })
    world.nodes[1].setReachable(true)
    world.nodes[2].setReachable(false)
    node.auditFiles.restore(files, keepingSeeds: false)
    try node.restore(backup)
    try pass(hours: 2)
    #expect(node.state.audit.instance?.previous?.instance == before)
    let shown = try #require(node.state.audit.instance?.previous).size
    #expect((named..<newest).contains(shown))
    world.nodes[2].setReachable(true)
    try pass(hours: 8)
    let faults = restarts(seenBy: 2)
    #expect(faults.map(\.kind) == [.logRestarted] && faults.first?.size == newest && faults.first?.named == shown)
    #expect(restarts(seenBy: 1).allSatisfy { $0.kind == .logRestarted && $0.named == shown })
    #expect(node.state.audit.checkpoints.isWitnessed)
  }

  /// A card that says nothing that fits of the log of before.
  @Test func contradictingPreviousIsNamed() throws {
    try pass(hours: 7)
    let peer = world.nodes[1]
    let known = try #require(peer.state.peering.peers[node.name])
    let log = try #require(known.facts.log)
    let seen = try #require(peer.state.audit.witnessed[log.instance.origin(of: node.name)])
    var facts = known.facts
    facts.version += 1
    facts.log = RegionCard.Log(
      instance: try #require(LogInstance("00000000000000aa")), witnessKey: log.witnessKey,
      previous: RegionCard.Log.Previous(
        instance: log.instance, size: seen.size, root: [UInt8](repeating: 1, count: 32)))
    let card = facts
    try peer.engine.store.commit { (transaction) throws(Refusal) in
      try transaction.append(.peering(.cardReplaced(known.card, card)))
    }
    peer.engine.tick()
    #expect(restarts(seenBy: 1).map(\.named) == [nil] && restarts(seenBy: 1).first?.size == seen.size)
  }

  // MARK: - Before a signature

  /// A machine that was rolled back to before its first checkpoint signs nothing before its peers told what they hold.
  @Test func rolledBackMachineSignsNothingBeforeItsPeersTold() throws {
    let (backup, machine) = (node.journal.inner.store, node.auditFiles.all)
    try #require(node.state.audit.checkpoints.size == 0)
    try pass(hours: 7)
    try #require(node.state.audit.checkpoints.size > 0)
    let before = node.state.audit.instance?.id
    for peer in world.nodes.dropFirst() { peer.setReachable(false) }
    node.auditFiles.restore(machine)
    try node.restore(backup)
    #expect(node.state.audit.instance?.id == before)
    for _ in 0..<8 {
      world.time.advance(3_600_000)
      try world.pass()
    }
    #expect(node.state.audit.checkpoints.size == 0 && node.state.audit.instance?.id == before)
    #expect(throws: Refusal.audit(.ownLogUnchecked)) { try node.engine.checkpoints.signNow() }
    for peer in world.nodes.dropFirst() { peer.setReachable(true) }
    try pass(hours: 9)
    #expect(node.state.audit.instance?.id != before && node.state.audit.checkpoints.isWitnessed)
    for number in 1...2 { #expect(restarts(seenBy: number).map(\.kind) == [.logRestarted]) }
  }

  /// Two states of one size, of which the peer holds the other: the node finds out that it was restored.
  @Test func otherRootAtTheSameSizeEndsTheInstance() throws {
    let (backup, machine) = (node.journal.inner.store, node.auditFiles.all)
    try pass(hours: 7)
    let size = node.state.audit.checkpoints.size
    let before = node.state.audit.instance?.id
    for peer in world.nodes.dropFirst() { peer.setReachable(false) }
    node.auditFiles.restore(machine)
    try node.restore(backup)
    // After a day it signs without its peers.
    for _ in 0..<30 where node.state.audit.checkpoints.size == 0 {
      world.time.advance(3_600_000)
      node.engine.tick()
    }
    try #require(node.state.audit.checkpoints.size == size && node.state.audit.instance?.id == before)
    for peer in world.nodes.dropFirst() { peer.setReachable(true) }
    try pass(hours: 9)
    #expect(node.state.audit.instance?.id != before && node.state.audit.checkpoints.isWitnessed)
    #expect(node.state.audit.faults.contains { $0.kind == .inconsistentLog && $0.size == size })
    for number in 1...2 { #expect(restarts(seenBy: number).allSatisfy { $0.kind == .logRestarted }) }
  }

  /// A witness that began while the process ran has not seen what the one before cosigned: it asks first.
  @Test func newWitnessAsksBeforeItCosigns() throws {
    try pass(hours: 7)
    let log = world.nodes[2]
    let origin = log.engine.audit.origin(try #require(log.state.audit.instance).id)
    let seen = try #require(node.state.audit.witnessed[origin]).size
    _ = try node.engine.restoreWatch.announce()
    node.engine.tick()
    #expect(node.state.audit.witnessed.isEmpty)
    let (peer, note) = (try ForeignPeer(connected: world, as: 2), log.state.audit.checkpoints.note)
    let body = AddCheckpointRequest(oldSize: 0, proof: [], checkpoint: try SignedCheckpoint(parsing: note)).bytes
    #expect(peer.ask("POST", "/v1/witness/add-checkpoint", body).status == 404)
    for _ in 0..<4 {
      try world.pass()
      world.time.advance(1_000)
    }
    let answer = peer.ask("POST", "/v1/witness/add-checkpoint", body)
    #expect(answer.status == 409 || node.state.audit.witnessed[origin]?.size == seen, "\(answer.status)")
  }
}
