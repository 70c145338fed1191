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
  /// When each peer's witness was last asked for each log, in milliseconds of uptime; of present logs and peers only.
  let asked = Mutex<[RegionName: [String: Int]]>([:])
  /// The newest checkpoint to which each peer's witness answered that it holds another size than it was told.
  private let contradicted = Mutex<[RegionName: Int]>([:])

  /// `isOlder`: this node is as one from before there were audit logs, and sends nothing of them.
  init(
    isOlder: Bool, store: Store, clock: NodeClock, audit: AuditLog, checkpoints: Checkpoints, witness: Witness,
    comparison: LogComparison, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.isOlder, self.store, self.clock, self.audit) = (isOlder, store, clock, audit)
    (self.checkpoints, self.witness, self.comparison, self.log) = (checkpoints, witness, comparison, log)
  }

  // MARK: - What is due

  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey] {
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
    let due = keys.filter { lane.isDue($0, now: at) }
    // One proof at a time: where a fork is doubted many are wanted.
    guard !lane.underWay.contains(where: \.isOfConsistency) else { return due }
    let proofs = comparison.dueProofs(of: own, state.audit, at: at).map { pair in
      DeliveryKey.consistency(from: pair.olderSize, to: pair.newerSize)
    }
    return due + (proofs.first { lane.isDue($0, now: at) }.map { [$0] } ?? [])
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
    // Only what is needed: a copy of everything would be held while files are read, and the state copied for it.
    let (card, present) = try store.readDurable { ($0.peering.peers[peer]?.facts, $0.audit.instance) }
    guard let card, let instance = present else { return nil }
    switch key {
    case .ownLogHeld:
      return Delivery(key, to: card, "GET", Self.path(audit.origin(checkpoints.askedInstance ?? instance.id)))
    case .crossCheck(let region):
      guard let log = store.readLatest({ $0.peerLog(region) }) else { return nil }
      return Delivery(key, to: card, "GET", Self.path(log.origin))
    case .consistency(let older, let newer):
      return Delivery(key, to: card, "GET", "/v1/log/consistency/\(older)/\(newer)")
    default:
      let (size, signed, cosigned) = try store.readDurable { state in
        let checkpoints = state.audit.checkpoints
        return (checkpoints.size, checkpoints.note, checkpoints.cosigned[peer] ?? 0)
      }
      let older = min(cosigned, size)
      guard size > 0, let note = bareCheckpoint(signed, of: instance),
        let proof = try? audit.consistencyProof(from: older, to: size)
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
      case .consistency(let older, let newer):
        if let log = PeerLog(peer.facts) {
          // What cannot be read proves no more than a refusal.
          try comparison.take(try? ConsistencyProof(reading: answer.reply.body), from: older, to: newer, by: log)
        }
      default: break
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
    case (.consistency(let older, let newer), _):
      if let log = PeerLog(peer.facts) { try comparison.take(nil, from: older, to: newer, by: log) }
      return .done
    case (.checkpoint(let size), 409): return try takeSize(answer.reply.body, of: size, from: region)
    case (.checkpoint, _): return try noteRefused(by: region)
    default: return nil
    }
  }

  func noteUnanswered(_ delivery: Delivery, by peer: Peer) {
    guard case .consistency(let older, let newer) = delivery.key, let log = PeerLog(peer.facts) else { return }
    do { try comparison.noteUnanswered(from: older, to: newer, by: log) } catch {
      // It is asked again, and then noted.
      self.log(LogEvent(.warning, "checkpoint-waits", refusal: error))
    }
  }

  /// Takes in which size a witness says that it holds. Told so, an honest one cosigns; one that then says another size of the
  /// same checkpoint contradicts itself, which is a refusal like any other.
  private func takeSize(_ body: [UInt8], of size: Int, from peer: RegionName) throws(Refusal) -> DeliveryOutcome {
    guard let held = Self.size(body), held < size else { return try noteRefused(by: peer) }
    let isNew = try store.commit { (transaction) throws(Refusal) in
      guard transaction.state.audit.checkpoints.cosigned[peer] ?? 0 != held else { return false }
      try transaction.append(.audit(.cosignedSizeLearnt(peer, held)))
      return true
    }
    let isFirst = contradicted.withLock { contradicted in
      defer { contradicted[peer] = size }
      return contradicted[peer] != size
    }
    guard isNew, isFirst else { return try noteRefused(by: peer) }
    // After a growing wait: a peer that answers another size each time is not asked without a pause.
    return .again(atMost: EngineLimits.longestRetryMilliseconds)
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
    let present = store.readLatest { $0.acceptedLogs }
    let (regions, origins) = (Set(present.map(\.region)), Set(present.map(\.origin)))
    asked.withLock { asked in
      asked[peer, default: [:]][origin] = at
      // What concerns a peer that was removed, or a log that was replaced, goes with it.
      asked = asked.filter { regions.contains($0.key) }
        .mapValues { times in times.filter { origins.contains($0.key) } }
    }
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
