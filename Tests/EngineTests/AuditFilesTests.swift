import Cryptography
import Journal
import Node
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// What the audit log does where its files are full, change under a reader, or belong to a former life.
@Suite(.timeLimit(.minutes(30))) struct AuditFilesTests {
  private let world: World

  init() throws {
    world = try World(seed: 5, regions: 2, identities: 8)
    try world.connectAll()
  }

  private var node: SimulatedNode { world.nodes[0] }
  private var audit: AuditLog { node.engine.audit }

  /// Where the folder is full, whatever happens goes on, erasures first of all, until too many entries wait. What is shown
  /// waits for the folder then.
  @Test func fullFolderStopsWhatIsShownAndNothingElse() throws {
    try world.report("a0", world.identities[0], at: 0)
    node.auditFiles.isFull = true
    #expect(throws: Refusal.self) { try audit.requireWritable() }
    _ = try? audit.storeEntries(all: true)
    try audit.record([AuditFact(.shown)])
    let facts = [AuditFact](repeating: AuditFact(.empty), count: 10_000)
    for _ in 0..<AuditState.tailLimit / facts.count { try audit.record(facts) }
    #expect(node.state.audit.isFull)
    #expect(throws: Refusal.storage(.logFull)) { try audit.record([AuditFact(.shown)]) }
    #expect(Problem(Refusal.storage(.logFull)).status == 503)
    let before = node.state.audit.size
    try world.withdraw("a0", reason: "mistaken", at: 0)
    #expect(node.state.signals.row("a0") == nil && node.state.audit.size > before)
    node.auditFiles.isFull = false
    try audit.storeEntries(all: true)
    try audit.record([AuditFact(.shown)])
    #expect(node.state.audit.stored >= before)
  }

  /// A reader that looks for a partial bundle finds the wider one that took its place.
  @Test func widerBundleIsReadInThePlaceOfItsForerunner() throws {
    try audit.record([AuditFact](repeating: AuditFact(.empty), count: 5))
    try audit.storeEntries(all: true)
    let instance = try #require(node.state.audit.instance).id
    let older = node.state.audit.stored
    let log = AuditLog.ReadableLog(instance: instance, stored: older)
    let before = audit.leaves(of: log, 0..<older)
    try #require(before.count == older && older % TilePath.fullWidth > 0)
    try audit.record([AuditFact](repeating: AuditFact(.empty), count: 7))
    try audit.storeEntries(all: true)
    let path = try #require(TilePath.bundle(ofEntry: 0, logSize: UInt64(older)))
    #expect(node.auditFiles.read(AuditLog.folder(instance) + path.text) == nil, "the forerunner is gone")
    #expect(audit.leaves(of: log, 0..<older).map(\.1) == before.map(\.1))
    // One that became full is found as well.
    try audit.record([AuditFact](repeating: AuditFact(.empty), count: TilePath.fullWidth))
    try audit.storeEntries(all: true)
    #expect(audit.leaves(of: log, 0..<older).map(\.1) == before.map(\.1))
  }

  @Test(arguments: [0, 1]) func oversizedReceiptStandsByItsIdOnly(excess: Int) throws {
    let payload = [UInt8](repeating: 0x20, count: EngineLimits.entryReceiptBytes + excess)
    let receipt = SignedDocument(payload: payload, signatures: [])
    try audit.record([AuditFact(.batchConfirmed, document: receipt.documentId, receipt: receipt)])
    let entry = try #require(try audit.entries(AuditQuery(limit: .max)).last)
    let leaf = try JSONValue(parsing: entry.leaf)
    #expect(leaf["document"]?.stringValue == receipt.documentId.base64URL)
    #expect((leaf["receipt"] == nil) == (excess > 0))
  }

  /// Entries that the files of a former life never took are read with those that they did.
  @Test func tailOfAFormerInstanceIsKept() throws {
    try audit.storeEntries(all: true)
    try audit.record([AuditFact](repeating: AuditFact(.shown), count: 3))
    let backup = node.journal.inner.store
    let (former, size) = (try #require(node.state.audit.instance).id, node.state.audit.size)
    try audit.record([AuditFact](repeating: AuditFact(.exported), count: 3))
    try audit.storeEntries(all: true)
    try node.restore(backup)
    try #require(node.state.audit.instance?.id != former)
    #expect(node.state.audit.former.last?.tail.count == 3)
    func last(_ count: Int) throws -> [JSONValue?] {
      try node.engine.audit.entries(AuditQuery(limit: .max)).filter { $0.id.instance == former }.suffix(count)
        .map { try JSONValue(parsing: $0.leaf)["kind"] }
    }
    #expect(try last(3) == ["shown", "shown", "shown"])
    #expect(try node.engine.audit.entry(AuditEntryId(instance: former, index: size - 1)) != nil)
    #expect(try node.engine.audit.entry(AuditEntryId(instance: former, index: size)) == nil)
    node.engine.writeSnapshot()
    try node.restart()
    #expect(try last(3) == ["shown", "shown", "shown"])
  }
}
