import PeerProtocol
import Region
import Synchronization

/// What a file of the whole index no longer names is removed: once the whole file was read, and where that is plausible.
extension SignalImport {
  /// Removes what the file does not name; reports how many, or how many it would be and why nothing was removed. Nil where
  /// the file is not the whole index.
  func removeUnnamed() throws(Refusal) -> ImportReport.Removals? {
    guard let whole else { return nil }
    let (unnamed, objectedTo, known, named) = gatherUnnamed()
    var removals = ImportReport.Removals(keptForObjection: objectedTo)
    if let doubt = doubts(unnamed.count, of: known, whole) {
      removals.held = ImportReport.HeldRemovals(count: unnamed.count, known: known, doubt: doubt)
      return removals
    }
    removals.removed = try remove(unnamed)
    try correctUnnamed(named)
    try resolve(named)
    try noteWholeIndex()
    return removals
  }

  /// The signals that the file does not name, how many more it does not name that are under an objection, and how many
  /// there were before it.
  private func gatherUnnamed() -> (
    unnamed: [ErasedSignal], objectedTo: Int, known: Int, named: Set<String>
  ) {
    let named = state.withLock { state in
      defer { state.named = [:] }
      return Set(state.named.keys)
    }
    var unnamed: [ErasedSignal] = []
    var objectedTo = 0
    var findable = 0
    var row: Int? = 0
    while let start = row {
      let piece = signals.store.readLatest {
        RetentionDecisions($0).unnamed(in: start..<start + EngineLimits.sweepRows, named: named)
      }
      unnamed += piece.signals
      objectedTo += piece.objectedTo
      findable += piece.findable
      row = piece.next
    }
    // What others reported while the file was read may be younger than the file. Asked last: each is noted before it is
    // stored.
    let reported = signals.wholeIndex.reported
    unnamed.removeAll { reported.contains($0.id) }
    let added = state.withLock { ($0.counts[.added] ?? 0) + ($0.counts[.restored] ?? 0) }
    return (unnamed, objectedTo, max(findable - added, unnamed.count), named)
  }

  /// What the whole index no longer says takes back what stood on it: a death that was reported by mistake.
  private func correctUnnamed(_ named: Set<String>) throws(Refusal) {
    guard state.withLock({ $0.doubt == nil && $0.namelessRows == 0 }) else { return }
    let at = signals.clock.milliseconds
    try signals.store.commit { (transaction) throws(Refusal) in
      let reported = signals.wholeIndex.reported
      let events = HoldDecisions(transaction.state).decideCorrections(unnamedBy: named.union(reported), at: at)
      try transaction.append(events)
    }
  }

  /// Why so many signals must not be removed on the word of this file; nil where they may.
  private func doubts(_ count: Int, of known: Int, _ whole: WholeIndexTerms) -> ImportDoubt? {
    let (rows, nameless, doubt, isTwice) = state.withLock { ($0.rows, $0.namelessRows, $0.doubt, $0.namesTwice) }
    if let expected = whole.rows, expected != rows {
      return .otherRowCount(found: rows, announced: expected)
    }
    if let doubt, count > 0 || isTwice { return doubt }
    if count == 0 { return nil }
    if nameless > 0 { return .unreadableRows(nameless) }
    let percent = signals.removalPercent
    guard count * 100 > known * percent, count > whole.confirmedRemovals else { return nil }
    return .unusual(percent: percent, known: known, removals: count)
  }

  /// Rows that were refused once are done with where the source no longer has their signals.
  private func resolve(_ named: Set<String>) throws(Refusal) {
    let at = signals.clock.milliseconds
    let reported = signals.wholeIndex.reported
    let gone = signals.store.readLatest { $0.signals.refusedRows.unnamed(by: named) }.filter { !reported.contains($0) }
    guard !gone.isEmpty else { return }
    try signals.store.commit { (transaction) throws(Refusal) in
      let events = SignalDecisions(transaction.state).decideResolution(of: gone, at: at)
      try transaction.append(events)
    }
  }

  /// An operator whose node was restored may confirm now.
  private func noteWholeIndex() throws(Refusal) {
    let at = signals.clock.milliseconds
    try signals.store.commit { (transaction) throws(Refusal) in
      guard !transaction.state.peering.restoration.evidence.isEmpty else { return }
      try transaction.append(.peering(.indexImported(at: at)))
    }
  }

  /// In pieces, so that no request waits long.
  private func remove(_ unnamed: [ErasedSignal]) throws(Refusal) -> Int {
    let at = signals.clock.milliseconds
    var rest = unnamed[...]
    var count = 0
    while !rest.isEmpty {
      let piece = rest.prefix(EngineLimits.sweepEndings)
      rest = rest.dropFirst(piece.count)
      count += try signals.store.commit { (transaction) throws(Refusal) -> Int in
        let reported = signals.wholeIndex.reported
        let decision = RetentionDecisions(transaction.state).decideRemovals(
          piece.filter { !reported.contains($0.id) }, at: at)
        try transaction.append(decision.events)
        return decision.count
      }
    }
    if count > 0 {
      signals.log(
        LogEvent(
          .info, "signals-removed",
          ["reason": .string(EndReason.sourceRemoved.name), "signals": JSONValue(count)]))
    }
    return count
  }

  /// Tells a file of the whole index that is being read what others report meanwhile.
  func noteReported(_ ids: [String]) {
    if whole == nil { signals.wholeIndex.note(ids) }
  }
}
