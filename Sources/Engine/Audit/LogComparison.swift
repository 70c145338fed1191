import PeerProtocol
import Region
import Synchronization
import TransparencyLog

/// Holds what others show of a peer's log against what this node's witness saw of it, and remembers which proofs the log
/// still has to give for that (Schemas/peer-protocol.md, section 7).
///
/// Each pair of states stays wanted until the log has proven that pair: a log that forked can prove others. A pair stands in
/// the store from the first try on that brought no proof; before it this process alone knows of it.
final class LogComparison: Sendable {
  /// What this process remembers of one log.
  private struct Memory {
    /// Pairs that the log was not asked for yet.
    var untried: [LogPair] = []
    /// When it answered without a proof, in milliseconds of uptime.
    var failedAt: [LogPair: Int] = [:]
  }

  private let store: Store
  private let clock: NodeClock
  private let log: @Sendable (LogEvent) -> Void
  /// By the name of the log.
  private let memory = Mutex<[String: Memory]>([:])

  init(store: Store, clock: NodeClock, log: @escaping @Sendable (LogEvent) -> Void) {
    (self.store, self.clock, self.log) = (store, clock, log)
  }

  /// Holds a state of a peer's log against the one that this node's witness cosigned last: two roots at one size are a
  /// fault, and for two sizes the log is asked for a proof.
  ///
  /// - Parameters:
  ///   - evidence: what the log's region signed of that state, as it came.
  ///   - witness: who showed it; nil where the region itself did.
  func hold(_ other: TreeHead, evidence: [UInt8], of owner: PeerLog, shownBy witness: RegionName?) {
    let (witnessed, present) = store.readLatest { state in
      (state.audit.witnessed[owner.origin], Set(state.acceptedLogs.map(\.origin)))
    }
    guard let seen = witnessed else { return }
    let own = TreeHead(size: UInt64(seen.size), root: seen.root)
    guard own.size != other.size else {
      guard own.root != other.root else { return }
      return store.note(
        LogFault(
          .splitView, region: owner.region, origin: owner.origin, size: seen.size, witness: witness, at: clock.now,
          notes: [seen.note, evidence]), log)
    }
    let (older, newer) = own.size < other.size ? (own, other) : (other, own)
    guard older.size > 0 else { return }
    let pair = LogPair(
      olderSize: Int(clamping: older.size), olderRoot: older.root, newerSize: Int(clamping: newer.size),
      newerRoot: newer.root)
    memory.withLock { memory in
      // What a peer's former log did not prove ends with that log.
      memory = memory.filter { present.contains($0.key) }
      let untried = memory[owner.origin]?.untried ?? []
      guard !untried.contains(pair), !seen.unproven.contains(where: { $0.pair == pair }),
        untried.count + seen.unproven.count < WitnessedLog.unprovenLimit
      else { return }
      memory[owner.origin, default: Memory()].untried.append(pair)
    }
  }

  /// The proofs that the present log of a peer still has to give, the oldest first.
  func wantedProofs(of owner: PeerLog, _ audit: AuditState) -> [LogPair] {
    let tried = audit.witnessed[owner.origin]?.unproven.map(\.pair) ?? []
    let untried = memory.withLock { $0[owner.origin]?.untried ?? [] }
    return tried + untried.filter { !tried.contains($0) }
  }

  /// Those that it may be asked for now: after an answer without a proof it is asked again at the next beat.
  func dueProofs(of owner: PeerLog, _ audit: AuditState, at: Int) -> [LogPair] {
    let wanted = wantedProofs(of: owner, audit)
    guard !wanted.isEmpty else { return [] }
    let failedAt = memory.withLock { $0[owner.origin]?.failedAt ?? [:] }
    return wanted.filter { pair in failedAt[pair].map { at - $0 >= EngineLimits.crossCheckMilliseconds } ?? true }
  }

  /// Takes in what a peer's log answered when it was asked for the proof between two sizes; nil where that is none.
  func take(_ proof: ConsistencyProof?, from older: Int, to newer: Int, by peer: PeerLog) throws(Refusal) {
    let (proven, unproven) = pairs(of: peer, older, newer).partitioned { pair in
      guard let proof else { return false }
      return MerkleTree.isConsistent(
        from: TreeHead(size: UInt64(pair.olderSize), root: pair.olderRoot),
        to: TreeHead(size: UInt64(pair.newerSize), root: pair.newerRoot), proof: proof.hashes)
    }
    if !proven.isEmpty {
      forget(proven, of: peer.origin)
      try store.commit { (transaction) throws(Refusal) in
        let held = transaction.state.audit.witnessed[peer.origin]?.unproven.map(\.pair) ?? []
        for pair in proven where held.contains(pair) {
          try transaction.append(.audit(.unproven(origin: peer.origin, pair, nil)))
        }
      }
    }
    for pair in unproven { try note(pair, unprovenBy: peer, isAnswered: true) }
  }

  /// Takes in that a peer that answers other requests does not answer this one. It is asked again after the usual wait.
  func noteUnanswered(from older: Int, to newer: Int, by peer: PeerLog) throws(Refusal) {
    for pair in pairs(of: peer, older, newer) { try note(pair, unprovenBy: peer, isAnswered: false) }
  }

  private func pairs(of peer: PeerLog, _ older: Int, _ newer: Int) -> [LogPair] {
    store.readLatest { wantedProofs(of: peer, $0.audit) }.filter { $0.olderSize == older && $0.newerSize == newer }
  }

  private func forget(_ pairs: [LogPair], of origin: String) {
    memory.withLock { memory in
      memory[origin]?.untried.removeAll { pairs.contains($0) }
      for pair in pairs { memory[origin]?.failedAt[pair] = nil }
    }
  }

  /// Takes in that a peer's log was asked and gave no proof: after seven days that is a fault.
  private func note(_ pair: LogPair, unprovenBy peer: PeerLog, isAnswered: Bool) throws(Refusal) {
    let at = clock.now
    let noted = try store.commit { (transaction) throws(Refusal) -> FaultPeriod? in
      guard let seen = transaction.state.audit.witnessed[peer.origin] else { return nil }
      let known = seen.unproven.first { $0.pair == pair }?.period
      let period = known?.seen(at: at) ?? FaultPeriod(at)
      if period.isWorthNoting(after: known) {
        try transaction.append(.audit(.unproven(origin: peer.origin, pair, period)))
      }
      return period
    }
    let uptime = clock.uptimeMilliseconds
    memory.withLock { memory in
      memory[peer.origin]?.untried.removeAll { $0 == pair }
      if isAnswered { memory[peer.origin, default: Memory()].failedAt[pair] = uptime }
    }
    guard let noted, noted.seconds >= EngineLimits.logFaultSeconds else { return }
    store.note(
      LogFault(.unprovenLog, region: peer.region, origin: peer.origin, size: pair.newerSize, at: at), log)
  }
}

extension FaultPeriod {
  /// True where the journal should know of it: a peer that refuses every quarter of an hour fills no journal.
  func isWorthNoting(after known: FaultPeriod?) -> Bool {
    guard let known, known.since == since else { return true }
    return until.seconds - known.until.seconds >= EngineLimits.faultNoteSeconds
  }
}

extension [LogPair] {
  /// Those that fulfil a condition, and those that do not, in their order.
  fileprivate func partitioned(by fulfils: (LogPair) -> Bool) -> ([LogPair], [LogPair]) {
    reduce(into: ([LogPair](), [LogPair]())) { found, pair in
      if fulfils(pair) { found.0.append(pair) } else { found.1.append(pair) }
    }
  }
}
