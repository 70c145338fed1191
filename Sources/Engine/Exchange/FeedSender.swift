import Cryptography
import PeerProtocol
import PrivateMatching
import Region
import Synchronization

/// Sends this region's feeds: makes batches, and takes in what peers answer to them (Schemas/peer-protocol.md,
/// section 5).
public final class FeedSender: Sendable {
  let region: RegionName
  let identityKey: Ed25519PrivateKey
  /// How long guardians wait at least after those that were sent before.
  let guardianMilliseconds: Int
  let signatures: any SignatureScheme
  private let arithmetic: any MatchingArithmetic
  private let curve: FairScheduler
  private let random: any RandomSource
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let alarms: Alarms
  let limits: Limits
  private let retention: Retention
  let restoreWatch: RestoreWatch
  let log: @Sendable (LogEvent) -> Void

  init(
    configuration: EngineConfiguration, arithmetic: any MatchingArithmetic, signatures: any SignatureScheme,
    curve: FairScheduler, random: any RandomSource, store: Store, clock: NodeClock, lanes: DeliveryLanes,
    alarms: Alarms,
    limits: Limits, retention: Retention, restoreWatch: RestoreWatch, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (region, identityKey) = (configuration.region, configuration.identityKey)
    guardianMilliseconds = configuration.guardianMilliseconds
    (self.arithmetic, self.signatures, self.curve, self.random) = (arithmetic, signatures, curve, random)
    (self.store, self.clock, self.lanes, self.alarms) = (store, clock, lanes, alarms)
    (self.limits, self.retention, self.restoreWatch, self.log) = (limits, retention, restoreWatch, log)
  }

  /// The exact bytes of the feed's pending batch; makes the next one where none is pending and something is to be sent.
  func pendingBody(_ key: FeedKey, _ peer: RegionName) throws(Refusal) -> [UInt8]? {
    let pending = try store.readDurable { $0.exchange.outgoing[key]?.pending }
    guard let pending else { return try prepareBatch(key, peer) }
    guard mustGiveUp(pending, peer, store.readLatest({ $0.peering.restoration })) else { return pending.body }
    try giveUp(key, peer)
    return nil
  }

  /// Gives up a pending batch that may have arrived, and cannot be repeated with what was erased
  /// (Schemas/peer-protocol.md, section 5).
  func giveUp(_ key: FeedKey, _ peer: RegionName) throws(Refusal) {
    try store.commit { (transaction) throws(Refusal) in
      if let pending = transaction.state.exchange.outgoing[key]?.pending,
        mustGiveUp(pending, peer, transaction.state.peering.restoration)
      {
        try transaction.append(.exchange(.batchGivenUp(key)))
      }
    }
    log(LogEvent(.info, "batch-given-up", ["peer": .string(peer.text), "kind": .string(key.kind.name)]))
  }

  /// A node that was restored from a backup adds nothing: not even what waited for its answer then.
  private func mustGiveUp(_ pending: PendingBatch, _ peer: RegionName, _ restoration: Restoration) -> Bool {
    pending.holdsErased || (restoration.holdsBack(peer) && !pending.additions.isEmpty)
  }

