import Cryptography
import PeerProtocol
public import Region
import Synchronization
import TransparencyLog

/// Cosigns the checkpoints of peers' logs (C2SP `tlog-witness`; Schemas/peer-protocol.md, section 7).
public final class Witness: Sendable {
  private let store: Store
  private let clock: NodeClock
  private let lanes: DeliveryLanes
  private let admission: PeerAdmission
  private let files: any AuditFiles
  private let region: RegionName
  private let log: @Sendable (LogEvent) -> Void
  /// Held from the look at what was cosigned last until the new state is durable.
  private let turn = Mutex(())
  /// What peers' witnesses show of logs that this new witness has not cosigned yet, and who answered.
  let shown = Mutex(Shown())

  /// What peers' witnesses showed to a witness that is new, of the present logs of present peers.
  struct Shown {
    /// Which instance's witness it is; another one has seen nothing yet.
    var instance: String?
    /// Since when it is this process's, in milliseconds of uptime.
    var since = 0
    var heads: [String: TreeHead] = [:]
    var answered: [String: Set<RegionName>] = [:]

    mutating func follow(_ present: AuditInstance?, at: Int) {
      guard instance != present?.id else { return }
      self = Shown(instance: present?.id, since: at)
    }

    /// Forgets what concerns peers that were removed, and logs that were replaced.
    mutating func keep(_ logs: [PeerLog]) {
      let (regions, origins) = (Set(logs.map(\.region)), Set(logs.map(\.origin)))
      heads = heads.filter { origins.contains($0.key) }
      answered = answered.filter { origins.contains($0.key) }.mapValues { $0.intersection(regions) }
    }
  }

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission, files: any AuditFiles,
    region: RegionName, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.files, self.region, self.log) = (files, region, log)
  }

  /// `POST /v1/witness/add-checkpoint`: the cosignature, or the status that says why there is none.
  public func addCheckpoint(_ request: PeerRequest) throws(Refusal) -> PeerResponse {
    let peer = try admission.admitPeer(request)
    let body = try request.readBody(ProtocolLimits.checkpointRequestBytes)
    return try turn.withLock { (_) throws(Refusal) in try decide(body, from: peer.facts.region) }
  }

  private func decide(_ body: [UInt8], from peer: RegionName) throws(Refusal) -> PeerResponse {
    let (instance, logs, witnessed) = store.readLatest { ($0.audit.instance, $0.peerLogs, $0.audit.witnessed) }
    guard let instance else { throw .storage(.logFull) }
    var heads = witnessed.mapValues { TreeHead(size: UInt64($0.size), root: $0.root) }
    let known = logs.filter { log in
      if heads[log.origin] != nil { return true }
      // A new witness begins where others saw the log last: until they told, the log is unknown to it.
      guard let head = beginning(of: log, others: logs, as: instance) else { return false }
      heads[log.origin] = head
      return true
    }
    let checkpoint: SignedCheckpoint
    do throws(AddCheckpointRefusal) {
      checkpoint = try WitnessState(heads: heads).check(body, logs: known.compactMap(\.key))
    } catch {
      note(error, witnessed, from: peer)
      return PeerResponse(error)
    }
    guard let owner = known.first(where: { $0.origin == checkpoint.checkpoint.origin }) else { throw .unknownPeer }
    do {
      guard let seed = try files.witnessSeed(of: instance.id), let own = LogInstance(instance.id) else {
        throw AuditFolderFault.witnessKeyMissing
      }
      let key = try Ed25519PrivateKey(seed: seed)
      let lines = try checkpoint.cosignatureLines(
        as: own.witnessName(of: region), with: key, at: clock.now.seconds)
      // Others' lines are none of this witness's business, and whoever sent them may have made them up.
      guard let ownerKey = owner.key else { throw Refusal.unknownPeer }
      var note = checkpoint.withoutCosignatures(of: ownerKey)
      try note.cosign(as: own.witnessName(of: region), with: key, at: clock.now.seconds)
      let seen = WitnessedLog(
        region: owner.region, origin: owner.origin, size: Int(clamping: checkpoint.checkpoint.size),
        root: checkpoint.checkpoint.root, note: note.bytes)
      // Stored before it is answered: this witness never cosigns an older tree again.
      if let before = witnessed[owner.origin], before.size == seen.size, before.root == seen.root {
        return PeerResponse(status: 200, contentType: "text/plain; charset=utf-8", body: lines)
      }
      try store.commit { (transaction) throws(Refusal) in
        try transaction.append(.audit(.witnessed(seen)))
      }
      return PeerResponse(status: 200, contentType: "text/plain; charset=utf-8", body: lines)
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      log(LogEvent(.error, "audit-files-failed", ["reason": .string("\(error)")]))
      throw .storage(.logFull)
    }
  }

  /// The log itself showed two trees of one size: both notes are kept.
  private func note(_ refusal: AddCheckpointRefusal, _ witnessed: [String: WitnessedLog], from peer: RegionName) {
    guard case .otherRoot(let signed) = refusal, let seen = witnessed[signed.checkpoint.origin] else { return }
    store.note(
      LogFault(
        .splitView, region: seen.region, origin: seen.origin, size: seen.size, at: clock.now,
        notes: [seen.note, signed.bytes]), log)
  }

  /// `GET /v1/witness/{name}/checkpoint`: the newest checkpoint of that log that this node cosigned.
  public func answerCheckpoint(_ request: PeerRequest, log name: String) throws(Refusal) -> PeerResponse {
    _ = try admission.admitPeer(request)
    let witnessed = try store.readDurable { $0.audit.witnessed }
    guard let seen = witnessed.values.first(where: { PeerLog.pathName(of: $0.origin) == name }) else {
      throw .nothingThere
    }
    return PeerResponse(status: 200, contentType: "text/plain; charset=utf-8", body: seen.note)
  }

  // MARK: - A new witness

  /// The names of the logs that this witness has not cosigned yet, of which another peer's witness was not asked.
  func unknownLogs(at peer: RegionName, _ state: RegionState) -> Set<String> {
    let at = clock.uptimeMilliseconds
    let answered = shown.withLock { shown in
      shown.follow(state.audit.instance, at: at)
      return shown.answered
    }
    return Set(
      state.peerLogs.filter { $0.region != peer }.map(\.origin).filter {
        state.audit.witnessed[$0] == nil && answered[$0]?.contains(peer) != true
      })
  }

  /// Takes in what a peer's witness shows of a log; nil where it shows nothing.
  func noteShown(_ head: TreeHead?, of origin: String, by peer: RegionName) {
    let at = clock.uptimeMilliseconds
    let (instance, logs) = store.readLatest { ($0.audit.instance, $0.acceptedLogs) }
    shown.withLock { shown in
      shown.follow(instance, at: at)
      shown.answered[origin, default: []].insert(peer)
      if let head, head.size > shown.heads[origin]?.size ?? 0 { shown.heads[origin] = head }
      shown.keep(logs)
    }
  }

  /// Where this witness begins a log; nil while it still waits for what others saw of it. It waits an hour from its own
  /// beginning at most: a process that starts anew waits on, and an instance that begins while the process runs begins to.
  private func beginning(of log: PeerLog, others: [PeerLog], as instance: AuditInstance) -> TreeHead? {
    let at = clock.uptimeMilliseconds
    let age = clock.isInDoubt ? 0 : clock.now.seconds - instance.beganAt.seconds
    return shown.withLock { shown in
      shown.follow(instance, at: at)
      let asked = others.map(\.region).filter { $0 != log.region }
      let isOver =
        max(Int64(at - shown.since), age * 1000) >= EngineLimits.newWitnessMilliseconds
      guard isOver || asked.allSatisfy({ shown.answered[log.origin]?.contains($0) == true }) else { return nil }
      return shown.heads[log.origin] ?? .empty
    }
  }
}

