import PeerProtocol
import Region
import Synchronization
import TransparencyLog

/// Holds what others show of a peer's log against what this node's witness saw of it, and remembers which proofs the log
/// still has to give for that (Schemas/peer-protocol.md, section 7).
final class LogComparison: Sendable {
  /// Two states of a log of which the larger has to continue the smaller.
  struct Proof: Sendable {
    var origin: String
    var older: TreeHead
    var newer: TreeHead
  }

  private let store: Store
  private let clock: NodeClock
  private let log: @Sendable (LogEvent) -> Void
  private let wanted = Mutex<[RegionName: Proof]>([:])

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
    guard let seen = store.readLatest({ $0.audit.witnessed[owner.origin] }) else { return }
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
    wanted.withLock { $0[owner.region] = Proof(origin: owner.origin, older: older, newer: newer) }
  }

  /// The proof that the present log of a peer still has to give.
  func wantedProof(of owner: PeerLog) -> Proof? {
    wanted.withLock { $0[owner.region] }.flatMap { $0.origin == owner.origin ? $0 : nil }
  }

  /// Takes in a proof that a peer gave.
  func take(_ proof: ConsistencyProof, from peer: PeerLog) throws(Refusal) {
    guard let wanted = wantedProof(of: peer) else { return }
    guard MerkleTree.isConsistent(from: wanted.older, to: wanted.newer, proof: proof.hashes) else {
      return try noteUnproven(by: peer)
    }
    self.wanted.withLock { $0[peer.region] = nil }
    try store.commit { (transaction) throws(Refusal) in
      if transaction.state.audit.witnessed[wanted.origin]?.unproven != nil {
        try transaction.append(.audit(.unproven(origin: wanted.origin, nil)))
      }
    }
  }

  /// Takes in that a peer's log answers and gives no proof: after seven days that is a fault. It is asked again after the
  /// next look at the witnesses.
  func noteUnproven(by peer: PeerLog) throws(Refusal) {
    guard let wanted = wantedProof(of: peer) else { return }
    self.wanted.withLock { $0[peer.region] = nil }
    let at = clock.now
    guard let seen = store.readLatest({ $0.audit.witnessed[wanted.origin] }) else { return }
    let period = seen.unproven?.seen(at: at) ?? FaultPeriod(at)
    if period.isWorthNoting(after: seen.unproven) {
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.audit(.unproven(origin: wanted.origin, period)))
      }
    }
    guard period.seconds >= EngineLimits.logFaultSeconds else { return }
    store.note(
      LogFault(
        .unprovenLog, region: peer.region, origin: wanted.origin, size: Int(clamping: wanted.newer.size), at: at), log)
  }
}

extension FaultPeriod {
  /// True where the journal should know of it: a peer that refuses every quarter of an hour fills no journal.
  func isWorthNoting(after known: FaultPeriod?) -> Bool {
    guard let known, known.since == since else { return true }
    return until.seconds - known.until.seconds >= EngineLimits.faultNoteSeconds
  }
}
