import Engine
import Pages
import PeerProtocol
import Region

/// What came of comparing logs with peers, as the audit log has it.
struct LogComparisons {
  /// Days of the audit log in which comparisons are looked for.
  private static let days = 400

  let call: PageCall

  /// What came of the last comparison with each region, from the audit log: one that failed is none.
  func last() throws -> [OfficerScreen.Comparison] {
    var last: [String: OfficerScreen.Comparison] = [:]
    for entry in try entries() {
      guard let peer = entry["peer"]?.stringValue, entry["fault"] == nil,
        let at = entry["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
      else { continue }
      last[peer] = OfficerScreen.Comparison(
        peer: peer, last: .init(at: at, agreed: Self.differences(entry) == 0, different: Self.differences(entry)))
    }
    return last.keys.sorted().compactMap { last[$0] }
  }

  /// Exchanges that one of both logs lacks without a reason, as ``ReconciliationReport/isAgreed`` counts.
  static func differences(_ entry: JSONValue) -> Int {
    [ReconciliationReport.Outcome.missingHere, .missingThere].reduce(0) { sum, outcome in
      sum + Int(clamping: entry[outcome.rawValue]?.integerValue ?? 0)
    }
  }

  /// The entries of the audit log about comparisons with peers. That they are read is an entry too.
  private func entries() throws -> [JSONValue] {
    var query = AuditQuery(limit: 1_000)
    query.kind = .reconciled
    query.from = CalendarDate(call.engine.now).adding(days: -Self.days)
    var found = try call.engine.audit.entries(query)
    while let last = found.last, found.count.isMultiple(of: query.limit) {
      query.after = last.id
      let more = try call.engine.audit.entries(query)
      if more.isEmpty { break }
      found += more
    }
    guard !found.isEmpty else { return [] }
    try call.engine.audit.record([
      AuditFact(
        .auditRead, holder: call.holder,
        ["count": .number(found.count), "asked": .word(AuditKind.reconciled.rawValue)])
    ])
    return found.compactMap { try? JSONValue(parsing: $0.leaf) }
  }
}
