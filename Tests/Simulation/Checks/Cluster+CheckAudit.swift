import Engine
import Journal
import PeerProtocol
import Region

extension Cluster {
  /// Kinds of entries that no event tells of: whoever did it wrote them down.
  private static let told: Set<AuditKind> = [
    .empty, .roster, .instanceBegan, .started, .certificateIssued, .certificateRevoked, .shown, .subjectReport,
    // Also of a person on whom the region has nothing: whoever reads over a shoulder learns nothing from it.
    .familyInformed, .auditRead, .exported, .pruned, .reviewPlanned, .reviewOpened, .reviewOverdue, .reviewed,
    .reconciled, .reconciliationAsked,
    .reconciliationAnswered, .logAlarm,
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
      let expected = AuditFacts(state).facts(of: decided).map(\.kind)
      guard found == expected else {
        throw Violation("audit", "\(node.name): a record of \(expected) has entries of \(found)")
      }
      try checkBatches(decided, leaves, node)
      recorded += leaves
      for event in events { state.apply(event) }
    }
    let entries = try node.engine.audit.entries(AuditQuery(limit: .max))
    let present = entries.filter { $0.id.instance == state.audit.instance?.id }.map(\.leaf)
    let kept = state.audit.size - state.audit.retention.removed(of: state.audit.instance?.id ?? "")
    guard present.count == kept, Array(present.suffix(recorded.count)) == Array(recorded.suffix(kept)) else {
      throw Violation("audit", "\(node.name): the log has other entries than the journal")
    }
    let salts = try entries.map { try JSONValue(parsing: $0.leaf)["salt"] }
    guard Set(salts).count == entries.count else { throw Violation("audit", "\(node.name): an entry stands twice") }
  }

  /// The same, told apart from the code that makes entries: batches, their receipts, approvals, peers.
  private func checkBatches(_ events: [RegionEvent], _ leaves: [[UInt8]], _ node: SimulatedNode) throws {
    let entries = try leaves.map { try JSONValue(parsing: $0) }
    let expected = events.compactMap { event -> String? in
      switch event {
      case .exchange(.batchPrepared(_, let batch)): "batch-sent \(batch.receiptId.base64URL)"
      case .exchange(.batchAnswered(_, let receipt, _, _, _)): "batch-confirmed \(receipt.documentId.base64URL)"
      case .exchange(.batchReceived(_, let receipt, _, _, _, _, _)): "batch-received \(receipt.documentId.base64URL)"
      case .agreements(.approved(let id, _)): "agreement-approved \(id.base64URL)"
      case .peering(.accepted(let region)): "peer-accepted \(region.text)"
      default: nil
      }
    }
    let kinds = Set(expected.compactMap { $0.split(separator: " ").first.map(String.init) })
    let found = entries.compactMap { entry -> String? in
      guard let kind = entry["kind"]?.stringValue, kinds.contains(kind) else { return nil }
      let subject =
        switch kind {
        case "agreement-approved": entry["agreement"]
        case "peer-accepted": entry["peer"]
        default: entry["document"]
        }
      return "\(kind) \(subject?.stringValue ?? "")"
    }
    guard found == expected else {
      throw Violation("audit", "\(node.name): events \(expected) have entries \(found)")
    }
  }

  private func kind(_ leaf: [UInt8]) throws -> AuditKind {
    let word = try JSONValue(parsing: leaf)["kind"]?.stringValue
    guard let kind = word.flatMap(AuditKind.init) else {
      throw Violation("audit", "an entry of an unknown kind \(word ?? "")")
    }
    return kind
  }
}
