import Cryptography
import PeerProtocol
import PrivateMatching
import Region

extension Engine {
  /// What this node holds of the caller's feeds.
  func answerState(_ request: PeerRequest, _ id: AgreementId) throws(Refusal) -> PeerResponse {
    let (peer, record) = try admission.admitAgreement(request, id)
    let feeds = try store.readDurable { state in
      record.terms.kinds.map { kind in
        (kind, state.exchange.incoming[FeedKey(agreement: id, kind: kind)]?.report ?? .empty)
      }
    }
    compareSoon(id, with: peer.facts.region)
    return .json(AgreementState(feeds: Dictionary(feeds, uniquingKeysWith: { first, _ in first })).json)
  }

  /// The peer started, was restored from a backup, or somebody there asks for the exchange now: what it holds of this
  /// region's feeds may be older than this node believes, and only a question of its own shows that.
  private func compareSoon(_ id: AgreementId, with peer: RegionName) {
    let at = clock.uptimeMilliseconds
    if lanes.lane(peer, { $0.compareSoon(id, now: at) }) { lanes.wake(peer) }
  }

  /// A batch of the caller's feed: admit, compute, decide, durable, answer (Schemas/peer-protocol.md, section 5).
  func takeBatch(_ request: PeerRequest, _ key: FeedKey) throws(Refusal) -> PeerResponse {
    let (peer, record) = try admission.admitAgreement(request, key.agreement)
    guard record.terms.kinds.contains(key.kind) else { throw .agreementNotActive }
    clockWatch.observe()
    do {
      let answer = try gates.admit(peer.facts.region) { () throws(Refusal) -> BatchAnswer in
        let body = try request.readBody(ProtocolLimits.batchBytes)
        return try gates.pass(peer.facts.region) { () throws(Refusal) in
          // Read in turn: what a megabyte of JSON unfolds to is many times larger.
          try batchTurns.take(.peer(peer.facts.region)) { () throws(Refusal) in
            try decide(try readBatch(body), key, peer)
          }
        }
      }
      return .json(answer.json)
    } catch {
      noteRefusal(error, peer.facts.region)
      throw error
    }
  }

  private func readBatch(_ body: [UInt8]) throws(Refusal) -> BatchRequest {
    do { return try BatchRequest(parsing: body) } catch { throw .problem(error) }
  }

