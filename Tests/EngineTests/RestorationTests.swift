import Journal
import PeerProtocol
import PrivateMatching
import Region
import Simulation
import Testing

import enum Cryptography.SubjectKind

@testable import Engine
@testable import Region

/// A node that was restored from a backup: what was erased since stays erased (Schemas/peer-protocol.md, section 5).
@Suite(.timeLimit(.minutes(30))) struct RestorationTests {
  private static func youth(_ number: Int) -> String { "vnr:\(1_000_000_000 + number * 7_919)" }

  private func report(_ world: World, _ id: String, _ youth: Int, at number: Int, end: String? = nil) throws {
    try world.report(id, Self.youth(youth), at: number, end: end)
  }

  /// Two regions with three youths in common; a backup of the first; then one youth is erased there and one is new.
  private func restored(seed: UInt64 = 1) throws -> World {
    let world = try World(seed: seed, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    for number in 0..<3 {
      try report(world, "a\(number)", number, at: 0)
      try report(world, "b\(number)", number, at: 1)
    }
    try world.settle()
    #expect(try open(world, 0) == 3 && open(world, 1) == 3)
    let backup = world.nodes[0].journal.inner.store
    try world.withdraw("a0", reason: "objection", at: 0)
    try report(world, "a3", 3, at: 0)
    try report(world, "b3", 3, at: 1)
    try world.settle()
    #expect(try world.nodes[0].state.signals.ids == ["a1", "a2", "a3"] && open(world, 1) == 3)
    try world.nodes[0].restore(backup)
    #expect(world.nodes[0].state.signals.ids == ["a0", "a1", "a2"])
    world.time.advance(10_000)
    return world
  }

  private func open(_ world: World, _ number: Int) throws -> Int { try world.openMatches(number) }

  private func passes(_ world: World, _ count: Int = 12) throws {
    for _ in 0..<count {
      try world.pass()
      world.time.advance(2_000)
    }
  }

  private func feed(_ world: World) throws -> OutgoingFeed {
    try #require(world.nodes[0].state.exchange.outgoing.values.first)
  }

  /// True where the second region holds the entry of a youth of the first.
  private func isHeldByPeer(_ world: World, _ number: Int) throws -> Bool {
    let node = world.nodes[0]
    let key = try #require(node.state.exchange.outgoing.keys.first { $0.kind == .youth })
    let pseudonyms = try node.arithmetic.pseudonyms(of: [Identity(Self.youth(number))], kind: .youth)
    let point = try node.arithmetic.blindedPoints(of: pseudonyms, agreement: key.agreement.bytes, kind: .youth)[0]
    let handle = try #require(Handle(Naming.handle(of: point, kind: .youth)))
    return world.nodes[1].state.exchange.incoming[key]?.holds(handle) ?? false
  }

  @Test func nothingIsAddedOrShownUntilTheImportIsConfirmed() throws {
    let world = try restored()
    // A youth that the restored store holds as active, and one that is reported since.
    try report(world, "a4", 4, at: 0)
    try passes(world)
    let node = world.nodes[0]
    #expect(node.state.peering.restoration.evidence.map(\.sign) == [.ownBatchUnknown])
    #expect(try feed(world).sequence == 0 && feed(world).generation > 1)
    for erased in [0, 4] { #expect(try !isHeldByPeer(world, erased)) }
    // What the peer held stays: nothing is dropped by a generation that only starts.
    #expect(try isHeldByPeer(world, 1) && open(world, 1) == 3)
    let status = node.engine.statusDocument()
    #expect(status["restoration"]?["restored"]?.boolValue == true)
    let peer = try #require(status["peers"]?.arrayValue?.first)
    #expect(peer["state"]?.stringValue == "held back")
    #expect(peer["next"]?.stringValue?.contains("restore confirm") == true)
    #expect(peer["alarms"]?.arrayValue?.first?["code"]?.stringValue == "own-signature-unknown")
  }

  @Test func withdrawalsStillGo() throws {
    let world = try restored()
    try passes(world)
    #expect(try isHeldByPeer(world, 1))
    try world.withdraw("a1", reason: "mistaken", at: 0)
    try passes(world)
    #expect(try !isHeldByPeer(world, 1) && !feed(world).complete)
    #expect(world.nodes[0].state.exchange.outgoing.values.allSatisfy { $0.leavingSince.isEmpty })
  }

  @Test func matchesAreUnknownUntilThen() throws {
    let world = try restored()
    try passes(world)
    // The peer's view changes: it is told that the match is unknown, and tries again later.
    try report(world, "b1", 1, at: 1, end: "moved-away")
    try passes(world)
    let match = try #require(world.nodes[1].state.matches.records.values.first { $0.isUnsettled })
    #expect(match.unknownSince > 0)
  }

  @Test func afterTheImportBothSidesHoldTheTruth() throws {
    let world = try restored()
    try passes(world)
    // The index is imported anew: the erased youth is not in it, the later one is.
    try world.withdraw("a0", reason: "mistaken", at: 0)
    _ = try world.nodes[0].engine.putSignal(
      id: "a3",
      document: Report(
        id: "a3", youth: [Self.youth(3)], person: "person-a3", startedOn: world.nodes[0].today.adding(days: -3)
      ).document)
    _ = try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true)
    try world.settle()
    #expect(try open(world, 0) == 3 && open(world, 1) == 3)
    for (number, isHeld) in [(0, false), (1, true), (2, true), (3, true)] {
      #expect(try isHeldByPeer(world, number) == isHeld)
    }
    // What the peers signed before is no news a second time.
    try world.passAnHour()
    #expect(world.nodes[0].state.peering.restoration.evidence.isEmpty)
    #expect(throws: Refusal.self) { try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true) }
    // Each side shows the other's involvement.
    for number in 0...1 {
      let shown =
        try world.nodes[number].engine.listedMatches()
      #expect(
        shown.filter { $0["status"]?.stringValue == "open" }
          .allSatisfy { $0["involvements"]?.arrayValue?.count == 1 })
    }
  }

  /// Restored again before the peer saw a batch since the confirmation: what was signed after that is news.
  @Test func anotherRestoreRightAfterTheConfirmationIsNoticed() throws {
    let world = try restored()
    try passes(world)
    try world.withdraw("a0", reason: "mistaken", at: 0)
    _ = try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true)
    let backup = world.nodes[0].journal.inner.store
    world.time.advance(2_000)
    try world.settle()
    try report(world, "a5", 5, at: 0)
    try world.settle()
    try world.withdraw("a5", reason: "objection", at: 0)
    try world.settle()
    try world.nodes[0].restore(backup)
    let isCatchingUp = world.nodes[0].state.exchange.outgoing.values.allSatisfy(\.isCatchingUp)
    #expect(isCatchingUp)
    world.time.advance(3_700_000)
    try passes(world)
    #expect(world.nodes[0].state.peering.restoration.evidence.map(\.sign) == [.ownBatchUnknown])
  }

  /// A peer may keep receipts back and show them one by one: the confirmation was for all of them.
  @Test func whatWasSignedBeforeTheConfirmationIsNoNews() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    let node = world.nodes[0]
    let key = try #require(node.state.exchange.outgoing.keys.first { $0.kind == .youth })
    try report(world, "a0", 0, at: 0)
    try world.settle()
    let backup = node.journal.inner.store
    var lost: [SignedDocument] = []
    for number in 1...3 {
      try report(world, "a\(number)", number, at: 0)
      try world.settle()
      lost.append(try #require(node.state.exchange.outgoing[key]?.receipt))
      world.time.advance(1_000)
    }
    try node.restore(backup)
    world.time.advance(10_000)
    let peer = try #require(node.state.peering.peers[world.nodes[1].name])
    func show(_ receipt: SignedDocument) throws -> Int {
      let facts = try receipt.payload(as: ReceiptPayload.self)
      try node.engine.feedSender.reconcile(
        key,
        FeedStateReport(
          generation: facts.generation, sequence: facts.sequence, complete: true, active: facts.active,
          receipt: receipt), peer)
      return node.state.peering.restoration.evidence.count
    }
    #expect(try show(lost[0]) == 1)
    _ = try node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    world.time.advance(1_000)
    #expect(try show(lost[1]) == 0)
    try world.settle()
    #expect(node.state.exchange.outgoing[key]?.isCatchingUp == false)
    #expect(try show(lost[2]) == 0)
    #expect(!node.state.exchange.signedReceipts.contains(lost[2].documentId))
  }

  /// The node finds out while its messages of matches are being made.
  @Test func noMessageOfAMatchIsMadeThatWasHeldBackMeanwhile() throws {
    let world = try World(seed: 1, regions: 2, identities: 8)
    world.kinds = ["youth"]
    try world.connectAll()
    try report(world, "a0", 0, at: 0)
    try report(world, "b0", 0, at: 1)
    let node = world.nodes[0]
    for _ in 0..<20 where !node.state.matches.records.values.contains(where: { $0.proof.isEmpty }) {
      try world.pass()
    }
    let match = try #require(node.state.matches.records.values.first)
    try #require(match.proof.isEmpty)
    world.time.advance(60_000)
    // Making the proof is the first thing for which it waits for the disk.
    let (engine, peer) = (node.engine, world.nodes[1].name)
    node.journal.atNextWait { _ = try? engine.restoreWatch.announce() }
    let deliveries = engine.outboxes.nextDeliveries(to: peer)
    #expect(!node.state.peering.restoration.evidence.isEmpty)
    let isMatch = deliveries.contains { if case .match = $0.key { true } else { false } }
    #expect(!isMatch)
  }

  @Test func whatWasHeldBackSurvivesARestart() throws {
    let world = try restored()
    try passes(world)
    #expect(!world.nodes[0].state.peering.restoration.evidence.isEmpty)
    try world.nodes[0].restart()
    try passes(world)
    #expect(try !isHeldByPeer(world, 0))
    world.nodes[0].engine.writeSnapshot()
    try world.nodes[0].restart()
    try passes(world)
    #expect(try !isHeldByPeer(world, 0))
    #expect(!world.nodes[0].state.peering.restoration.evidence.isEmpty)
  }

  /// Who confirms without the index would send what was erased since the backup.
  @Test func theConfirmationAsksForAFileOfTheWholeIndex() throws {
    let world = try restored()
    let node = world.nodes[0]
    try passes(world)
    #expect(throws: Refusal.self) { try node.engine.restoreWatch.confirmImport() }
    let rows = (1...3).map { number in
      [
        "signal_id": "a\(number)", "subject": Self.youth(number), "organisation_id": "o", "organisation": "O",
        "sector": "jgz", "contact_email": "o@mail.test", "started_on": node.today.adding(days: -3).iso,
      ]
    }
    // A file that removes nothing, for it would remove too much, is none.
    func load(confirming removals: Int) throws -> JSONValue {
      let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: removals))
      for (number, row) in rows.enumerated() { try file.add(row: number + 2, fields: row) }
      return try file.finish().document()
    }
    #expect(try load(confirming: 0)["removalsHeld"] != nil)
    #expect(throws: Refusal.self) { try node.engine.restoreWatch.confirmImport() }
    #expect(try load(confirming: 1)["removed"]?.integerValue == 1)
    try node.restart()
    #expect(node.engine.statusDocument()["restoration"]?["next"]?.stringValue == "samenloop restore confirm")
    _ = try node.engine.restoreWatch.confirmImport()
    try world.settle()
    #expect(try open(world, 0) == 3 && open(world, 1) == 3 && !isHeldByPeer(world, 0))
    // The next restore asks for another file.
    _ = try node.engine.restoreWatch.announce()
    #expect(throws: Refusal.self) { try node.engine.restoreWatch.confirmImport() }
  }

  @Test func anOperatorMaySaySo() throws {
    let world = try World(seed: 3, regions: 2, identities: 8)
    try world.connectAll()
    _ = try world.nodes[0].engine.restoreWatch.announce()
    try report(world, "a0", 0, at: 0)
    try passes(world)
    #expect(try !isHeldByPeer(world, 0))
    _ = try world.nodes[0].engine.restoreWatch.confirmImport(importedOtherwise: true)
    try world.settle()
    #expect(try isHeldByPeer(world, 0))
  }

  /// A backup from before the agreement: its people approve anew what both regions had signed.
  @Test func anAgreementThatTheBackupLacksIsApprovedAnew() throws {
    let world = try World(seed: 4, regions: 2, identities: 8)
    try world.peer(0, 1)
    for _ in 0..<4 { try world.pass() }
    let backup = world.nodes[0].journal.inner.store
    try world.propose(0, 1)
    try world.settle()
    try report(world, "a0", 0, at: 0)
    try report(world, "b0", 0, at: 1)
    try world.settle()
    try world.nodes[0].restore(backup)
    world.time.advance(3_700_000)
    try passes(world)
    let node = world.nodes[0]
    #expect(node.state.peering.restoration.knows(.ownAgreementUnknown, world.nodes[1].name))
    #expect(node.state.agreements.records.values.map(\.status) == [.received])
    let day = node.today.adding(days: -3)
    _ = try node.engine.putSignal(
      id: "a0", document: Report(id: "a0", youth: [Self.youth(0)], person: "p", startedOn: day).document)
    _ = try node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    world.time.advance(31 * 86_400_000)
    try world.settle()
    #expect(node.state.agreements.records.values.map(\.status) == [.concluded])
    #expect(try open(world, 0) == 1 && open(world, 1) == 1)
  }

  /// A number proves nothing: it holds back the exchange with the peer that claims it, and with nobody else.
  @Test func aViewThatIsAheadHoldsBackThatPeerAlone() throws {
    let world = try World(seed: 5, regions: 3, identities: 8)
    try world.connectAll()
    for number in 0..<3 { try report(world, "s\(number)", 0, at: number) }
    try world.settle()
    let peer = try ForeignPeer(connected: world)
    let match = try #require(peer.node.state.matches.records.values.first { $0.peer == world.nodes[1].name })
    let record = try #require(world.nodes[1].state.matches.records[match.id])
    let view = MatchView(
      proof: record.proof, revision: record.revision + 1, seen: match.revision + 1_000_000, involvements: [],
      followUp: nil, consent: nil, coordination: nil, handover: nil)
    let path = peer.path + "/matches/" + match.id.base64URL
    #expect(peer.refusal(peer.ask("PUT", path, view.bytes)).code == .unknownMatch)
    let restoration = peer.node.state.peering.restoration
    #expect(restoration.holdsBack(world.nodes[1].name) && !restoration.holdsBack(world.nodes[2].name))
    #expect(peer.refusal(peer.ask("PUT", path, MatchView(proof: record.proof).bytes)).code == .unknownMatch)
    _ = try peer.node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    #expect(peer.ask("PUT", path, MatchView(proof: record.proof).bytes).status == 200)
  }

  /// Of the revisions that a peer claims to hold, the highest counts: this node's own have to go on above it.
  @Test func higherClaimOfAPeerIsRemembered() throws {
    let world = try World(seed: 3, regions: 2, identities: 2)
    try world.connectAll()
    let (node, peer) = (world.nodes[0], world.nodes[1].name)
    for (seen, highest) in [(5, 5), (9, 9), (7, 9)] {
      try node.engine.restoreWatch.notice(.seenAhead, peer, seen: seen)
      #expect(node.state.peering.restoration.claimed[peer] == highest)
    }
  }
}
