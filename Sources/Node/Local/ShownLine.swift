import Engine
import Region

/// What stands in a line of a list, for the audit log.
protocol ShownLine: Sendable {
  /// What the audit log commits to: what will be erased one day.
  var auditThings: [AuditThing] { get }
}

extension MatchReport: ShownLine {
  /// A match within the region is nothing but its signals, and ends with them.
  var auditThings: [AuditThing] { isWithinRegion ? signals.map { .signal($0) } : [.match(id)] }
}

extension MatchPage: ShownLine {
  var auditThings: [AuditThing] {
    match.auditThings + (related ?? []).flatMap(\.auditThings) + archivedSignals.map { .signal($0) }
  }
}

extension WorkItem: ShownLine {
  var auditThings: [AuditThing] {
    switch self {
    case .match(let line): line.match.auditThings
    case .birthDateConflict(let signals): signals.flatMap(\.auditThings)
    }
  }
}

extension MatchChanges: ShownLine {
  /// Of a match that is gone only its id is told.
  var auditThings: [AuditThing] { changes.flatMap { $0.report?.auditThings ?? [] } }
}

extension SignalSummary: ShownLine {
  var auditThings: [AuditThing] { [.signal(id)] }
}

extension SignalDetails: ShownLine {
  var auditThings: [AuditThing] { summary.auditThings }
}

extension PendingDecision: ShownLine {
  var auditThings: [AuditThing] { (signals + formerSignals).map { .signal($0) } }
}

extension StoredMark: ShownLine {
  var auditThings: [AuditThing] { [.signal(mark.signal.id)] }
}
