import Cryptography
import Evidence
import Journal
import PeerProtocol
import Simulation
import Testing
import TransparencyLog

@testable import Engine
@testable import Region

/// Entries of the audit log go after their term, and what is left is still proven.
@Suite(.timeLimit(.minutes(30))) struct AuditPruningTests {
  private static let day = 86_400_000

  private let world: World
  private var node: SimulatedNode { world.nodes[0] }
  private var audit: AuditLog { node.engine.audit }
  private var retention: AuditRetention { node.state.audit.retention }

  init() throws { world = try World(seed: 29, regions: 1, identities: 4) }

  private static func holder(_ number: UInt8) -> AuditHolder {
    AuditHolder(role: "privacy-officer", credential: [UInt8](repeating: number, count: 32))
  }

  private func show(_ count: Int, by number: UInt8 = 1) throws {
    for _ in 0..<count / 100 {
      try audit.record([AuditFact](repeating: AuditFact(.shown, holder: Self.holder(number)), count: 100))
    }
  }

  /// Days on each of which the node looks at the log.
  private func pass(days: Int) {
    for _ in 0..<days {
      world.time.advance(Self.day)
      node.engine.tick()
    }
  }

  private func leap(years: Int) {
    world.time.advance(years * 366 * Self.day)
    node.engine.tick()
  }

  private func instance() throws -> String { try #require(node.state.audit.instance?.id) }

  private func index(_ number: Int) throws -> [UInt8]? { node.auditFiles.read(try instance() + "/index/\(number)") }

  private func archive(_ opens: Bool = false) throws -> [UInt8] {
    let scope = EvidenceScope(from: CalendarDate(daysSince1970: 0), until: node.today.adding(days: 2))
    var export = try EvidenceExport(try audit.evidence(scope, opens: opens, for: Self.holder(9)))
    var bytes: [UInt8] = []
    while let piece = try export.next() { bytes += piece }
    return bytes
  }

  // MARK: - What goes

  @Test func entriesOverTheirTermGoInWholeBundles() throws {
    try show(1_200)
    node.engine.tick()
    let old = node.state.audit.size
    leap(years: 4)
    try show(600)
    pass(days: 3)
    #expect(retention.pruned.isEmpty)
    let before = node.state.audit.checkpoints.sizes
    leap(years: 1)
    pass(days: 20)
    let removed = old / 256 * 256
    #expect(retention.removed(of: try instance()) == removed)
    #expect(removed > 1_000)

    // Neither a bundle nor a row of the index is left of them; the hashes are.
    for number in 0..<removed / 256 {
      #expect(node.auditFiles.read(try instance() + "/" + TilePath.bundle(UInt64(number)).text) == nil)
      #expect(node.auditFiles.read(try instance() + "/tile/0/00\(number)") != nil)
    }
    #expect(try #require(try index(0)).prefix(removed * 16).allSatisfy { $0 == 0 })
    #expect(try audit.entry(AuditEntryId(instance: try instance(), index: removed - 1)) == nil)
    let left = try audit.entries(AuditQuery(limit: 100_000))
    #expect(left.map(\.id.index) == Array(removed..<node.state.audit.size))
    #expect(node.state.audit.keptFrom == CalendarDate(node.state.audit.instance?.beganAt ?? Timestamp(seconds: 0)))
    // What went stands in the log.
    var query = AuditQuery(limit: 100)
    query.kind = .pruned
    let told = try audit.entries(query).map { try JSONValue(parsing: $0.leaf) }
    #expect(told.count == removed / 256 && told.last?["before"] == JSONValue(removed))
    #expect(told.allSatisfy { $0["role"] == nil && $0["from"] != nil })

    // An older state is still proven to be one of this log.
    let (older, newer) = (try #require(before.first), node.state.audit.checkpoints.size)
    #expect(older < newer)
    func head(_ size: Int) throws -> TreeHead { TreeHead(size: UInt64(size), root: try audit.root(at: size)) }
    let proof = try audit.consistencyProof(from: older, to: newer)
    #expect(MerkleTree.isConsistent(from: try head(older), to: try head(newer), proof: proof))
    try world.checkTruth()
    try world.checkReplay(0)
  }

  @Test func exportOfAPrunedLogSaysSoAndVerifies() throws {
    try show(600)
    leap(years: 4)
    try show(600)
    leap(years: 2)
    pass(days: 20)
    let removed = retention.removed(of: try instance())
    #expect(removed > 0)
    let findings = EvidenceVerifier().verify(try archive())
    #expect(findings.faults == [])
    #expect(findings.verdict == .selfAsserted)
    let log = try #require(findings.manifest?.logs.first)
    #expect(log.isWhole && log.removed == UInt64(removed) && log.keptFrom == node.state.audit.keptFrom)
    #expect(findings.remarks.contains { $0.contains("removed the first \(removed) entries") })
  }

  @Test func wholeLogIsNotRemovedOnOneDay() throws {
    try show(12_000)
    node.engine.tick()
    leap(years: 6)
    // A twentieth of some fifty bundles.
    #expect((1...3).contains(retention.removed(of: try instance()) / 256))
    node.engine.tick()
    try node.restart()
    node.engine.tick()
    #expect(retention.removed(of: try instance()) / 256 <= 3)
  }

  @Test func longerTermKeepsEntriesLonger() throws {
    node.configuration.profile.auditYears = 7
    try node.restart()
    try show(600)
    leap(years: 6)
    pass(days: 3)
    #expect(retention.pruned.isEmpty)
    leap(years: 2)
    #expect(retention.removed(of: try instance()) == 256)
  }

  @Test(arguments: [73 * 366, 6 * 366], [false, true])
  func clockInDoubtRemovesNothing(days: Int, atStart: Bool) throws {
    try show(600)
    node.engine.tick()
    node.clock.set(by: days * Self.day)
    if atStart { try node.restart() }
    for _ in 0..<20 {
      world.time.advance(60_000)
      node.engine.tick()
    }
    #expect(node.state.clock.isInDoubt)
    #expect(retention.pruned.isEmpty)
    let found = [PrunedSpan(instance: try instance(), before: 256, keptFrom: node.today)]
    #expect(node.state.audit.decidePruning(found, on: node.today, clock: node.state.clock) == nil)
  }

  // MARK: - Stops

  @Test func filesThatAStopLeftBehindGoAtTheNextStart() throws {
    try show(600)
    node.engine.tick()
    let path = try instance() + "/" + TilePath.bundle(0).text
    let (bundle, rows) = (try #require(node.auditFiles.read(path)), try #require(try index(0)))
    leap(years: 6)
    #expect(retention.removed(of: try instance()) == 256 && node.auditFiles.read(path) == nil)
    // As if the process ended between the record and the files.
    try node.auditFiles.write([(path, bundle), (try instance() + "/index/0", rows)])
    try node.restart()
    #expect(try audit.entry(AuditEntryId(instance: try instance(), index: 0)) == nil, "what is removed is not shown")
    node.engine.tick()
    #expect(node.auditFiles.read(path) == nil)
    #expect(try #require(try index(0)).prefix(256 * 16).allSatisfy { $0 == 0 })
    #expect(!retention.uncleared.isEmpty)
    pass(days: 1)
    pass(days: 1)
    #expect(retention.uncleared[try instance()]?.lowerBound != 0)
  }

  @Test func removalThatIsNotDurableRemovesNoFile() throws {
    try show(600)
    node.engine.tick()
    world.time.advance(6 * 366 * Self.day)
    node.journal.crash(after: 0)
    node.engine.tick()
    #expect(node.auditFiles.read(try instance() + "/" + TilePath.bundle(0).text) != nil)
    try node.restart()
    #expect(try audit.entry(AuditEntryId(instance: try instance(), index: 0)) != nil)
  }

  @Test func formerInstanceGoesAsAWhole() throws {
    try show(600)
    node.engine.tick()
    let backup = node.journal.inner.store
    try show(300)
    pass(days: 1)
    let former = try instance()
    try node.restore(backup)
    try show(300)
    #expect(try instance() != former)
    pass(days: 1)
    leap(years: 6)
    pass(days: 10)
    let span = try #require(retention.pruned[former])
    #expect(span.keptFrom == nil)
    #expect(node.auditFiles.names(in: former + "/tile/entries") == [])
    #expect(node.auditFiles.names(in: former + "/index") == [])
    #expect(node.auditFiles.names(in: former + "/tile/0") != [])
    #expect(node.state.audit.former.first?.tail == [])
    #expect(try audit.entries(AuditQuery(limit: 10_000)).allSatisfy { $0.id.instance != former })
    let findings = EvidenceVerifier().verify(try archive())
    #expect(findings.faults == [])
    try world.checkReplay(0)
  }

  // MARK: - What goes with them

  @Test func keyOfAHolderGoesWithTheLastEntryThatCanNameIt() throws {
    try show(300, by: 1)
    leap(years: 1)
    try show(300, by: 2)
    leap(years: 2)
    try show(300, by: 2)
    leap(years: 3)
    pass(days: 10)
    let keys = node.state.audit.keys
    #expect(keys[.holder(Self.holder(1).credential)] == nil)
    #expect(keys[.holder(Self.holder(2).credential)] != nil)
    #expect(retention.holderDays.keys.contains(Self.holder(2).credential))
    try world.checkReplay(0)
  }

  @Test func indexThatHadToBeMadeAnewIsWrittenBack() throws {
    try show(600)
    node.engine.tick()
    let rows = try #require(try index(0))
    node.auditFiles.remove([try instance() + "/index"])
    var query = AuditQuery(limit: 10_000)
    query.kind = .shown
    #expect(try audit.entries(query).count == 600)
    #expect(try index(0) == rows)
  }

  @Test func indexIsNotWrittenWhileAnEntryCannotBeRead() throws {
    try show(600)
    node.engine.tick()
    let path = try instance() + "/" + TilePath.bundle(1).text
    let bundle = try #require(node.auditFiles.read(path))
    node.auditFiles.remove([try instance() + "/index", path])
    var query = AuditQuery(limit: 10_000)
    query.kind = .shown
    #expect(try audit.entries(query).count < 600)
    #expect(try index(0) == nil)
    try node.auditFiles.write([(path, bundle)])
    #expect(try audit.entries(query).count == 600)
  }
}