  private func prepareBatch(_ key: FeedKey, _ peer: RegionName) throws(Refusal) -> [UInt8]? {
    let (at, uptime) = (clock.milliseconds, clock.uptimeMilliseconds)
    let budget = lanes.lane(peer) { lane in lane.budgets[key].flatMap { $0.until > uptime ? $0 : nil } }
    let lane = lanes.lane(peer) { $0 }
    let held = retention.heldEndings
    let selected = store.readLatestTidying { state in
      let room = additionsWait(key, state, lane) ? 0 : budget?.remaining ?? limits.fitting(key, state, at)
      return state.selectBatch(
        key, additions: room, items: ProtocolLimits.batchItems, withdrawalsFirst: budget != nil,
        withdrawalsOnly: state.peering.restoration.holdsBack(peer), held: held)
    }
    guard let selected else { return nil }
    var points: [[UInt8]] = []
    do {
      let pseudonyms = selected.additions.map(\.pseudonym.point)
      for start in stride(from: 0, to: pseudonyms.count, by: EngineLimits.itemsInTurn) {
        let part = Array(pseudonyms[start..<min(start + EngineLimits.itemsInTurn, pseudonyms.count)])
        points += try curve.take(.peer(peer)) {
          try arithmetic.blindedPoints(of: part, agreement: key.agreement.bytes, kind: key.kind)
        }
      }
    } catch {
      log(LogEvent(.error, "curve-arithmetic-failed", ["peer": .string(peer.text)]))
      throw .miscomputed
    }
    var additions: [Addition] = []
    additions.reserveCapacity(points.count)
    for (chosen, point) in zip(selected.additions, points) {
      let item = PendingBatch.Item(identity: chosen.identity, handle: try Handle(point: point, kind: key.kind))
      additions.append(Addition(item: item, pseudonym: chosen.pseudonym, point: point))
    }
    // Sorted, so that the order tells nothing.
    additions.sort { $0.point.lexicographicallyPrecedes($1.point) }
    let salt = random.bytes(32)
    let made = try store.commit { (transaction) throws(Refusal) -> (body: [UInt8], receiptId: DocumentId)? in
      try append(key, additions, selected, salt, peer, &transaction)
    }
    guard let (body, receiptId) = made else { return nil }
    lanes.lane(peer) { $0.unarrived[key] = receiptId }
    log(
      LogEvent(
        .info, "batch-prepared",
        [
          "peer": .string(peer.text), "kind": .string(key.kind.name), "added": JSONValue(additions.count),
          "withdrawn": JSONValue(selected.withdrawals.count),
        ]))
    return body
  }

  private struct Addition {
    var item: PendingBatch.Item
    var pseudonym: Pseudonym
    var point: [UInt8]
  }

  /// Makes the batch of what still holds now, signs its receipt and appends it.
  private func append(
    _ key: FeedKey, _ computed: [Addition], _ selected: BatchSelection, _ salt: [UInt8], _ peer: RegionName,
    _ transaction: inout Transaction
  ) throws(Refusal) -> (body: [UInt8], receiptId: DocumentId)? {
    let held = transaction.state
    guard let feed = held.exchange.outgoing[key], feed.pending == nil, !feed.needsRepair else { return nil }
    if held.peering.restoration.holdsBack(peer) && (!computed.isEmpty || selected.completes != feed.complete) {
      return nil
    }
    let backlog = FeedBacklog(held, key)
    let additions = computed.filter { backlog.stillAdds($0.item.identity, $0.pseudonym) }
    let withdrawals = selected.withdrawals.filter { backlog.stillWithdraws($0) }
    let isEmpty = additions.isEmpty && withdrawals.isEmpty
    guard !isEmpty || (selected.completes && !feed.complete) else { return nil }
    let sequence = feed.sequence + 1
    let previous = sequence == 1 ? feed.previousReceipt : nil
    let facts = ReceiptPayload(
      agreement: key.agreement, kind: key.kind, from: region, to: peer, generation: feed.generation,
      sequence: sequence, complete: selected.completes, added: additions.count, withdrawn: withdrawals.count,
      active: held.exchange.activeAfter(additions: additions.map(\.item), withdrawals: withdrawals, key),
      digest: Naming.batchDigest(
        salt: salt, add: additions.map(\.point), withdraw: withdrawals.map(\.handle.bytes)),
      previous: sequence == 1 ? previous?.documentId : feed.receipt?.documentId, at: clock.now)
    let receipt: SignedDocument
    do {
      receipt = try SignedDocument.sign(
        payload: facts.bytes, type: .receipt, key: identityKey, by: signatures)
    } catch {
      throw .miscomputed
    }
    let request = BatchRequest(
      generation: feed.generation, sequence: sequence, points: additions.flatMap(\.point),
      withdraw: withdrawals.map(\.handle), salt: salt, previousReceipt: previous, receipt: receipt,
      receiptPayload: facts)
    let batch = PendingBatch(
      body: request.bytes, receiptId: receipt.documentId, generation: feed.generation, sequence: sequence,
      complete: selected.completes, additions: additions.map(\.item), withdrawals: withdrawals)
    try transaction.append(.exchange(.batchPrepared(key, batch)))
    return (batch.body, batch.receiptId)
  }

  /// A batch that waits for its answer may hold what was erased since; where its peer is down that could stay for weeks.
  func giveUpErasedBatches() throws(Refusal) {
    let held = store.readLatest { state in
      state.exchange.outgoing.filter { $0.value.pending?.holdsErased == true }.map { ($0.key, $0.value.peer) }
    }
    for (key, peer) in held where !lanes.lane(peer, { $0.underWay.contains(.batch(key)) }) { try giveUp(key, peer) }
  }
}
