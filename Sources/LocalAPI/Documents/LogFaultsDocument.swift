/// Answer to GET /v1/audit/faults: what was noticed of logs and witnesses, with the signed notes that show it.
package struct LogFaultsDocument: LocalDocument {
  /// Something that was noticed, and what shows it.
  package struct Shown: Codable, Hashable, Sendable {
    package var fault: StatusAuditLog.Fault
    /// What the log's region signed, as it was kept: notes of checkpoints, or a signed statement about its log.
    package var notes: [String]

    package init(fault: StatusAuditLog.Fault, notes: [String]) {
      self.fault = fault
      self.notes = notes
    }
  }

  /// Oldest first.
  package var faults: [Shown]

  package init(faults: [Shown]) { self.faults = faults }
}
