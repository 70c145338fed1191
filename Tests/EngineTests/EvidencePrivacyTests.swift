import Cryptography
import Evidence
import Journal
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// What an export says of people, and whose cards it holds.
@Suite(.timeLimit(.minutes(30))) struct EvidencePrivacyTests {
  private static let officer = AuditHolder(role: "privacy-officer", credential: [UInt8](repeating: 9, count: 32))

  private static func scope(_ node: SimulatedNode, peer: RegionName? = nil) -> EvidenceScope {
    EvidenceScope(from: CalendarDate(daysSince1970: 0), until: node.today.adding(days: 2), peer: peer)
  }

  private static func things(_ contents: EvidenceContents) -> [[UInt8]] {
    contents.records.flatMap { $0.openings.map(\.thing) }
  }

  private static func bytes(_ contents: EvidenceContents) throws -> [UInt8] {
    var export = try EvidenceExport(contents)
    var bytes: [UInt8] = []
    while let piece = try export.next() { bytes += piece }
    return bytes
  }

  private static func pass(_ world: World, hours: Int) throws {
    for _ in 0..<hours * 4 {
      world.time.advance(15 * 60_000)
      try world.pass()
      try world.pass()
    }
  }

  @Test func exportOpensOnlyWhatWasAskedFor() throws {
    let world = try World(seed: 31, regions: 3, identities: 8)
    try world.connectAll()
    let (node, peer, other) = (world.nodes[0], world.nodes[1], world.nodes[2])
    for (number, node) in world.nodes.enumerated() {
      let document: JSONValue = [
        "subject": "vnr:1000000000", "organisationId": "o", "organisation": "Organisation", "sector": "jgz",
        "contactEmail": "a@mail.test", "startedOn": .string(node.today.adding(days: -10).iso),
      ]
      _ = try node.engine.putSignal(id: "signal-\(number)", document: document)
    }
    try world.settle()
    // Holder and text about a peer, in an entry of each peer; a signal in one of no peer.
    for (region, text) in [(peer.name, "text about the peer"), (other.name, "text about the other")] {
      try node.engine.audit.record([
        AuditFact(.peerSuspended, peer: region, holder: Self.officer, things: [.peerText(region, text)])
      ])
    }
    try node.engine.audit.record([
      AuditFact(.shown, peer: peer.name, holder: Self.officer, things: [.signal("signal-0")])
    ])
    try Self.pass(world, hours: 7)
    let audit = node.engine.audit

    let closed = try audit.evidence(Self.scope(node), for: Self.officer)
    #expect(Self.things(closed).isEmpty && !closed.isOpened)

    let open = Self.things(try audit.evidence(Self.scope(node), opens: true, for: Self.officer))
    #expect(open.contains(AuditThing.signal("signal-0").bytes))
    #expect(open.contains(AuditThing.holder(Self.officer.credential).bytes))
    #expect(open.contains(AuditThing.peerText(other.name, "text about the other").bytes))

    let filtered = try audit.evidence(Self.scope(node, peer: peer.name), opens: true, for: Self.officer)
    let shared = Self.things(filtered)
    #expect(shared.contains(AuditThing.peerText(peer.name, "text about the peer").bytes))
    #expect(shared.contains { $0.first == 2 }, "matches with the peer are opened")
    #expect(shared.allSatisfy { $0.first == 2 || $0 == AuditThing.peerText(peer.name, "text about the peer").bytes })
    #expect(!filtered.isOpened, "it does not say what was erased")
    let findings = EvidenceVerifier().verify(try Self.bytes(filtered))
    #expect(findings.faults == [] && findings.erased == 0)
  }

  /// A peer that was restored has another witness key on its card: a log that ended before still needs the former card.
  @Test func formerLogIsExportedWithTheCardsOfItsTime() throws {
    let world = try World(seed: 37, regions: 2, identities: 8)
    try world.connectAll()
    let (node, peer) = (world.nodes[0], world.nodes[1])
    try Self.pass(world, hours: 13)
    let former = try #require(node.state.audit.instance?.id)
    #expect(node.state.audit.checkpoints.isWitnessed)
    let witness = try #require(peer.state.audit.instance?.witnessKey)
    // Whole homes are restored: the key of a witness is in no backup.
    for (number, hours) in [(0, 8), (1, 13)] {
      let restored = world.nodes[number]
      restored.auditFiles.restore(restored.auditFiles.copy, keepingSeeds: false)
      try restored.restore(restored.journal.inner.store)
      try Self.pass(world, hours: hours)
    }
    #expect(node.state.audit.instance?.id != former)
    #expect(peer.state.audit.instance?.witnessKey != witness)
    #expect(node.state.peering.peers[peer.name]?.facts.log?.witnessKey.bytes != witness)

    let findings = EvidenceVerifier().verify(
      try Self.bytes(try node.engine.audit.evidence(Self.scope(node), for: Self.officer)))
    #expect(findings.faults == [])
    let log = try #require(findings.logs.first { $0.instance == former })
    #expect(log.rosterSize == 1 && log.cosigners.map(\.region) == [peer.name], "\(findings.remarks)")
    try world.checkReplay(0)
  }

  /// The store alone was restored, beside files of a later life.
  @Test func restoredStoreBesideNewerFilesIsExported() throws {
    let world = try World(seed: 37, regions: 2, identities: 8)
    try world.connectAll()
    let node = world.nodes[0]
    let backup = node.journal.inner.store
    let early = try node.engine.audit.entries(AuditQuery(limit: 1_000))
    try Self.pass(world, hours: 13)
    let late = try node.engine.audit.entries(AuditQuery(limit: 1_000))
    for (one, other) in zip(early, late) where one != other { Issue.record("\(one.id.text) changed in one life") }
    try node.restore(backup)
    let after = try node.engine.audit.entries(AuditQuery(limit: 1_000))
    let former = try #require(node.state.audit.former.first)
    let log = after.filter { $0.id.instance == former.instance.id }
    #expect(log.count == former.size + former.tail.count)
    for (one, other) in zip(log, late) where one != other {
      Issue.record(
        "\(one.id.text) of \(former.size)+\(former.tail.count): \(String(decoding: one.leaf, as: UTF8.self)) was \(String(decoding: other.leaf, as: UTF8.self))"
      )
      break
    }
    try Self.pass(world, hours: 8)
    let findings = EvidenceVerifier().verify(
      try Self.bytes(try node.engine.audit.evidence(Self.scope(node), for: Self.officer)))
    #expect(findings.faults == [])
  }
}
