import Cryptography
public import PeerProtocol
import PrivateMatching
public import Region

/// Takes in the batches of peers' feeds: admit, compute, decide, durable, answer (Schemas/peer-protocol.md, section 5).
public final class FeedReceiver: Sendable {
  let region: RegionName
  let identityKey: Ed25519PrivateKey
  let signatures: any SignatureScheme
  let arithmetic: any MatchingArithmetic
  let curve: FairScheduler
  let store: Store
  let clock: NodeClock
  private let clockWatch: ClockWatch
  private let admission: PeerAdmission
  private let lanes: DeliveryLanes
  private let alarms: Alarms
  let limits: Limits
  private let restoreWatch: RestoreWatch
  private let log: @Sendable (LogEvent) -> Void
  let gates = PeerGates()
  /// Turns at what is held in memory while a batch is decided on.
  private let batchTurns = FairScheduler(atOnce: Engine.cores + EngineLimits.batchesBesideCores)

  init(
    configuration: EngineConfiguration, arithmetic: any MatchingArithmetic, signatures: any SignatureScheme,
    curve: FairScheduler, store: Store, clock: NodeClock, clockWatch: ClockWatch, admission: PeerAdmission,
    lanes: DeliveryLanes, alarms: Alarms, limits: Limits, restoreWatch: RestoreWatch,
    log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (region, identityKey) = (configuration.region, configuration.identityKey)
    (self.arithmetic, self.signatures, self.curve) = (arithmetic, signatures, curve)
    (self.store, self.clock, self.clockWatch) = (store, clock, clockWatch)
    (self.admission, self.lanes, self.alarms) = (admission, lanes, alarms)
    (self.limits, self.restoreWatch) = (limits, restoreWatch)
    self.log = log
  }

  /// What this node holds of the caller's feeds.
  public func state(_ request: PeerRequest, of id: AgreementId) throws(Refusal) -> AgreementState {
    let (peer, record) = try admission.admitAgreement(request, id)
    let feeds = try store.readDurable { state in
      record.terms.kinds.map { kind in
        (kind, state.exchange.incoming[FeedKey(agreement: id, kind: kind)]?.report ?? .empty)
      }
    }
    compareSoon(id, with: peer.facts.region)
    return AgreementState(feeds: Dictionary(feeds, uniquingKeysWith: { first, _ in first }))
  }

  /// The peer started, was restored from a backup, or somebody there asks for the exchange now: what it holds of this
  /// region's feeds may be older than this node believes, and only a question of its own shows that.
  private func compareSoon(_ id: AgreementId, with peer: RegionName) {
    let at = clock.uptimeMilliseconds
    if lanes.lane(peer, { $0.compareSoon(id, now: at) }) { lanes.wake(peer) }
  }

  /// Takes in a batch of the caller's feed; the answer is given once all that it says is durable.
  public func takeBatch(_ request: PeerRequest, of key: FeedKey) throws(Refusal) -> BatchAnswer {
    let (peer, record) = try admission.admitAgreement(request, key.agreement)
    guard record.terms.kinds.contains(key.kind) else { throw .agreementNotActive }
    clockWatch.observe()
    do {
      return try gates.admit(peer.facts.region) { () throws(Refusal) -> BatchAnswer in
        let body = try request.readBody(ProtocolLimits.batchBytes)
        return try gates.pass(peer.facts.region) { () throws(Refusal) in
          // Read in turn: what a megabyte of JSON unfolds to is many times larger.
          try batchTurns.take(.peer(peer.facts.region)) { () throws(Refusal) in
            try decide(try readBatch(body), key, peer)
          }
        }
      }
    } catch {
      noteRefusal(error, peer.facts.region)
      throw error
    }
  }

  private func readBatch(_ body: [UInt8]) throws(Refusal) -> BatchRequest {
    do { return try BatchRequest(parsing: body) } catch { throw .exchange(.unreadableBatch(error)) }
  }

  private func noteRefusal(_ refusal: Refusal, _ peer: RegionName) {
    if case .limits(.exceeded(let limit, _, _)) = refusal {
      alarms.raise(.limitExceeded(limit.rawValue), about: peer)
      return
    }
    switch refusal.code {
    case .invalidPoint, .duplicatePoint, .invalidReceipt, .sequenceConflict, .invalidSignature:
      alarms.raise(.batchRefused(refusal.code), about: peer)
    default: break
    }
  }

  private func decide(
    _ batch: BatchRequest, _ key: FeedKey, _ peer: Peer
  ) throws(Refusal) -> BatchAnswer {
    let repeated = try store.readDurable { state -> BatchAnswer? in
      guard let feed = state.exchange.incoming[key], let receipt = feed.receipt,
        receipt.documentId == batch.receipt.documentId
      else { return nil }
      return BatchAnswer(matchTokens: feed.lastMatchTokens, receipt: receipt)
    }
    if let repeated { return repeated }

    try checkReceipt(batch, key, peer)
    if let index = batch.firstDuplicate { throw .exchange(.duplicatePoint(index: index)) }
    let points = (0..<batch.pointCount).map { batch.point($0) }
    let handles = try points.map { (point) throws(Refusal) in try Handle(point: point, kind: key.kind) }
    let admitted = store.readLatest { state -> Result<Admission, Refusal> in
      do throws(Refusal) {
        return .success(try admit(batch, handles, key, peer, state))
      } catch {
        return .failure(error)
      }
    }
    let isKnown = try admitted.get().isKnown
    if let previous = batch.previousReceipt, let facts = verified(previous, key, from: peer),
      store.readLatest({ restoreWatch.isUnknown(received: previous, facts, key, $0) })
    {
      try restoreWatch.notice(.ownBatchUnknown, peer.facts.region, document: previous.documentId)
    }
    try checkIdleness(batch, handles, key, peer)
    let tokens = try computeTokens(points, handles, isKnown, key, peer.facts.region)
    return try takeIn(batch, points, handles, tokens, key, peer)
  }

