import Cryptography
import Region
import Synchronization

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
    noteReported(reports.compactMap(\.id))
    let (today, at) = (signals.clock.notedDay, signals.clock.milliseconds)
    return try signals.store.commit { (transaction) throws(Refusal) -> [Bool] in
      let decision = SignalDecisions(transaction.state).decideRefusals(reports, today: today, at: at)
      try transaction.append(decision.events)
      return decision.protected
    }
  }
}
