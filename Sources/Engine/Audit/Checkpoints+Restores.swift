import Cryptography
import PeerProtocol
import Region
import Synchronization
import TransparencyLog

/// How a node finds out that its log was restored from a backup, begins another, and names it to its peers
/// (Schemas/peer-protocol.md, section 7).
extension Checkpoints {
  /// A state of the instance before, and the peer that showed it.
  struct FormerHead {
    var head: AuditHead
    var peer: RegionName
    /// The signed note.
    var note: [UInt8]
  }

  // MARK: - The card

  /// Names the present instance and its witness on the card. After a restore the card keeps the instance before until peers
  /// were asked what they hold of that: what it then says of it is the newest that any of them shows.
  func announce() throws(Refusal) {
    let (instance, card, hasPeers) = store.readLatest { state in
      (state.audit.instance, state.peering.ownCard, !state.peerLogs.isEmpty)
    }
    guard let instance else { return }
    if instance.previous != nil, hasPeers, let named = (try? card?.payload(as: RegionCard.self))?.log,
      named.instance.text != instance.id
    {
      check.withLock { $0.isAnnounced = false }
      return try ownCard.announce(named)
    }
    try announce(instance)
  }

  private func announce(_ instance: AuditInstance) throws(Refusal) {
    guard let card = RegionCard.Log(instance) else { return }
    try ownCard.announce(card)
    check.withLock { check in
      (check.isAnnounced, check.former) = (true, nil)
      check.askAll(at: clock.uptimeMilliseconds)
    }
  }

  /// The instance that peers are asked for where it is not the present one.
  var askedInstance: String? {
    guard !isAnnounced else { return nil }
    return store.readLatest { $0.audit.instance?.previous?.instance }
  }