  private func noteRefusal(_ refusal: Refusal, _ peer: RegionName) {
    switch refusal.code {
    case .limitExceeded:
      let limit = rendered(refusal).members["limit"]?.stringValue ?? ""
      alarms.raise(
        refusal.code.rawValue, peer,
        "\(peer) sent more than the limit \(limit) of the agreement allows; the batch was refused whole. Where it has a "
          + "reason, both privacy officers can approve an exception: samenloop agreement except")
    case .invalidPoint, .duplicatePoint, .invalidReceipt, .sequenceConflict, .invalidSignature:
      alarms.raise(refusal.code.rawValue, peer, "A batch was refused whole.")
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
    if let index = batch.firstDuplicate {
      throw .problem(
        Problem(
          .duplicatePoint, "A feed holds each identity once. Send the point once.", members: ["index": JSONValue(index)]
        ))
    }
    let points = (0..<batch.pointCount).map { batch.point($0) }
    let handles = try points.map { (point) throws(Refusal) in try handle(of: point, key.kind) }
    let admitted = store.readLatest { state -> Result<Admission, Refusal> in
      do throws(Refusal) {
        return .success(try admit(batch, handles, key, peer, state))
      } catch {
        return .failure(error)
      }
    }
    let isKnown = try admitted.get().isKnown
    if let previous = batch.previousReceipt, let facts = verified(previous, key, from: peer),
      store.readLatest({ isNews(received: previous, facts, key, $0) })
    {
      try noticeRestore(.ownBatchUnknown, peer.facts.region, document: previous.documentId)
    }
    try checkIdleness(batch, handles, key, peer)
    let tokens = try computeTokens(points, handles, isKnown, key, peer.facts.region)
    return try takeIn(batch, points, handles, tokens, key, peer)
  }

  /// The receipt must be signed by the peer, and say what the batch holds.
  private func checkReceipt(_ batch: BatchRequest, _ key: FeedKey, _ peer: Peer) throws(Refusal) {
    let facts = batch.receiptPayload
    var mismatch = batch.receiptMismatch
    if facts.agreement != key.agreement { mismatch = "agreement" }
    if facts.kind != key.kind { mismatch = "kind" }
    if facts.from != peer.facts.region { mismatch = "from" }
    if facts.to != region { mismatch = "to" }
    if facts.digest != digest(batch) { mismatch = "digest" }
    if let mismatch {
      throw .problem(
        Problem(
          .invalidReceipt, "The receipt's \(mismatch) does not fit the batch.", members: ["member": .string(mismatch)]))
    }
    do { try batch.receipt.verify(type: .receipt, signers: [peer.facts.identityKey], by: signatures) } catch {
      throw .problem(Problem(.invalidReceipt, "The receipt must carry the sender's signature and no other: \(error)."))
    }
  }

  /// What is known of a batch that may be taken in.
  private struct Admission {
    /// Which additions are in the feed already, and stay in it.
    var isKnown: [Bool]
    /// How the others count.
    var share: LimitShare
  }

  /// Whether the batch may be taken in, before any curve arithmetic.
  private func admit(
    _ batch: BatchRequest, _ handles: [Handle], _ key: FeedKey, _ peer: Peer, _ state: RegionState
  ) throws(Refusal) -> Admission {
    guard let feed = state.exchange.incoming[key] else { throw .agreementNotActive }
    try checkSequence(batch, key, feed, peer)
    let withdrawn = Set(batch.withdraw)
    let isNewGeneration = batch.generation > feed.generation
    let isNamed = { (handle: Handle) in !isNewGeneration && feed.isNamed(handle) }
    let leaving = withdrawn.count(where: isNamed)
    let entering = handles.count { !isNamed($0) || withdrawn.contains($0) }
    let active = (isNewGeneration ? 0 : feed.named) - leaving + entering
    guard batch.receiptPayload.active == active else { throw .sequenceGap(feed.report) }
    if feed.complete && !isNewGeneration && !batch.receiptPayload.complete {
      throw .problem(Problem(.invalidReceipt, "complete stays true once it was.", members: ["member": "complete"]))
    }
    // Withdrawals apply first: what a batch withdraws and adds again is not in the feed when it is added.
    let isKnown = handles.map { feed.holds($0) && !withdrawn.contains($0) }
    let added = isKnown.count { !$0 }
    let dropped = withdrawn.count { feed.holds($0) }
    // The first complete batch leaves exactly what its generation named.
    let completes = batch.receiptPayload.complete && (isNewGeneration || !feed.complete)
    let change = completes ? active - feed.count : added - dropped
    let share = try share(adding: added, growing: change, key.agreement, peer, state)
    return Admission(isKnown: isKnown, share: share)
  }

  /// Limits do not count batches that change nothing, yet their receipts are remembered and their answers cost work.
  private func checkIdleness(
    _ batch: BatchRequest, _ handles: [Handle], _ key: FeedKey, _ peer: Peer
  ) throws(Refusal) {
    let isIdle = store.readLatest { state in
      guard let feed = state.exchange.incoming[key], handles.allSatisfy({ feed.holds($0) }) else { return false }
      let kept = Set(handles)
      return batch.withdraw.allSatisfy { kept.contains($0) || !feed.holds($0) }
    }
    guard isIdle, !gates.allowsIdleBatch(peer.facts.region, now: clock.uptimeMilliseconds) else { return }
    throw .problem(
      Problem(
        .tryAgain, "Too many batches of this peer changed nothing. Send one when there is something to say.",
        retryAfter: EngineLimits.idleBatchMilliseconds / 1000))
  }

  private func checkSequence(
    _ batch: BatchRequest, _ key: FeedKey, _ feed: IncomingFeed, _ peer: Peer
  ) throws(Refusal) {
    if batch.generation == feed.generation {
      if batch.sequence == feed.sequence, let last = lastPayload(feed), last.digest != batch.receiptPayload.digest {
        throw .problem(
          Problem(
            .sequenceConflict, "This sequence was used for another batch. Read state, then start a new generation.",
            members: feed.report.conflictMembers))
      }
      guard batch.sequence == feed.sequence + 1, batch.receiptPayload.previous == feed.receipt?.documentId,
        batch.previousReceipt == nil
      else { throw .sequenceGap(feed.report) }
      return
    }
    guard batch.generation > feed.generation, batch.sequence == 1 else { throw .sequenceGap(feed.report) }
    guard let previous = batch.previousReceipt else {
      guard feed.receipt == nil, batch.receiptPayload.previous == nil else { throw .sequenceGap(feed.report) }
      return
    }
    guard batch.receiptPayload.previous == previous.documentId, let facts = verified(previous, key, from: peer) else {
      throw .problem(
        Problem(
          .invalidReceipt, "previousReceipt must carry both signatures and be of this feed.",
          members: ["member": "previousReceipt"]))
    }
    if let own = lastPayload(feed) {
      guard
        (facts.generation, facts.sequence) > (own.generation, own.sequence)
          || previous.documentId == feed.receipt?.documentId
      else { throw .sequenceGap(feed.report) }
    }
  }

  private func lastPayload(_ feed: IncomingFeed) -> ReceiptPayload? {
    feed.receipt.flatMap { try? $0.payload(as: ReceiptPayload.self) }
  }

  /// What a receipt of the peer's feed says, where both regions signed it.
  private func verified(_ receipt: SignedDocument, _ key: FeedKey, from peer: Peer) -> ReceiptPayload? {
    guard let facts = try? receipt.payload(as: ReceiptPayload.self), facts.agreement == key.agreement,
      facts.kind == key.kind, facts.from == peer.facts.region, facts.to == region
    else { return nil }
    do {
      try receipt.verify(
        type: .receipt, signers: [peer.facts.identityKey, configuration.identityKey.publicKey], by: signatures)
      return facts
    } catch {
      return nil
    }
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
      guard case .invalidPoint(let index) = error, fresh.indices.contains(index) else {
        throw .miscomputed
      }
      throw .problem(
        Problem(
          .invalidPoint, "Send each point uncompressed: 65 bytes that begin with 04 and lie on the curve.",
          members: ["index": JSONValue(fresh[index])]))
    }
    var tokens = [MatchToken?](repeating: nil, count: points.count)
    for (row, token) in zip(fresh, computed) { tokens[row] = MatchToken(token) }
    return tokens
  }