  /// Computes the tokens of additions that are new; entries that are held have theirs.
  private func computeTokens(
    _ points: [[UInt8]], _ handles: [Handle], _ isKnown: [Bool], _ key: FeedKey, _ region: RegionName
  ) throws(Refusal) -> [MatchToken?] {
    let fresh = points.indices.filter { !isKnown[$0] }
    let received = fresh.map { points[$0] }
    var computed: [[UInt8]] = []
    do throws(P256PointError) {
      // One bad point behind thousands of good ones costs its sender the whole batch, and this node nothing.
      if let index = try arithmetic.firstInvalid(of: received) { throw .invalidPoint(index: index) }
      for start in stride(from: 0, to: received.count, by: EngineLimits.itemsInTurn) {
        let part = Array(received[start..<min(start + EngineLimits.itemsInTurn, received.count)])
        computed += try curve.take(.peer(region)) { () throws(P256PointError) in
          try arithmetic.tokens(for: part, agreement: key.agreement.bytes, kind: key.kind)
        }
      }
    } catch {
      guard case .invalidPoint(let index) = error, fresh.indices.contains(index) else { throw .miscomputed }
      throw .exchange(.invalidPoint(index: fresh[index]))
    }
    var tokens = [MatchToken?](repeating: nil, count: points.count)
    for (row, token) in zip(fresh, computed) { tokens[row] = MatchToken(token) }
    return tokens
  }

  private func takeIn(
    _ batch: BatchRequest, _ points: [[UInt8]], _ handles: [Handle], _ tokens: [MatchToken?], _ key: FeedKey,
    _ peer: Peer
  ) throws(Refusal) -> BatchAnswer {
    let (at, now) = (clock.milliseconds, clock.now)
    var suspicions: [RegionEvent] = []
    let answer = try store.commit { (transaction) throws(Refusal) -> BatchAnswer in
      try transaction.requireAdmitted(peer.facts.region)
      guard transaction.state.agreements.records[key.agreement]?.isInForce(now: now) == true,
        let feed = transaction.state.exchange.incoming[key]
      else { throw .agreementNotActive }
      // One batch a peer is decided on at a time, but an agreement may have ended meanwhile.
      let admission = try admit(batch, handles, key, peer, transaction.state)
      var additions: [ReceivedAddition] = []
      additions.reserveCapacity(points.count)
      for (row, point) in points.enumerated() {
        guard let stored = OpaquePoint(point: point), let token = tokens[row] ?? feed.token(handles[row]) else {
          throw .exchange(.feedChanged)
        }
        additions.append(ReceivedAddition(handle: handles[row], point: stored, token: token))
      }
      var receipt = batch.receipt
      do {
        try receipt.addSignature(
          type: .receipt, key: identityKey,
          extraHeader: ["tokens": BatchAnswer.tokensHeader(additions.map(\.token))], by: signatures)
      } catch {
        throw .miscomputed
      }
      let detected = try transaction.state.exchange.detect(received: additions, key) { (own, theirs) throws(Refusal) in
        try MatchId(key, own: (region, own), theirs: (peer.facts.region, theirs))
      }
      let facts = BatchFacts(
        generation: batch.generation, sequence: batch.sequence, complete: batch.receiptPayload.complete,
        newAdditions: admission.share.additions, excepted: admission.share.excepted,
        fillsGap: batch.previousReceipt.map { $0.documentId != feed.receipt?.documentId } ?? false)
      try transaction.append(
        .exchange(
          .batchReceived(
            key, receipt: receipt, facts: facts, additions: additions, withdrawals: batch.withdraw,
            detected: detected, at: at)))
      suspicions = try limits.noteSuspicions(peer.facts.region, at: at, &transaction)
      return BatchAnswer(matchTokens: additions.map(\.token), receipt: receipt)
    }
    log(
      LogEvent(
        .info, "batch-received",
        [
          "peer": .string(peer.facts.region.text), "kind": .string(key.kind.name),
          "generation": JSONValue(batch.generation), "sequence": JSONValue(batch.sequence),
          "added": JSONValue(points.count), "withdrawn": JSONValue(batch.withdraw.count),
        ]))
    limits.tell(suspicions)
    if batch.generation > 1, batch.sequence == 1 { compareSoon(key.agreement, with: peer.facts.region) }
    return answer
  }
}

extension IncomingFeed {
  /// The tokens of the last answer, in the order of its additions.
  var lastMatchTokens: [MatchToken] {
    stride(from: 0, to: lastTokens.count, by: 16).compactMap {
      MatchToken(lastTokens[$0..<min($0 + 16, lastTokens.count)])
    }
  }
}
