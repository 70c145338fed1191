import Engine
import Journal
import PeerProtocol
import Region

extension Cluster {
  /// Kinds of entries that no event tells of: whoever did it wrote them down.
  private static let told: Set<AuditKind> = [
    .empty, .roster, .instanceBegan, .started, .certificateIssued, .certificateRevoked, .shown, .subjectReport, .auditRead,
    .exported, .reviewPlanned, .reviewed, .reconciled, .reconciliationAsked, .logAlarm,
  ]

  /// Each event of the journal that matters has its entry in the same record; the log has each entry once, in that order.
  func checkAudit(_ node: SimulatedNode) throws {
    let store = node.journal.inner.store
    var state = try SimulatedNode.fold(snapshot: store.snapshot, records: [])
    var recorded: [[UInt8]] = []
    for record in store.records {
      let events = try RegionEvent.events(record: record)
      var leaves: [[UInt8]] = []
      var decided: [RegionEvent] = []
      for event in events {
        switch event {
        case .audit(.recorded(let entries, _)): leaves += entries
        case .audit(.instanceBegan): recorded = []
        case .audit: break
        default: decided.append(event)
        }
      }
      let found = try leaves.map(kind).filter { !Self.told.contains($0) }
      let expected = state.auditFacts(of: decided).map(\.kind)
      guard found == expected else {
        throw Violation("audit", "\(node.name): a record of \(expected) has entries of \(found)")
      }
      recorded += leaves
      for event in events { state.apply(event) }
    }
    let entries = try node.engine.audit.entries(AuditQuery(limit: .max))
    let present = entries.filter { $0.id.instance == state.audit.instance?.id }.map(\.leaf)
    guard present.count == state.audit.size, Array(present.suffix(recorded.count)) == recorded else {
      throw Violation("audit", "\(node.name): the log has other entries than the journal")
    }
    let salts = try entries.map { try JSONValue(parsing: $0.leaf)["salt"] }
    guard Set(salts).count == entries.count else { throw Violation("audit", "\(node.name): an entry stands twice") }
  }

  private func kind(_ leaf: [UInt8]) throws -> AuditKind {
    let word = try JSONValue(parsing: leaf)["kind"]?.stringValue
    guard let kind = word.flatMap(AuditKind.init) else {
      throw Violation("audit", "an entry of an unknown kind \(word ?? "")")
    }
    return kind
  }
}
