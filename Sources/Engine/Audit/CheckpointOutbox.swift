import PeerProtocol
import Region
import Synchronization
import TransparencyLog

/// What of the audit logs is due to a peer: the newest checkpoint for its witness, and questions after what its witness
/// holds of the own log and of others, and for a log's proof of its consistency.
final class CheckpointOutbox: OutboxSource {
  private let store: Store
  private let clock: NodeClock
  private let audit: AuditLog
  private let isOlder: Bool
  private let checkpoints: Checkpoints
  private let witness: Witness
  private let log: @Sendable (LogEvent) -> Void
  private let comparison: LogComparison
  /// When each peer's witness was last asked for each log, in milliseconds of uptime.
  private let asked = Mutex<[RegionName: [String: Int]]>([:])

  /// `isOlder`: this node is as one from before there were audit logs, and sends nothing of them.
  init(
    isOlder: Bool, store: Store, clock: NodeClock, audit: AuditLog, checkpoints: Checkpoints, witness: Witness,
    comparison: LogComparison, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.isOlder, self.store, self.clock, self.audit) = (isOlder, store, clock, audit)
    (self.checkpoints, self.witness, self.comparison, self.log) = (checkpoints, witness, comparison, log)
  }

  // MARK: - What is due

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout Lane, at: Int) -> [DeliveryKey] {
    guard !isOlder, let own = state.peerLog(peer), state.audit.instance != nil else { return [] }
    var keys: [DeliveryKey] = []
    if checkpoints.isUnasked(peer) {
      keys.append(.ownLogHeld)
    } else if checkpoints.isAnnounced, state.audit.checkpoints.size > 0,
      state.audit.checkpoints.cosigned[peer] != state.audit.checkpoints.size
    {
      keys.append(.checkpoint(size: state.audit.checkpoints.size))
    }
    let asked = asked.withLock { $0[peer] ?? [:] }
    let unknown = witness.unknownLogs(at: peer, state)
    for log in state.peerLogs where log.region != peer {
      let isDue = asked[log.origin].map { at - $0 >= EngineLimits.crossCheckMilliseconds } ?? true
      if isDue || unknown.contains(log.origin) { keys.append(.crossCheck(log: log.region)) }
    }
    if comparison.wantedProof(of: own) != nil { keys.append(.consistency) }
    return keys.filter { lane.isDue($0, now: at) }
  }

  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery] {
    var deliveries: [Delivery] = []
    for key in keys {
      guard let delivery = try prepare(key, to: peer) else { continue }
      deliveries.append(delivery)
    }
    return deliveries
  }

  private func prepare(_ key: DeliveryKey, to peer: RegionName) throws(Refusal) -> Delivery? {
    let (card, state) = try store.readDurable { ($0.peering.peers[peer]?.facts, $0.audit) }
    guard let card, let instance = state.instance else { return nil }
    switch key {
    case .ownLogHeld:
      return Delivery(key, to: card, "GET", Self.path(audit.origin(checkpoints.askedInstance ?? instance.id)))
    case .crossCheck(let region):
      guard let log = store.readLatest({ $0.peerLog(region) }) else { return nil }
      return Delivery(key, to: card, "GET", Self.path(log.origin))
    case .consistency:
      guard let wanted = PeerLog(card).flatMap({ comparison.wantedProof(of: $0) }) else { return nil }
      return Delivery(key, to: card, "GET", "/v1/log/consistency/\(wanted.older.size)/\(wanted.newer.size)")
    default:
      let checkpoints = state.checkpoints
      let older = min(checkpoints.cosigned[peer] ?? 0, checkpoints.size)
      guard checkpoints.size > 0, let note = bareCheckpoint(checkpoints.note, of: instance),
        let proof = try? audit.consistencyProof(from: older, to: checkpoints.size)
      else { return nil }
      let request = AddCheckpointRequest(oldSize: UInt64(older), proof: proof, checkpoint: note)
      return Delivery(
        key, to: card, "POST", "/v1/witness/add-checkpoint", request.bytes, contentType: "text/plain; charset=utf-8")
    }
  }

  private static func path(_ origin: String) -> String { "/v1/witness/\(PeerLog.pathName(of: origin))/checkpoint" }

  /// What is sent is the same for all: a peer does not learn who cosigned.
  private func bareCheckpoint(_ note: [UInt8], of instance: AuditInstance) -> SignedCheckpoint? {
    guard let signed = try? SignedCheckpoint(parsing: note), let key = audit.key(of: instance.id) else { return nil }
    return signed.withoutCosignatures(of: key)
  }

  // MARK: - Answers

  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome] {
    takeEach(answers) { (answer) throws(Refusal) in
      let region = peer.facts.region
      switch answer.delivery.key {
      case .ownLogHeld: checkpoints.noteHeld(answer.reply.body, by: region)
      case .checkpoint(let size):
        guard try takeCosignature(answer.reply.body, of: size, from: peer) else { return try noteRefused(by: region) }
      case .crossCheck(let log): try takeShown(answer.reply.body, log, from: peer)
      default:
        if let log = PeerLog(peer.facts) {
          try comparison.take(ConsistencyProof(reading: answer.reply.body), from: log)
        }
      }
      return .done
    }
  }

  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome? {
    let region = peer.facts.region
    switch (answer.delivery.key, answer.reply.status) {
    case (.ownLogHeld, 404):
      checkpoints.noteHeld(nil, by: region)
      return .done
    case (.crossCheck(let log), 404):
      if let origin = store.readLatest({ $0.peerLog(log)?.origin }) {
        noteAsked(region, origin, nil)
      }
      return .done
    case (.consistency, _):
      if let log = PeerLog(peer.facts) { try comparison.noteUnproven(by: log) }
      return .done
    case (.checkpoint(let size), 409):
      if let held = Self.size(answer.reply.body), held < size {
        let isNew = try store.commit { (transaction) throws(Refusal) in
          guard transaction.state.audit.checkpoints.cosigned[region] ?? 0 != held else { return false }
          try transaction.append(.audit(.cosignedSizeLearnt(region, held)))
          return true
        }
        // After a growing wait: a peer that answers another size each time is not asked without a pause.
        if isNew { return .again(atMost: EngineLimits.longestRetryMilliseconds) }
      }
      return try noteRefused(by: region)
    case (.checkpoint, _): return try noteRefused(by: region)
    default: return nil
    }
  }

  /// The size in the body of a 409 (C2SP `tlog-witness`): a number in its one form, with a line feed.
  private static func size(_ body: [UInt8]) -> Int? {
    guard body.count <= 20, body.last == 0x0A, let number = Int(String(decoding: body.dropLast(), as: UTF8.self)),
      number >= 0, Array("\(number)\n".utf8) == body
    else { return nil }
    return number
  }

  /// Takes a cosignature over; false where the answer has no good one.
  private func takeCosignature(_ lines: [UInt8], of size: Int, from peer: Peer) throws(Refusal) -> Bool {
    guard let log = PeerLog(peer.facts) else { return false }
    return try checkpoints.adopt(lines, of: size, by: log)
  }

  /// A witness that refuses is asked for what it holds: only that can show why.
  private func noteRefused(by peer: RegionName) throws(Refusal) -> DeliveryOutcome {
    checkpoints.ask(again: peer)
    let at = clock.now
    let (known, instance) = store.readLatest { ($0.audit.checkpoints.refusals[peer], $0.audit.instance) }
    let period = known?.seen(at: at) ?? FaultPeriod(at)
    if period.isWorthNoting(after: known) {
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.audit(.refusalNoted(peer, period)))
      }
    }
    if period.seconds >= EngineLimits.logFaultSeconds, let instance {
      store.note(
        LogFault(.falseWitness, region: peer, origin: audit.origin(instance.id), witness: peer, at: at), log)
    }
    return .again(atMost: EngineLimits.longestRetryMilliseconds)
  }

  // MARK: - Others' logs

  private func noteAsked(_ peer: RegionName, _ origin: String, _ head: TreeHead?) {
    let at = clock.uptimeMilliseconds
    asked.withLock { $0[peer, default: [:]][origin] = at }
    witness.noteShown(head, of: origin, by: peer)
  }

  /// What a peer's witness shows of another peer's log is held against what this node's witness saw of it.
  private func takeShown(_ bytes: [UInt8], _ region: RegionName, from peer: Peer) throws(Refusal) {
    guard let owner = store.readLatest({ $0.peerLog(region) }) else { return }
    guard let shown = try? SignedCheckpoint(parsing: bytes), shown.isSigned(by: owner) else {
      return noteAsked(peer.facts.region, owner.origin, nil)
    }
    noteAsked(peer.facts.region, owner.origin, shown.checkpoint.head)
    comparison.hold(shown.checkpoint.head, evidence: bytes, of: owner, shownBy: peer.facts.region)
  }
}