extension PeerResponse {
  /// A refusal as C2SP `tlog-witness` writes it.
  fileprivate init(_ refusal: AddCheckpointRefusal) {
    let text =
      switch refusal {
      case .malformed(let error): error.description
      case .unknownLog: "the log is not known to this witness"
      case .untrustedSignature: "no signature by the log's key is good"
      case .extensionLines: "a checkpoint of this federation has no extension lines"
      case .oldSizeAboveCheckpoint: "the old size is above that of the checkpoint"
      case .otherSize, .otherRoot: ""
      case .inconsistent: "the proof does not lead from the tree that was cosigned last to this one"
      }
    if let size = refusal.cosignedSize {
      self.init(
        status: refusal.status, contentType: AddCheckpointRefusal.sizeContentType, body: Array("\(size)\n".utf8))
    } else {
      self.init(status: refusal.status, contentType: "text/plain; charset=utf-8", body: Array((text + "\n").utf8))
    }
  }
}

extension Store {
  /// Keeps a fault of a log or a witness, and tells of it, once.
  func note(_ fault: LogFault, _ log: (LogEvent) -> Void) {
    do {
      let isNew = try commit { (transaction) throws(Refusal) in
        guard !transaction.state.audit.knows(fault) else { return false }
        try transaction.append(.audit(.faultNoticed(fault)))
        return true
      }
      guard isNew else { return }
      log(
        LogEvent(
          .warning, "alarm",
          [
            "code": .string(fault.kind.name), "peer": .string(fault.region.text), "log": .string(fault.origin),
            "size": JSONValue(fault.size),
          ], alarm: .log(fault)))
    } catch {
      log(LogEvent(.error, "alarm-not-stored", ["code": .string(fault.kind.name)]))
    }
  }
}
