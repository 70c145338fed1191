import Cryptography
import PeerProtocol
import PrivateMatching
import Region
import Synchronization

/// A row that was refused, as the import keeps it until what protects was applied.
struct RefusedSignalRow: Sendable {
  var row: Int
  var id: String?
  /// The column of a word that protects and cannot be read, else that of the first fault.
  var field: String
  var isUnreadable: Bool
  var protection: Protection
  var youth: [Identity]

  init(row: Int, faults: [FieldFault], read: SignalRow) {
    self.row = row
    id = read.id
    field = read.unreadable ?? faults.first?.field ?? ""
    isUnreadable = read.unreadable != nil
    protection = read.protection
    youth = read.youth
  }

  /// Whether something of it may count although it was refused.
  var matters: Bool { !protection.isEmpty || (id != nil && isUnreadable) }
}

/// More protection is taken from a row that is refused otherwise.
extension SignalImport {
  /// Applies what protects in the rows that were refused, behind the good rows before them.
  func protectRefused() throws(Refusal) {
    let rows = state.withLock { state in
      defer { state.protecting = [] }
      return state.protecting
    }
    guard !rows.isEmpty else { return }
    let youths = try pseudonyms(rows.flatMap(\.youth), .youth)
    let reports = rows.map { row in
      RefusedReport(
        id: row.id, field: row.field, isUnreadable: row.isUnreadable, protection: row.protection,
        youth: row.youth.compactMap { youths[$0] })
    }
    let protected = try decide(reports)
    state.withLock { state in
      for (row, isProtected) in zip(rows, protected) where isProtected { state.refusals.noteProtected(row.row) }
    }
  }

  private func decide(_ reports: [RefusedReport]) throws(Refusal) -> [Bool] {
    // As what is reported: a file of the whole index that ends meanwhile must not remove these signals.
    engine.noteReported(reports.compactMap(\.id), by: self)
    let (today, at) = (engine.notedDay, engine.milliseconds)
    return try engine.store.commit { (transaction) throws(Refusal) -> [Bool] in
      let decision = transaction.state.decideRefusals(reports, today: today, at: at)
      try transaction.append(decision.events)
      return decision.protected
    }
  }
}
