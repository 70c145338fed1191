import Engine
import Pages
import PeerProtocol
import Region
import Synchronization

/// What came of comparing logs with peers, as the audit log has it.
///
/// The log may be long, and most of it is read once: what was found is kept with the last entry that was seen, and every page
/// reads on behind it.
final class LogComparisons: Sendable {
  private struct Known: Sendable {
    var last: [String: OfficerScreen.Comparison] = [:]
    /// The newest entry when the log was read last.
    var seen: AuditEntryId?
  }

  /// Days of the audit log in which comparisons are looked for.
  private static let days = 400

  private let known = Mutex(Known())

  /// What came of the last comparison with each region: one that failed is none. That they are read is an entry too.
  func last(for call: PageCall) throws -> [OfficerScreen.Comparison] {
    let log = call.engine.audit
    let first = max(CalendarDate(call.engine.now).adding(days: -Self.days), try log.keptFrom() ?? .earliest)
    var known = known.withLock { $0 }
    let newest = try log.newestEntry()
    for entry in try entries(of: log, from: first, after: known.seen) {
      guard let peer = entry["peer"]?.stringValue, entry["fault"] == nil,
        let at = entry["at"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
      else { continue }
      known.last[peer] = OfficerScreen.Comparison(
        peer: peer, last: .init(at: at, agreed: Self.differences(entry) == 0, different: Self.differences(entry)))
    }
    // What is no longer kept in the log is not told from memory either.
    known.last = known.last.filter { $0.value.last.map { CalendarDate($0.at) >= first } ?? false }
    known.seen = newest
    self.known.withLock { [known] in $0 = known }
    guard !known.last.isEmpty else { return [] }
    try log.record([
      AuditFact(
        .auditRead, holder: call.holder,
        ["count": .number(known.last.count), "asked": .word(AuditKind.reconciled.rawValue)])
    ])
    return known.last.keys.sorted().compactMap { known.last[$0] }
  }

  /// Exchanges that one of both logs lacks without a reason, as ``ReconciliationReport/isAgreed`` counts.
  static func differences(_ entry: JSONValue) -> Int {
    [ReconciliationReport.Outcome.missingHere, .missingThere].reduce(0) { sum, outcome in
      sum + Int(clamping: entry[outcome.rawValue]?.integerValue ?? 0)
    }
  }

  /// The entries of the audit log about comparisons with peers, behind one of them.
  private func entries(
    of log: AuditLog, from day: CalendarDate, after seen: AuditEntryId?
  ) throws -> [JSONValue] {
    var query = AuditQuery(limit: 1_000)
    (query.kind, query.from, query.after) = (.reconciled, day, seen)
    var found: [AuditEntry] = []
    while true {
      let more = try log.entries(query)
      found += more
      guard more.count == query.limit, let last = more.last else { break }
      query.after = last.id
    }
    return found.compactMap { try? JSONValue(parsing: $0.leaf) }
  }
}