  private func takeIn(
    _ batch: BatchRequest, _ points: [[UInt8]], _ handles: [Handle], _ tokens: [MatchToken?], _ key: FeedKey,
    _ peer: Peer
  ) throws(Refusal) -> BatchAnswer {
    let at = milliseconds
    let identityKey = configuration.identityKey
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
          throw .problem(Problem(.tryAgain, "The feed changed meanwhile. Send the batch again.", retryAfter: 1))
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
      let detected = try transaction.state.detect(received: additions, key) { (own, theirs) throws(Refusal) in
        try matchId(key, own: own, theirs: theirs, peer: peer.facts.region)
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
      suspicions = try noteSuspicions(peer.facts.region, at: at, &transaction)
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
    tell(suspicions)
    if batch.generation > 1, batch.sequence == 1 { compareSoon(key.agreement, with: peer.facts.region) }
    return answer
  }

  func handle(of point: [UInt8], _ kind: FeedKind) throws(Refusal) -> Handle {
    guard let handle = Handle(Naming.handle(of: point, kind: kind)) else { throw .miscomputed }
    return handle
  }

  /// The name of a match between an entry here and one of `peer`: both sides compute the same.
  func matchId(_ key: FeedKey, own: Handle, theirs: Handle, peer: RegionName) throws(Refusal) -> MatchId {
    let (first, second) = region < peer ? (own, theirs) : (theirs, own)
    let name = Naming.matchId(
      agreement: key.agreement.bytes, kind: key.kind, handleOfFirstParty: first.bytes,
      handleOfSecondParty: second.bytes)
    guard let id = MatchId(name) else { throw .miscomputed }
    return id
  }

  private func digest(_ batch: BatchRequest) -> [UInt8] {
    Naming.batchDigest(
      salt: batch.salt, add: (0..<batch.pointCount).map { batch.point($0) }, withdraw: batch.withdraw.map(\.bytes))
  }
}

extension Refusal {
  /// Arithmetic that cannot fail did.
  static let miscomputed = Refusal.problem(
    Problem(
      .internalError, "A computation of the node failed. Try again; restart the node if it stays."))

  static func sequenceGap(_ report: FeedStateReport) -> Refusal {
    Refusal.problem(
      Problem(
        .sequenceGap, "The batch does not follow the last one. Compare with what is held, then start a new generation.",
        members: report.conflictMembers))
  }
}

extension FeedStateReport {
  /// What `state` gives for the feed, as members of a problem: each by itself, and all of them as `state`.
  var conflictMembers: [String: JSONValue] {
    var all = members
    all["state"] = json
    return all
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
