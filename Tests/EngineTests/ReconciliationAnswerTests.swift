import Cryptography
import Node
import PeerProtocol
import Simulation
import Synchronization
import TestSupport
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// What the region that answers a comparison of logs keeps of it, and what it costs (Schemas/peer-protocol.md, section 7).
@Suite(.timeLimit(.minutes(30))) struct ReconciliationAnswerTests {
  private let world: World
  private let agreement: AgreementId
  private let asked: ReconciliationRequest

  init() throws {
    world = try World(seed: 4, regions: 3, identities: 8)
    try world.connectAll()
    try world.settle()
    agreement = try #require(world.nodes[0].state.agreements.with(world.nodes[1].name).first?.id)
    let now = Timestamp(seconds: Int64(world.time.milliseconds / 1000))
    asked = ReconciliationRequest(from: now.adding(days: -10), until: now.adding(days: 10), reason: .incident)
  }

  private func entries(_ kind: AuditKind, at number: Int) throws -> [AuditEntry] {
    var query = AuditQuery(limit: .max)
    query.kind = kind
    return try world.nodes[number].engine.audit.entries(query)
  }

  /// Both privacy officers get the same answer: the one who is asked sees the list, and the statement that was signed.
  @Test func answererSeesWhatItAnswered() throws {
    let engine = world.nodes[1].engine
    let report = try world.nodes[0].engine.reconciliation.compare(agreement, asked)
    let (question, answer) = (
      try #require(try entries(.reconciliationAsked, at: 1).first), try entries(.reconciliationAnswered, at: 1)
    )
    #expect(answer.count == 1)
    let leaf = try JSONValue(parsing: try #require(answer.first).leaf)
    #expect(leaf["statement"] == report.statement.json && leaf["question"]?.stringValue == question.id.text)
    #expect(leaf["document"]?.stringValue == report.statement.documentId.base64URL)
    // What happens later changes nothing of what was answered.
    let later = AuditFact(
      .batchReceived, peer: world.nodes[0].name, agreement: agreement,
      document: report.statement.documentId)
    try engine.audit.record([later])
    for entry in [question, try #require(answer.first)] {
      let records = try #require(try engine.reconciliation.answered(entry))
      let statement = try report.statement.payload(as: ReconciliationStatement.self)
      #expect(ReconciliationDigest.hash(records) == statement.digest && !records.isEmpty)
    }
    #expect(try engine.reconciliation.answered(try #require(try entries(.batchReceived, at: 1).first)) == nil)
    // The one who asked keeps the other's statement too.
    let own = try JSONValue(parsing: try #require(try entries(.reconciled, at: 0).last).leaf)
    #expect(own["statement"] == report.statement.json && own["questions"] == 1)
  }

  /// A question whose answer is lost may have counted: whoever asked has an entry as well.
  @Test func lostAnswerIsAnEntryOfTheAsker() throws {
    world.nodes[1].setReachable(false)
    #expect(throws: Refusal.self) { try world.nodes[0].engine.reconciliation.compare(agreement, asked) }
    #expect(
      try entries(.reconciled, at: 0).map { try JSONValue(parsing: $0.leaf)["fault"] } == ["no-answer"])
  }

  /// What the statement says of the log is held against what the own witness saw.
  @Test func statementAboutAnotherTreeIsASplitView() throws {
    for _ in 0..<28 {
      world.time.advance(15 * 60_000)
      try world.pass()
    }
    let node = world.nodes[0]
    let owner = try #require(node.state.peerLog(world.nodes[1].name))
    let seen = try #require(node.state.audit.witnessed[owner.origin])
    #expect(try node.engine.reconciliation.compare(agreement, asked).isAgreed)
    #expect(node.state.audit.faults.isEmpty)
    let statement = Array("a statement".utf8)
    node.engine.logComparison.hold(
      TreeHead(size: UInt64(seen.size), root: SHA256.hash([2])), evidence: statement, of: owner, shownBy: nil)
    let fault = try #require(node.state.audit.faults.first)
    #expect(fault.kind == .splitView && fault.witness == nil && fault.notes == [seen.note, statement])
    node.engine.logComparison.hold(
      TreeHead(size: UInt64(seen.size) + 64, root: SHA256.hash([2])), evidence: statement, of: owner, shownBy: nil)
    let wanted = node.engine.logComparison.wantedProofs(of: owner, node.state.audit)
    #expect(wanted.map(\.newerSize) == [seen.size + 64])
  }

  // MARK: - What it costs

  /// Does something while a node waits for its disk for the time after so many others.
  private static func atWait(_ number: Int, of node: SimulatedNode, _ body: @escaping @Sendable () -> Void) {
    let journal = node.journal
    @Sendable func arm(_ left: Int) { journal.atNextWait { left > 0 ? arm(left - 1) : body() } }
    arm(number)
  }

  /// While a peer's question is worked on, another of its own is refused for the moment, and one of another peer is not.
  @Test func questionOfOnePeerHoldsUpNoOther() throws {
    let node = world.nodes[0]
    let peers = try (1...2).map { try ForeignPeer(connected: world, as: $0) }
    let paths = peers.map { $0.path + "/reconciliations" }
    let (body, engine, keys) = (asked.bytes, node.engine, world.nodes.map(\.tlsKey))
    let statuses = Mutex<[[Int]]>([])
    for wait in 0..<4 {
      Self.atWait(wait, of: node) {
        let found = (0...1).map { number in
          engine.answer(PeerRequest(method: "POST", path: paths[number], client: keys[number + 1]) { _ in body }).status
        }
        statuses.withLock { $0.append(found) }
      }
      #expect(peers[0].ask("POST", paths[0], body).status == 200)
    }
    let found = statuses.withLock { $0 }
    #expect(found.contains { $0[0] == 503 } && found.allSatisfy { $0[1] == 200 }, "\(found)")
    #expect(peers[0].ask("POST", paths[0], body).status == 200)
  }

  /// A peer that goes back and forth between pages that are not kept lets the log be read so often and no more.
  @Test func laterPagesAreCounted() throws {
    let peer = world.nodes[1].name
    var answers = ReconciliationAnswers()
    let question = AuditEntryId(instance: String(repeating: "a", count: 16), index: 3)
    let another = AuditEntryId(instance: question.instance, index: 4)
    var counted = 0
    while answers.countScan(question, of: peer), counted < 100 { counted += 1 }
    #expect(counted == EngineLimits.reconciliationScans)
    let (others, next) = (
      answers.countScan(question, of: world.nodes[2].name), answers.countScan(another, of: peer)
    )
    #expect(others && next)
  }

  /// A cursor is good for the peer and the agreement that it was given for.
  @Test func cursorIsSealed() throws {
    let cursors = ReconciliationCursors(secret: [7], random: SeededRandom(seed: 1))
    let position = ReconciliationCursors.Position(
      question: AuditEntryId(instance: "00000000000000ff", index: 123_456), offset: 1_000)
    let (peer, other) = (world.nodes[1].name, world.nodes[2].name)
    let cursor = try cursors.seal(position, for: peer, agreement)
    #expect(cursor.utf8.count <= ProtocolLimits.cursor)
    #expect(cursors.open(cursor, for: peer, agreement) == position)
    #expect(cursors.open(cursor, for: other, agreement) == nil)
    #expect(cursors.open(cursor, for: peer, try #require(AgreementId(SHA256.hash([3])))) == nil)
    // After a restart it holds, under another secret it does not.
    #expect(
      ReconciliationCursors(secret: [7], random: SeededRandom(seed: 2)).open(cursor, for: peer, agreement) == position)
    #expect(
      ReconciliationCursors(secret: [8], random: SeededRandom(seed: 2)).open(cursor, for: peer, agreement) == nil)
  }
}
