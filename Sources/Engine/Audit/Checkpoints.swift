import Cryptography
import PeerProtocol
public import Region
import Synchronization
import TransparencyLog

/// Signs the checkpoints of the own log on their beat, and holds what peers show of it against it
/// (Schemas/peer-protocol.md, section 7).
public final class Checkpoints: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let lanes: LaneBook
  private let admission: PeerAdmission
  private let audit: AuditLog
  private let ownCard: OwnCard
  private let identityKey: Ed25519PrivateKey
  private let region: RegionName
  private let log: @Sendable (LogEvent) -> Void
  /// What is known since the start of what peers hold of the own log.
  private let check = Mutex(OwnCheck())
  /// One checkpoint at a time.
  private let turn = Mutex(())

  /// Whether the own log may be signed after a start.
  struct OwnCheck {
    var startedAt: Int?
    /// Peers that showed what they hold of the present instance, or that they hold nothing.
    var answered: Set<RegionName> = []
    /// The newest state that a peer showed which is none of the own tree.
    var foreign: AuditHead?
    /// The sign of a restore after which another instance began.
    var followedSign: Restoration.Evidence?
  }

  init(
    store: Store, clock: NodeClock, lanes: LaneBook, admission: PeerAdmission, audit: AuditLog, ownCard: OwnCard,
    identityKey: Ed25519PrivateKey, region: RegionName, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.audit, self.ownCard, self.identityKey, self.region) = (audit, ownCard, identityKey, region)
    self.log = log
    check.withLock { $0.startedAt = clock.uptimeMilliseconds }
  }

  /// Names the present instance and its witness on the card.
  func announce() throws(Refusal) {
    guard let instance = store.readLatest({ $0.audit.instance }), let id = LogInstance(instance.id),
      let key = try? Ed25519PublicKey(bytes: instance.witnessKey)
    else { return }
    let previous = instance.previous.flatMap { head in
      LogInstance(head.instance).map { RegionCard.Log.Previous(instance: $0, size: head.size, root: head.root) }
    }
    try ownCard.announce(RegionCard.Log(instance: id, witnessKey: key, previous: previous))
  }

  // MARK: - The beat

  /// Signs a checkpoint where one is due, and compares peers' new logs with what was seen of their old ones.
  func advance() {
    do throws(Refusal) {
      try followPeersLogs()
      try followOwnLog()
      try followRestore()
      if isBeatDue, maySign { try sign() }
    } catch {
      log(LogEvent(.warning, "checkpoint-waits", refusal: error))
    }
  }

  /// Signs a checkpoint now, for a privacy officer; within ten minutes of the last one that one stands.
  ///
  /// - Throws: ``Refusal`` where it cannot be signed yet, or the log cannot be written.
  public func signNow() throws(Refusal) {
    let signedAt = store.readLatest { $0.audit.checkpoints.signedAt }
    if let signedAt, clock.now.seconds - signedAt.seconds < EngineLimits.askedCheckpointSeconds { return }
    guard maySign else { throw .audit(.ownLogUnchecked) }
    try sign()
  }

  private var isBeatDue: Bool {
    let (instance, signedAt) = store.readLatest { ($0.audit.instance, $0.audit.checkpoints.signedAt) }
    guard let instance, !clock.isInDoubt else { return false }
    func beats(_ moment: Timestamp) -> Int64 {
      (moment.seconds - Int64(instance.beat)) / Int64(EngineLimits.checkpointSeconds)
    }
    return beats(clock.now) > beats(signedAt ?? instance.beganAt)
  }

  /// A restored node must not sign what contradicts what its peers hold: it asks its last roster first. Before the first
  /// checkpoint there is none, and nothing that a peer could hold but for a restore: all peers are asked, for a moment.
  private var maySign: Bool {
    let (peers, isFirst) = store.readLatest { state in
      let present = state.peerLogs.map(\.region)
      let isFirst = state.audit.checkpoints.size == 0
      return (isFirst ? present : state.audit.checkpoints.roster.map(\.region).filter(present.contains), isFirst)
    }
    let at = clock.uptimeMilliseconds
    let patience = isFirst ? EngineLimits.firstCheckMilliseconds : EngineLimits.ownCheckMilliseconds
    return check.withLock { check in
      if check.foreign != nil { return false }
      if check.startedAt.map({ at - $0 >= patience }) ?? true { return true }
      return check.answered.intersection(peers).count * 2 >= peers.count
    }
  }

  /// Fills the log up, adds the roster, and signs.
  private func sign() throws(Refusal) {
    try turn.withLock { (_) throws(Refusal) in
      // Where the files take nothing, no filler is added that they would have to take too.
      try audit.requireWritable()
      let (size, roster) = try store.commit { (transaction) throws(Refusal) -> (Int, [RosterMember]) in
        let roster = transaction.state.roster
        let unit = EngineLimits.checkpointEntries
        let size = (transaction.state.audit.size + unit) / unit * unit
        let empty = [AuditFact](
          repeating: AuditFact(.empty), count: size - transaction.state.audit.size - 1)
        try transaction.append([], facts: empty + [AuditFact(roster: roster)])
        return (size, roster)
      }
      guard let instance = store.readLatest({ $0.audit.instance }),
        let head = try audit.storeEntries(all: true, upTo: size), head.size == UInt64(size)
      else { throw .storage(.logFull) }
      do {
        var checkpoint = try SignedCheckpoint(
          Checkpoint(origin: audit.origin(instance.id), size: head.size, root: head.root))
        try checkpoint.sign(with: identityKey)
        let note = checkpoint.bytes
        try store.commit { (transaction) throws(Refusal) in
          try transaction.append(
            .audit(.checkpointSigned(size: size, root: head.root, note: note, roster: roster, at: clock.now)))
        }
        try audit.storeCheckpoint()
      } catch let refusal as Refusal {
        throw refusal
      } catch {
        log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
        throw .storage(.logFull)
      }
      log(LogEvent(.info, "checkpoint-signed", ["size": JSONValue(size), "roster": JSONValue(roster.count)]))
    }
  }

  // MARK: - What peers show

  /// Peers whose witnesses were not asked since the start what they hold of the own log.
  func isUnasked(_ peer: RegionName) -> Bool { check.withLock { !$0.answered.contains(peer) } }

  /// Asks a peer's witness again: it refused what should fit.
  func ask(again peer: RegionName) { check.withLock { _ = $0.answered.remove(peer) } }

  /// Takes over a witness's cosignature of the newest checkpoint; false where the lines have no good one. An answer about
  /// a checkpoint that is no longer the newest is as good as any.
  func adopt(_ lines: [UInt8], of size: Int, by peer: PeerLog) throws(Refusal) -> Bool {
    let at = clock.now
    let isGood = try store.commit { (transaction) throws(Refusal) -> Bool in
      let checkpoints = transaction.state.audit.checkpoints
      guard checkpoints.size == size else { return true }
      guard var note = try? SignedCheckpoint(parsing: checkpoints.note),
        (try? note.adopt(cosignatureLines: lines, of: peer.witness)) != nil
      else { return false }
      try transaction.append(.audit(.cosigned(peer.region, size: size, note: note.bytes, at: at)))
      return true
    }
    if isGood { try? audit.storeCheckpoint() }
    return isGood
  }

  /// Takes in what a peer's witness holds of the own log; nil where it holds nothing.
  ///
  /// A state that this node signed and that is none of its tree means that the node was restored from a backup.
  func noteHeld(_ bytes: [UInt8]?, by peer: RegionName) {
    defer { check.withLock { _ = $0.answered.insert(peer) } }
    let (instance, stored) = store.readLatest { ($0.audit.instance, $0.audit.stored) }
    guard let instance, let bytes, let held = try? SignedCheckpoint(parsing: bytes),
      let key = audit.key(of: instance.id), held.isSigned(by: key)
    else { return }
    let size = Int(clamping: held.checkpoint.size)
    if size <= stored {
      let own: [UInt8]
      do { own = try audit.root(at: size) } catch {
        // What cannot be read says nothing of what the peer holds.
        log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
        return
      }
      if own == held.checkpoint.root { return learn(held, size, from: peer) }
    }
    store.note(
      LogFault(
        .inconsistentLog, region: region, origin: audit.origin(instance.id), size: size, witness: peer, at: clock.now,
        notes: [bytes]), log)
    check.withLock { check in
      if size > check.foreign?.size ?? 0 {
        check.foreign = AuditHead(instance: instance.id, size: size, root: held.checkpoint.root)
      }
    }
  }

  /// What a witness holds of the own tree: the size to go on from, or a cosignature whose answer was lost.
  private func learn(_ held: SignedCheckpoint, _ size: Int, from peer: RegionName) {
    let (newest, log) = store.readLatest { state in
      (state.audit.checkpoints.size, state.peering.peers[peer].flatMap { PeerLog($0.facts) })
    }
    guard size != newest else {
      if let log { _ = try? adopt(held.note.signatureLines, of: size, by: log) }
      return
    }
    try? store.commit { (transaction) throws(Refusal) in
      if transaction.state.audit.checkpoints.cosigned[peer] != size {
        try transaction.append(.audit(.cosignedSizeLearnt(peer, size)))
      }
    }
  }

  /// Begins another instance once peers showed that this one was restored: after half of them answered, or an hour, so that
  /// the newest of what they hold is known.
  private func followOwnLog() throws(Refusal) {
    let (instance, peers) = store.readLatest { ($0.audit.instance, $0.peerLogs.map(\.region)) }
    let at = clock.uptimeMilliseconds
    let foreign = check.withLock { check -> AuditHead? in
      let isOver = check.startedAt.map { at - $0 >= EngineLimits.newWitnessMilliseconds } ?? true
      guard isOver || check.answered.intersection(peers).count * 2 >= peers.count else { return nil }
      defer { if check.foreign != nil { check.foreign = nil } }
      return check.foreign
    }
    guard let instance, let foreign, foreign.instance == instance.id else { return }
    try beginAnew(after: instance, shown: foreign, why: "a peer holds more of it")
  }

  /// Begins another instance once a signature, or an operator, showed that the node was restored: the log of before lacks
  /// what the backup lacks, and peers learn so from the name of the new one.
  private func followRestore() throws(Refusal) {
    let (instance, evidence) = store.readLatest { ($0.audit.instance, $0.peering.restoration.evidence) }
    guard let instance, let sign = evidence.first(where: { $0.sign != .seenAhead }),
      Int64(sign.at / 1000) > instance.beganAt.seconds, check.withLock({ $0.followedSign != sign })
    else { return }
    try beginAnew(after: instance, why: "the node was restored from a backup")
    check.withLock { $0.followedSign = sign }
  }

  private func beginAnew(after instance: AuditInstance, shown: AuditHead? = nil, why: String) throws(Refusal) {
    // What was written since the restore stays.
    _ = try? audit.storeEntries(all: true)
    try audit.beginInstance(after: instance, shown: shown)
    check.withLock { $0.answered = [] }
    try announce()
    log(
      LogEvent(.warning, "audit-log-restarts", ["instance": .string(instance.id), "reason": .string(why)]))
  }

  /// A peer that was restored has another log: what it says of the old one is held against what was seen of it.
  private func followPeersLogs() throws(Refusal) {
    let (logs, witnessed) = store.readLatest { ($0.peerLogs, $0.audit.witnessed) }
    for log in logs {
      for seen in witnessed.values where seen.region == log.region && seen.origin != log.origin {
        store.note(
          LogFault(
            .logRestarted, region: log.region, origin: seen.origin, size: seen.size, at: clock.now, notes: [seen.note]),
          self.log)
        try store.commit { (transaction) throws(Refusal) in
          try transaction.append(.audit(.logForgotten(origin: seen.origin)))
        }
      }
    }
  }

  // MARK: - Peers' questions

  /// `GET /v1/log/consistency/{from}/{to}`: that one signed state continues another.
  public func answerConsistency(_ request: PeerRequest, from: String, to: String) throws(Refusal) -> PeerResponse {
    _ = try admission.admitPeer(request)
    let sizes = store.readLatest { $0.audit.checkpoints.sizes }
    guard let older = Int(from), String(older) == from, let newer = Int(to), String(newer) == to, older <= newer,
      sizes.contains(older), sizes.contains(newer)
    else { throw .nothingThere }
    do {
      return .json(ConsistencyProof(hashes: try audit.consistencyProof(from: older, to: newer)).json)
    } catch {
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
      throw .storage(.logFull)
    }
  }
}

extension RegionState {
  /// The peers whose cosignatures count: accepted, compared and not suspended, with a witness. A key that stands on two
  /// cards counts once.
  var roster: [RosterMember] {
    var keys: Set<[UInt8]> = []
    return peerLogs.filter { keys.insert($0.log.witnessKey.bytes).inserted }.prefix(EngineLimits.rosterMembers).map {
      log in
      RosterMember(
        region: log.region, identityKey: log.key.publicKey.thumbprint.bytes, witnessKey: log.log.witnessKey.bytes,
        instance: log.log.instance.text)
    }
  }
}

extension AuditFact {
  /// The entry under a checkpoint.
  fileprivate init(roster: [RosterMember]) {
    self.init(
      .roster,
      [
        "peers": .rows(
          roster.map { member in
            [
              "region": .word(member.region.text), "identityKey": .word(Base64URL.encode(member.identityKey)),
              "witnessKey": .word(Base64URL.encode(member.witnessKey)), "instance": .word(member.instance),
            ]
          })
      ])
  }
}
