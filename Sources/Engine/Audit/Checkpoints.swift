import Cryptography
import PeerProtocol
public import Region
import Synchronization
import TransparencyLog

/// Signs the checkpoints of the own log on their beat, and holds what peers show of it against it
/// (Schemas/peer-protocol.md, section 7).
public final class Checkpoints: Sendable {
  let store: Store
  let clock: NodeClock
  private let lanes: DeliveryLanes
  private let admission: PeerAdmission
  let audit: AuditLog
  let ownCard: OwnCard
  private let identityKey: Ed25519PrivateKey
  let region: RegionName
  let log: @Sendable (LogEvent) -> Void
  /// What is known since the start of what peers hold of the own log.
  let check = Mutex(OwnCheck())
  /// One checkpoint at a time.
  private let turn = Mutex(())

  /// Whether the own log may be signed after a start.
  struct OwnCheck {
    /// Since when peers are asked, in milliseconds of uptime.
    var startedAt = 0
    /// Peers that showed what they hold of the instance that they are asked for, or that they hold nothing.
    var answered: Set<RegionName> = []
    /// The newest state that a peer showed which is none of the own tree.
    var foreign: AuditHead?
    /// False while peers are asked what they hold of the instance before: the card names that one still.
    var isAnnounced = true
    /// The newest state of the instance before that a peer showed.
    var former: FormerHead?

    /// Asks all peers from now on.
    mutating func askAll(at: Int) { (startedAt, answered, foreign) = (at, [], nil) }
  }

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission, audit: AuditLog, ownCard: OwnCard,
    identityKey: Ed25519PrivateKey, region: RegionName, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.audit, self.ownCard, self.identityKey, self.region) = (audit, ownCard, identityKey, region)
    self.log = log
    check.withLock { $0.startedAt = clock.uptimeMilliseconds }
  }

  // MARK: - The beat

  /// Signs a checkpoint where one is due, and compares peers' new logs with what was seen of their old ones.
  func advance() {
    do throws(Refusal) {
      try followPeersLogs()
      try followOwnLog()
      try followRestore()
      try announceAfterRestore()
      if isBeatDue, maySign { try sign() }
    } catch {
      log(LogEvent(.warning, "checkpoint-waits", refusal: error))
    }
  }

  /// Signs a checkpoint now, for a privacy officer; within ten minutes of the last one that one stands.
  ///
  /// - Returns: whether one was signed.
  /// - Throws: ``Refusal`` where it cannot be signed yet, or the log cannot be written.
  @discardableResult
  public func signNow() throws(Refusal) -> Bool {
    let signedAt = store.readLatest { $0.audit.checkpoints.signedAt }
    if let signedAt, (0..<EngineLimits.askedCheckpointSeconds).contains(clock.now.seconds - signedAt.seconds) {
      return false
    }
    guard maySign else { throw .audit(.ownLogUnchecked) }
    try sign()
    return true
  }

  /// The present instance of the log, where it began, and its checkpoints.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  public func newest() throws(Refusal) -> (instance: AuditInstance?, checkpoints: CheckpointState) {
    try store.readDurable { ($0.audit.instance, $0.audit.checkpoints) }
  }

  /// What was noticed of logs and witnesses, oldest first.
  ///
  /// - Throws: ``Refusal`` where the store does not answer.
  public func faults() throws(Refusal) -> [LogFault] { try store.readDurable { $0.audit.faults } }

  /// A checkpoint is signed in each stretch of six hours in which none was, also by a clock that is in doubt, or was set
  /// back behind the last one: it holds no moment.
  private var isBeatDue: Bool {
    let (instance, signedAt) = store.readLatest { ($0.audit.instance, $0.audit.checkpoints.signedAt) }
    guard let instance else { return false }
    func beats(_ moment: Timestamp) -> Int64 {
      (moment.seconds - Int64(instance.beat)) / Int64(EngineLimits.checkpointSeconds)
    }
    return beats(clock.now) != beats(signedAt ?? instance.beganAt)
  }

  /// A restored node must not sign what contradicts what its peers hold: it asks its last roster first, before its first
  /// checkpoint all peers. It waits a minute for all of them, a day for half. What this process began itself nobody holds.
  private var maySign: Bool {
    let (instance, peers) = store.readLatest { state in
      let present = state.peerLogs.map(\.region)
      let roster = state.audit.checkpoints.roster.map(\.region).filter(present.contains)
      return (state.audit.instance, Set(state.audit.checkpoints.size == 0 ? present : roster))
    }
    let at = clock.uptimeMilliseconds
    return check.withLock { check in
      guard check.isAnnounced, check.foreign == nil else { return false }
      if let instance, audit.hasBegun(instance) || at - check.startedAt >= EngineLimits.ownCheckMilliseconds {
        return true
      }
      let answered = check.answered.intersection(peers).count
      return answered == peers.count
        || at - check.startedAt >= EngineLimits.wholeRosterMilliseconds && answered * 2 >= peers.count
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

  /// Whether the card names the present instance.
  var isAnnounced: Bool { check.withLock { $0.isAnnounced } }

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
        let witness = peer.witness, (try? note.adopt(cosignatureLines: lines, of: witness)) != nil
      else { return false }
      try transaction.append(.audit(.cosigned(peer.region, size: size, note: note.bytes, at: at)))
      return true
    }
    if isGood { try? audit.storeCheckpoint() }
    return isGood
  }

  /// What a witness holds of the own tree: the size to go on from, or a cosignature whose answer was lost.
  func learn(_ held: SignedCheckpoint, _ size: Int, from peer: RegionName) {
    let (newest, log) = store.readLatest { state in
      (state.audit.checkpoints.size, state.peerLog(peer))
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
    let compared = peerLogs.filter { peering.isCompared($0.region) }
    return compared.filter { keys.insert($0.log.witnessKey.bytes).inserted }.prefix(EngineLimits.rosterMembers).map {
      log in
      RosterMember(
        region: log.region, identityKey: log.identityKey.thumbprint.bytes, witnessKey: log.log.witnessKey.bytes,
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
