import Cryptography
import Journal
import Node
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// Checkpoints of the audit log, and witnesses of others' (Schemas/peer-protocol.md, section 7).
@Suite(.timeLimit(.minutes(30))) struct WitnessTests {
  private static func connected(_ regions: Int, older: Set<Int> = []) throws -> World {
    let world = try World(seed: 7, regions: regions, identities: 8, older: older)
    try world.connectAll()
    return world
  }

  /// Lets hours pass, with everything sent that is due.
  private static func pass(_ world: World, hours: Int) throws {
    for _ in 0..<hours * 4 {
      world.time.advance(15 * 60_000)
      try world.pass()
      try world.pass()
    }
  }

  @Test func threeRegionsWitnessEachOther() throws {
    let world = try Self.connected(3)
    try Self.pass(world, hours: 13)
    for node in world.nodes {
      let audit = node.state.audit
      #expect(audit.checkpoints.sizes.count >= 2)
      #expect(audit.checkpoints.isWitnessed && audit.checkpoints.cosigners.count == 2)
      #expect(audit.checkpoints.sizes.allSatisfy { $0 % EngineLimits.checkpointEntries == 0 })
      #expect(audit.witnessed.count == 2)
      #expect(audit.faults.isEmpty)
      let instance = try #require(audit.instance)
      let note = try SignedCheckpoint(parsing: audit.checkpoints.note)
      for peer in world.nodes where peer.name != node.name {
        let card = try #require(node.state.peering.peers[peer.name]).facts
        let log = try #require(PeerLog(card))
        #expect(note.cosignatureTime(of: try #require(log.witness)) != nil)
      }
      let bytes = try #require(node.auditFiles.read(instance.id + "/checkpoint"))
      #expect(bytes == audit.checkpoints.note)
      // The roster is the last entry under the checkpoint.
      let id = AuditEntryId(instance: instance.id, index: audit.checkpoints.size - 1)
      let last = try node.engine.audit.entry(id)
      let entry = try JSONValue(parsing: try #require(last).leaf)
      #expect(entry["kind"] == "roster" && entry["peers"]?.arrayValue?.count == 2)
    }
  }

  /// The proof between two signed sizes verifies; other sizes have none.
  @Test func consistencyIsProvenBetweenSignedSizesOnly() throws {
    let world = try Self.connected(2)
    try Self.pass(world, hours: 13)
    let peer = try ForeignPeer(connected: world)
    let sizes = peer.node.state.audit.checkpoints.sizes
    let (older, newer) = (try #require(sizes.first), try #require(sizes.last))
    #expect(older < newer)
    let answer = peer.ask("GET", "/v1/log/consistency/\(older)/\(newer)")
    let proof = try ConsistencyProof(parsing: answer.body)
    func head(_ size: Int) throws -> TreeHead {
      TreeHead(size: UInt64(size), root: try peer.node.engine.audit.root(at: size))
    }
    #expect(MerkleTree.isConsistent(from: try head(older), to: try head(newer), proof: proof.hashes))
    for path in ["\(older)/\(newer + 1)", "\(older - 1)/\(newer)", "\(newer)/\(older)", "0\(older)/\(newer)", "x/y"] {
      #expect(peer.ask("GET", "/v1/log/consistency/" + path).status == 404)
    }
  }

  /// A node of before the audit log is sent nothing of it, counts in no roster, and is accused of nothing.
  @Test func olderPeerIsLeftAlone() throws {
    let world = try Self.connected(2, older: [1])
    try Self.pass(world, hours: 24 * 9)
    let audit = world.nodes[0].state.audit
    #expect(audit.checkpoints.size > 0 && audit.checkpoints.roster.isEmpty)
    #expect(audit.witnessed.isEmpty && audit.faults.isEmpty)
    #expect(ForeignPeer.asksOfLogs(world) == 0)
  }

  // MARK: - Restores

  /// A store from before a checkpoint, beside files from after it: the node sees that itself.
  @Test func restoredStoreBesideItsFilesBeginsALog() throws {
    let world = try Self.connected(3)
    try Self.pass(world, hours: 7)
    let node = world.nodes[0]
    let backup = node.journal.inner.store
    try Self.pass(world, hours: 7)
    let before = try #require(node.state.audit.instance)
    try node.restore(backup)
    let began = try #require(node.state.audit.instance)
    #expect(began.id != before.id && began.witnessKey != before.witnessKey)
    #expect(began.previous?.instance == before.id)
    try Self.pass(world, hours: 8)
    for peer in world.nodes.dropFirst() {
      let faults = peer.state.audit.faults
      #expect(faults.map(\.kind) == [.logRestarted] && faults.first?.region == node.name)
      #expect(peer.state.audit.witnessed.values.contains { $0.origin.hasSuffix(began.id) })
    }
    #expect(node.state.audit.checkpoints.isWitnessed)
  }

  /// Everything was restored, files and store: only the peers know.
  @Test func restoredHomeLearnsFromItsPeersThatItIsOne() throws {
    let world = try Self.connected(3)
    try Self.pass(world, hours: 7)
    let node = world.nodes[0]
    let (backup, files) = (node.journal.inner.store, node.auditFiles.copy)
    try Self.pass(world, hours: 7)
    let before = try #require(node.state.audit.instance)
    let newest = node.state.audit.checkpoints.size
    node.auditFiles.restore(files, keepingSeeds: true)
    try node.restore(backup)
    #expect(node.state.audit.instance?.id == before.id)
    try Self.pass(world, hours: 8)
    let began = try #require(node.state.audit.instance)
    #expect(began.id != before.id)
    #expect(began.previous?.instance == before.id && began.previous?.size == newest)
    #expect(node.state.audit.faults.contains { $0.kind == .inconsistentLog && $0.size == newest })
    for peer in world.nodes.dropFirst() { #expect(!peer.state.audit.faults.contains { $0.kind == .splitView }) }
    #expect(node.state.audit.checkpoints.isWitnessed)
  }

  // MARK: - A log that lies

  /// A checkpoint of a made-up log under the identity of a node.
  private static func checkpoint(
    _ node: SimulatedNode, _ identity: String, size: UInt64, salt: String, signed: Bool = true
  ) throws -> SignedCheckpoint {
    let instance = try #require(node.state.audit.instance)
    var frontier = MerkleFrontier()
    for number in 0..<size { frontier.append(MerkleTree.leafHash(Array("\(salt) \(number)".utf8))) }
    var checkpoint = try SignedCheckpoint(
      Checkpoint(origin: node.engine.audit.origin(instance.id), size: size, root: frontier.root))
    if signed {
      try checkpoint.sign(with: try Ed25519PrivateKey(seed: SHA256.hash(Array("identity \(identity)".utf8))))
    }
    return checkpoint
  }

  private func post(_ peer: ForeignPeer, _ checkpoint: SignedCheckpoint, old: UInt64 = 0) -> PeerResponse {
    peer.ask(
      "POST", "/v1/witness/add-checkpoint",
      AddCheckpointRequest(oldSize: old, proof: [], checkpoint: checkpoint).bytes)
  }

  @Test func twoRootsAtOneSizeAreASplitView() throws {
    let peer = try ForeignPeer(connected: try Self.connected(2))
    let log = peer.world.nodes[1]
    let good = try Self.checkpoint(log, "region-1", size: 3, salt: "a")
    #expect(post(peer, good).status == 200)
    #expect(post(peer, good, old: 3).status == 200, "the same again gets a fresh cosignature")
    let other = post(peer, try Self.checkpoint(log, "region-1", size: 3, salt: "b"), old: 3)
    #expect(other.status == 409 && other.contentType == "text/x.tlog.size" && other.body == Array("3\n".utf8))
    let fault = try #require(peer.node.state.audit.faults.first)
    #expect(fault.kind == .splitView && fault.size == 3 && fault.notes.count == 2)
    let shown = peer.ask(
      "GET", "/v1/witness/\(PeerLog.pathName(of: good.checkpoint.origin))/checkpoint")
    #expect(shown.status == 200)
    #expect(try SignedCheckpoint(parsing: shown.body).checkpoint == good.checkpoint)
  }

  /// A log that shows one tree to one region and another to another is found by their daily comparison.
  @Test func regionsFindAForkByComparing() throws {
    let world = try Self.connected(3)
    try Self.pass(world, hours: 1)
    let log = world.nodes[2]
    log.setReachable(false)
    for (number, salt) in [(0, "a"), (1, "b")] {
      let checkpoint = try Self.checkpoint(log, "region-2", size: 5, salt: salt)
      let held = UInt64(world.nodes[number].state.audit.witnessed[checkpoint.checkpoint.origin]?.size ?? 0)
      try #require(held == 0)
      let body = AddCheckpointRequest(oldSize: 0, proof: [], checkpoint: checkpoint).bytes
      let answer = world.nodes[number].engine.answer(
        PeerRequest(method: "POST", path: "/v1/witness/add-checkpoint", client: log.tlsKey) { _ in body })
      #expect(answer.status == 200)
    }
    for _ in 0..<30 {
      world.time.advance(3_600_000)
      for number in 0..<2 {
        let name = world.nodes[1 - number].name
        for delivery in world.nodes[number].engine.outboxes.nextDeliveries(to: name) {
          world.nodes[number].engine.outboxes.complete(
            delivery, world.network.carry(delivery.call, from: world.nodes[number].tlsKey))
        }
      }
    }
    for number in 0..<2 {
      let fault = try #require(world.nodes[number].state.audit.faults.first { $0.kind == .splitView })
      #expect(fault.region == log.name && fault.size == 5 && fault.witness == world.nodes[1 - number].name)
      #expect(fault.notes.count == 2)
    }
  }

  /// A witness that answers nonsense changes nothing, and is asked again: no size that is none, no cosignature of others.
  @Test(arguments: ["-5\n", "05\n", "99999999999999999999\n", "64", "\n"])
  func answerThatIsNoSizeIsNoSize(body: String) throws {
    let world = try Self.connected(2)
    try Self.pass(world, hours: 5)
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    world.nodes[1].setReachable(false)
    for _ in 0..<8 where node.state.audit.checkpoints.size == 0 {
      world.time.advance(3_600_000)
      node.engine.tick()
    }
    func next() -> Delivery? {
      node.engine.outboxes.nextDeliveries(to: peer).first { if case .checkpoint = $0.key { true } else { false } }
    }
    var due = next()
    for _ in 0..<50 where due == nil {
      world.time.advance(60_000)
      due = next()
    }
    let before = node.state.audit.checkpoints.cosigned[peer]
    for reply in [PeerReply(status: 409, body: Array(body.utf8)), PeerReply(status: 200, body: Array(body.utf8))] {
      node.engine.outboxes.complete(try #require(due), .success(reply))
      #expect(node.state.audit.checkpoints.cosigned[peer] == before)
      #expect(next() == nil, "it is not asked without a pause")
      try node.restart()
    }
  }

  @Test func whatIsNoGoodCheckpointGetsItsStatus() throws {
    let peer = try ForeignPeer(connected: try Self.connected(2))
    let log = peer.world.nodes[1]
    #expect(peer.ask("POST", "/v1/witness/add-checkpoint", Array("old 0\n".utf8)).status == 400)
    #expect(post(peer, try Self.checkpoint(log, "region-0", size: 3, salt: "a")).status == 403)
    #expect(post(peer, try Self.checkpoint(peer.node, "region-0", size: 3, salt: "a")).status == 404)
    #expect(post(peer, try Self.checkpoint(log, "region-1", size: 3, salt: "a"), old: 4).status == 400)
    #expect(post(peer, try Self.checkpoint(log, "region-1", size: 3, salt: "a"), old: 2).status == 409)
    #expect(post(peer, try Self.checkpoint(log, "region-1", size: 3, salt: "a")).status == 200)
    #expect(post(peer, try Self.checkpoint(log, "region-1", size: 9, salt: "b"), old: 3).status == 422)
    #expect(peer.node.state.audit.witnessed.values.map(\.size) == [3])
    #expect(peer.ask("GET", "/v1/witness/00/checkpoint").status == 404)
    #expect(peer.ask("GET", "/v1/witness/add-checkpoint").status == 405)
  }
}

extension ForeignPeer {
  /// How many requests about logs the nodes would send each other now.
  fileprivate static func asksOfLogs(_ world: World) -> Int {
    world.time.advance(86_400_000)
    return world.nodes.reduce(0) { sum, node in
      sum
        + world.nodes.reduce(0) { sum, peer in
          peer.name == node.name
            ? sum : sum + node.engine.outboxes.nextDeliveries(to: peer.name).count { $0.key.isOfLogs }
        }
    }
  }
}