  /// Names the present instance to the peers once all of them told what they hold of the one before, or an hour passed.
  func announceAfterRestore() throws(Refusal) {
    let (instance, former, peers) = store.readLatest { state in
      (state.audit.instance, state.audit.former.last, Set(state.peerLogs.map(\.region)))
    }
    let at = clock.uptimeMilliseconds
    let (isDue, shown) = check.withLock { check in
      let isOver = at - check.startedAt >= EngineLimits.formerLogMilliseconds
      return (!check.isAnnounced && (isOver || check.answered.isSuperset(of: peers)), check.former)
    }
    guard isDue, var instance, let previous = instance.previous else { return }
    if let shown, shown.head.instance == previous.instance, shown.head.isNewer(than: previous) {
      instance.previous = shown.head
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(
          [.audit(.previousLearnt(shown.head))], facts: [AuditFact(beginningOf: instance)])
      }
      let known = former.map { $0.size + $0.tail.count } ?? 0
      store.note(
        LogFault(
          .logRestarted, region: region, origin: audit.origin(previous.instance), size: shown.head.size,
          witness: shown.peer, at: clock.now, notes: [shown.note], named: min(known, shown.head.size)), log)
    }
    try announce(instance)
  }

  // MARK: - What peers show

  /// Takes in what a peer's witness holds of the own log; nil where it holds nothing.
  ///
  /// A state that this node signed and that is none of its tree means that the node was restored from a backup.
  func noteHeld(_ bytes: [UInt8]?, by peer: RegionName) {
    defer { check.withLock { _ = $0.answered.insert(peer) } }
    let (instance, stored) = store.readLatest { ($0.audit.instance, $0.audit.stored) }
    let isAnnounced = isAnnounced
    guard let asked = isAnnounced ? instance?.id : instance?.previous?.instance, let bytes,
      let held = try? SignedCheckpoint(parsing: bytes), let key = audit.key(of: asked), held.isSigned(by: key)
    else { return }
    let head = AuditHead(instance: asked, size: Int(clamping: held.checkpoint.size), root: held.checkpoint.root)
    guard isAnnounced else {
      return check.withLock { check in
        if check.former.map({ head.isNewer(than: $0.head) }) ?? true {
          check.former = FormerHead(head: head, peer: peer, note: bytes)
        }
      }
    }
    if head.size <= stored {
      let own: [UInt8]
      do { own = try audit.root(at: head.size) } catch {
        // What cannot be read says nothing of what the peer holds.
        log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
        return
      }
      if own == head.root { return learn(held, head.size, from: peer) }
    }
    store.note(
      LogFault(
        .inconsistentLog, region: region, origin: audit.origin(asked), size: head.size, witness: peer, at: clock.now,
        notes: [bytes]), log)
    check.withLock { check in
      if check.foreign.map({ head.size > $0.size }) ?? true { check.foreign = head }
    }
  }

  // MARK: - Another instance

  /// Begins another instance once peers showed that this one was restored: after half of them answered, or an hour.
  func followOwnLog() throws(Refusal) {
    let (instance, peers) = store.readLatest { ($0.audit.instance, $0.peerLogs.map(\.region)) }
    let at = clock.uptimeMilliseconds
    let foreign = check.withLock { check -> AuditHead? in
      let isOver = at - check.startedAt >= EngineLimits.formerLogMilliseconds
      guard isOver || check.answered.intersection(peers).count * 2 >= peers.count else { return nil }
      return check.foreign
    }
    guard let instance, let foreign else { return }
    guard foreign.instance == instance.id else {
      // Another instance began while a peer told of the one before.
      return check.withLock { $0.foreign = nil }
    }
    try beginAnew(after: instance, shown: foreign, why: "a peer holds more of it")
  }

  /// Begins another instance once a signature, or an operator, showed that the node was restored: the log of before lacks
  /// what the backup lacks, and peers learn so from the name of the new one.
  func followRestore() throws(Refusal) {
    let (instance, restoration) = store.readLatest { ($0.audit.instance, $0.peering.restoration) }
    guard let instance, let sign = restoration.evidence.first(where: { $0.sign != .seenAhead }),
      !instance.covers(sign, restoration)
    else { return }
    try beginAnew(after: instance, why: "the node was restored from a backup")
  }

  private func beginAnew(after instance: AuditInstance, shown: AuditHead? = nil, why: String) throws(Refusal) {
    // What was written since the restore stays.
    _ = try? audit.storeEntries(all: true)
    try audit.beginInstance(after: instance, shown: shown)
    check.withLock { check in
      check.askAll(at: clock.uptimeMilliseconds)
      check.former = nil
    }
    try announce()
    log(
      LogEvent(.warning, "audit-log-restarts", ["instance": .string(instance.id), "reason": .string(why)]))
  }

  /// A peer that was restored has another log: what its card says of the old one is held against what was seen of it.
  func followPeersLogs() throws(Refusal) {
    let (logs, witnessed) = store.readLatest { ($0.peerLogs, $0.audit.witnessed) }
    for peer in logs {
      for seen in witnessed.values where seen.region == peer.region && seen.origin != peer.origin {
        let previous = peer.log.previous.flatMap { $0.instance.origin(of: peer.region) == seen.origin ? $0 : nil }
        let contradicts = previous.map { $0.size == seen.size && $0.root != seen.root } ?? false
        store.note(
          LogFault(
            .logRestarted, region: peer.region, origin: seen.origin, size: seen.size, at: clock.now,
            notes: [seen.note], named: contradicts ? nil : previous?.size), log)
        try store.commit { (transaction) throws(Refusal) in
          try transaction.append(.audit(.logForgotten(origin: seen.origin)))
        }
      }
    }
  }
}

extension AuditInstance {
  /// True where what shows a restore says nothing new: it was known when this instance began, or belongs to the restore
  /// after which it began.
  fileprivate func covers(_ sign: Restoration.Evidence, _ restoration: Restoration) -> Bool {
    let age = Int64(sign.at / 1000) - beganAt.seconds
    if age <= 0 { return true }
    let isConfirmed = Int64(restoration.confirmedAt / 1000) >= beganAt.seconds
    return previous != nil && !isConfirmed && age < EngineLimits.sameRestoreSeconds
  }
}

extension AuditHead {
  /// True for a state of more entries. Of two with as many, the one that others hold counts.
  fileprivate func isNewer(than known: AuditHead) -> Bool {
    size > known.size || size == known.size && root != known.root
  }
}

extension RegionCard.Log {
  /// What the card says of an instance.
  fileprivate init?(_ instance: AuditInstance) {
    guard let id = LogInstance(instance.id), let key = try? Ed25519PublicKey(bytes: instance.witnessKey) else {
      return nil
    }
    let previous = instance.previous.flatMap { head in
      LogInstance(head.instance).map { Previous(instance: $0, size: head.size, root: head.root) }
    }
    self.init(instance: id, witnessKey: key, previous: previous)
  }
}
