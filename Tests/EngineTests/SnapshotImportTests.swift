import PeerProtocol
import Simulation
import Synchronization
import Testing

@testable import Engine
@testable import Region

/// A file that is the whole index: what it does not name is removed, and nothing is removed by accident.
@Suite(.timeLimit(.minutes(30))) struct SnapshotImportTests {
  private let world: World

  init() throws { world = try World(seed: 1, regions: 1, identities: 8) }

  private var node: SimulatedNode { world.nodes[0] }

  private func row(_ number: Int, _ more: [String: String] = [:]) -> [String: String] {
    let fields = [
      "signal_id": "s\(number)", "subject": "vnr:\(1_000_000_000 + number)", "organisation_id": "o1",
      "organisation": "Organisation", "sector": "jgz", "contact_email": "team@mail.test",
      "started_on": node.today.adding(days: -30).iso,
    ]
    return fields.merging(more) { _, given in given }
  }

  private func rows(_ numbers: some Sequence<Int>) -> [[String: String]] { numbers.map { row($0) } }

  @discardableResult
  private func load(
    _ rows: [[String: String]], confirmed: Int = 0, announced: Int? = nil, unreadable: Int = 0, cut: Bool = false,
    meanwhile: () throws -> Void = {}
  ) throws -> JSONValue {
    let file = try node.engine.signals.beginWholeIndexImport(
      WholeIndexTerms(confirmedRemovals: confirmed, rows: announced))
    for (number, fields) in rows.enumerated() { try file.add(row: number + 2, fields: fields) }
    for number in 0..<unreadable {
      try file.refuse(row: rows.count + 2 + number, FieldFault(field: "", reason: "is no row"))
    }
    if cut { file.doubt(.cutOff) }
    try meanwhile()
    return try file.finish().document()
  }

  private var ids: Int { node.state.signals.count }

  @Test func whatIsNotInTheFileIsRemovedUpToAShare() throws {
    #expect(try load(rows(0..<20))["removed"]?.integerValue == 0)
    let two = try load(rows(2..<20))
    #expect(two["removed"]?.integerValue == 2 && two["rows"]?.integerValue == 18, "\(two)")
    #expect(ids == 18)
    // 2 of 18 are more than a tenth.
    let held = try load(rows(4..<20))
    #expect(held["removed"]?.integerValue == 0)
    #expect(held["removalsHeld"]?["count"]?.integerValue == 2 && held["removalsHeld"]?["of"]?.integerValue == 18)
    #expect(held["removalsHeld"]?["reason"]?.stringValue?.contains("--confirm-removals 2") == true, "\(held)")
    #expect(ids == 18)
    #expect(try load(rows(4..<20), confirmed: 1)["removed"]?.integerValue == 0)
    #expect(try load(rows(4..<20), confirmed: 2)["removed"]?.integerValue == 2)
    #expect(ids == 16)
    // They are erased, and come back when the index names them again.
    #expect(try load(rows(0..<20))["restored"]?.integerValue == 4)
    #expect(node.state.signals.marks.byId.isEmpty && ids == 20)
  }

  @Test func newRowsDoNotHideThatAllOthersAreGone() throws {
    try load(rows(0..<10))
    let held = try load(rows(100..<1_100))
    #expect(held["removalsHeld"]?["count"]?.integerValue == 10 && held["removalsHeld"]?["of"]?.integerValue == 10)
    #expect(ids == 1_010)
  }

  @Test func anEmptyFileRemovesNothingByItself() throws {
    try load(rows(0..<3))
    #expect(try load([])["removalsHeld"]?["count"]?.integerValue == 3)
    #expect(ids == 3)
    #expect(try load([], confirmed: 3)["removed"]?.integerValue == 3)
  }

  @Test func aRefusedRowKeepsItsSignal() throws {
    try load(rows(0..<20))
    let outcome = try load([row(0, ["subject": "bsn:123456789"])] + rows(2..<20))
    #expect(outcome["refused"]?.arrayValue?.count == 1)
    #expect(outcome["removed"]?.integerValue == 1)
    #expect(node.state.signals.summary("s0") != nil && node.state.signals.summary("s1") == nil)
  }

  @Test func aFileThatIsNotInOrderRemovesNothing() throws {
    try load(rows(0..<20))
    let unreadable = try load(rows(1..<20), unreadable: 1)
    #expect(unreadable["removed"]?.integerValue == 0 && unreadable["removalsHeld"] != nil)
    let nameless = try load([row(0, ["signal_id": ""])] + rows(1..<20))
    #expect(nameless["removed"]?.integerValue == 0)
    #expect(try load(rows(1..<20), cut: true)["removed"]?.integerValue == 0)
    let short = try load(rows(1..<20), announced: 20)
    #expect(short["removed"]?.integerValue == 0)
    #expect(short["removalsHeld"]?["reason"]?.stringValue?.contains("19 rows where 20") == true)
    #expect(ids == 20)
    #expect(try load(rows(1..<20), announced: 19)["removed"]?.integerValue == 1)
  }

  /// The process that read the file died, or the connection was cut: `finish()` is never called.
  @Test func aFileThatWasNotReadToItsEndRemovesNothing() throws {
    try load(rows(0..<20))
    do {
      let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms(confirmedRemovals: 20))
      for number in 0..<10 { try file.add(row: number + 2, fields: row(number)) }
    }
    #expect(ids == 20)
    // The next one is let in.
    #expect(try load(rows(1..<20))["removed"]?.integerValue == 1)
  }

  @Test func whatOthersReportedMeanwhileStays() throws {
    try load(rows(0..<20))
    let outcome = try load(rows(1..<20)) {
      let other = node.engine.signals.beginImport()
      try other.add(row: 2, fields: row(0))
      try other.add(row: 3, fields: row(50))
      _ = try other.finish()
    }
    #expect(outcome["removed"]?.integerValue == 0, "\(outcome)")
    #expect(ids == 21)
  }

  /// The file ends while another report waits for the disk.
  @Test func whatIsBeingStoredMeanwhileStays() throws {
    try load(rows(0..<20))
    let file = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms())
    for number in 0..<20 { try file.add(row: number + 2, fields: row(number)) }
    let outcome = Mutex<ImportReport?>(nil)
    node.journal.atNextWait {
      let result = try? file.finish()
      outcome.withLock { $0 = result }
    }
    let other = node.engine.signals.beginImport()
    try other.add(row: 2, fields: row(50))
    _ = try other.finish()
    #expect(ids == 21)
    let removed = outcome.withLock { $0?.removals?.removed }
    #expect(removed == 0, "the file did not end meanwhile")
  }

  /// An objection lives on the signals: a file that leaves them out must not end it before it is decided on.
  @Test func whatIsUnderAnObjectionIsKeptUntilItIsDecidedOn() throws {
    try load(rows(0..<20))
    _ = try node.engine.objectToSignal(id: "s0", step: "lodged", by: .indexPerson)
    let kept = try load(rows(2..<20))
    #expect(kept["removed"]?.integerValue == 1 && kept["keptForObjection"]?.integerValue == 1, "\(kept)")
    #expect(node.state.signals.summary("s0") != nil && node.state.signals.summary("s1") == nil)
    // The youth comes back under another id: still in no feed.
    let outcome = try load(rows(2..<20) + [row(0, ["signal_id": "t0"])])
    #expect(outcome["added"]?.integerValue == 1 && outcome["keptForObjection"]?.integerValue == 1)
    #expect(node.state.signals.summary("t0")?.isInFeed == false)
    _ = try node.engine.objectToSignal(id: "s0", step: "rejected", by: .indexPerson)
    #expect(node.state.signals.summary("t0")?.isInFeed == true)
    let after = try load(rows(2..<20) + [row(0, ["signal_id": "t0"])])
    #expect(after["removed"]?.integerValue == 1 && after["keptForObjection"] == nil)
    #expect(node.state.signals.summary("s0") == nil)
  }

  /// The objection is lodged while the file is read.
  @Test func anObjectionThatComesMeanwhileKeepsItsSignal() throws {
    try load(rows(0..<20))
    let node = self.node
    let outcome = try load(rows(1..<20)) {
      _ = try node.engine.objectToSignal(id: "s0", step: "lodged", by: .indexPerson)
    }
    #expect(outcome["removed"]?.integerValue == 0)
    #expect(node.state.signals.summary("s0") != nil)
  }

  @Test func oneFileOfTheWholeIndexAtATime() throws {
    let first = try node.engine.signals.beginWholeIndexImport(WholeIndexTerms())
    #expect(throws: Refusal.self) { try node.engine.signals.beginWholeIndexImport(WholeIndexTerms()) }
    _ = try first.finish()
  }

  @Test func whatEndedIsKeptByItsOwnRules() throws {
    try load(rows(0..<20))
    _ = try node.engine.withdrawSignal(id: "s0", reason: "risk-gone")
    #expect(try load(rows(1..<20))["removed"]?.integerValue == 0)
    #expect(try node.engine.signal(id: "s0")["status"] == "archived")
  }

  @Test(arguments: 0..<8)
  func anImportThatDiedAmongRemovalsIsRepeated(step: Int) throws {
    try load(rows(0..<20))
    node.journal.crash(after: step)
    _ = try? load(rows(2..<20) + [row(30)])
    // Storing it takes three steps of the journal at least.
    #expect(node.journal.hasCrashed || step > 2)
    try node.restart(keeping: step / 2)
    try load(rows(2..<20) + [row(30)], confirmed: 2)
    #expect(node.state.signals.ids.sorted() == ((2..<20).map { "s\($0)" } + ["s30"]).sorted())
    try world.checkReplay(0)
  }

  @Test func rowsThatAreKnownCostNoCurveArithmetic() throws {
    try load(rows(0..<300))
    let before = node.arithmetic.calls.pseudonyms
    #expect(try load(rows(0..<300))["unchanged"]?.integerValue == 300)
    #expect(node.arithmetic.calls.pseudonyms == before)
  }

  /// Only an address, for a team: no name, no number.
  @Test func aTeamMailboxIsAContact() throws {
    try load(rows(0..<1))
    let signal = try node.engine.signal(id: "s0")
    #expect(signal["contactName"] == "" && signal["contactEmail"] == "team@mail.test")
  }
}
