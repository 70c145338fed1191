import Cryptography
import PeerProtocol
import PrivateMatching
import Region
import Synchronization

extension Engine {
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
    let (at, uptime) = (milliseconds, clock.uptimeMilliseconds)
    let budget = lanes.lane(peer) { lane in lane.budgets[key].flatMap { $0.until > uptime ? $0 : nil } }
    let lane = lanes.lane(peer) { $0 }
    let held = heldEndings
    let selected = store.readLatestTidying { state in
      let room = additionsWait(key, state, lane) ? 0 : budget?.remaining ?? fitting(key, state, at)
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
      let item = PendingBatch.Item(identity: chosen.identity, handle: try handle(of: point, key.kind))
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
    let additions = computed.filter { held.stillAdds($0.item.identity, $0.pseudonym, key) }
    let withdrawals = selected.withdrawals.filter { held.stillWithdraws($0, key) }
    let isEmpty = additions.isEmpty && withdrawals.isEmpty
    guard !isEmpty || (selected.completes && !feed.complete) else { return nil }
    let sequence = feed.sequence + 1
    let previous = sequence == 1 ? feed.previousReceipt : nil
    let facts = ReceiptPayload(
      agreement: key.agreement, kind: key.kind, from: region, to: peer, generation: feed.generation,
      sequence: sequence, complete: selected.completes, added: additions.count, withdrawn: withdrawals.count,
      active: held.activeAfter(additions: additions.map(\.item), withdrawals: withdrawals, key),
      digest: Naming.batchDigest(
        salt: salt, add: additions.map(\.point), withdraw: withdrawals.map(\.handle.bytes)),
      previous: sequence == 1 ? previous?.documentId : feed.receipt?.documentId, at: now)
    let receipt: SignedDocument
    do {
      receipt = try SignedDocument.sign(
        payload: facts.bytes, type: .receipt, key: configuration.identityKey, by: signatures)
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

  /// Takes in the peer's answer to the pending batch.
  func takeBatchAnswer(_ reply: PeerReply, _ key: FeedKey, _ peer: Peer) throws(Refusal) {
    let answer = try BatchAnswer(reading: reply.body)
    let own = configuration.identityKey.publicKey
    guard let pending = try store.readDurable({ $0.exchange.outgoing[key]?.pending }) else { return }
    guard answer.receipt.documentId == pending.receiptId else {
      throw forged("forged-receipt", "The answer's receipt is of another batch.", peer)
    }
    do { try answer.receipt.verify(type: .receipt, signers: [own, peer.facts.identityKey], by: signatures) } catch {
      throw forged("forged-receipt", "The answer's receipt is not signed by both regions: \(error).", peer)
    }
    guard answer.matchTokens.count == pending.additions.count, answer.namesItsTokens(signedBy: peer.facts.identityKey)
    else { throw forged("forged-tokens", "The answer's tokens are not those that its signature names.", peer) }
    let at = milliseconds
    let isForged = try store.commit { (transaction) throws(Refusal) -> Bool in
      try transaction.requireAdmitted(peer.facts.region)
      guard transaction.state.exchange.outgoing[key]?.pending?.receiptId == pending.receiptId else { return false }
      let found = try transaction.state.detect(answered: answer.matchTokens, key) { (own, theirs) throws(Refusal) in
        try matchId(key, own: own, theirs: theirs, peer: peer.facts.region)
      }
      try transaction.append(
        .exchange(
          .batchAnswered(
            key, receipt: answer.receipt, tokens: answer.matchTokens, detected: found.matches, at: at)))
      return found.isForged
    }
    if isForged {
      alarms.raise("forged-tokens", peer.facts.region, "Two additions of one feed got the same token: no match.")
    }
    log(
      LogEvent(
        .info, "batch-answered",
        [
          "peer": .string(peer.facts.region.text), "kind": .string(key.kind.name),
          "generation": JSONValue(pending.generation), "sequence": JSONValue(pending.sequence),
        ]))
  }

  private func forged(_ code: String, _ detail: String, _ peer: Peer) -> Refusal {
    alarms.raise(code, peer.facts.region, detail)
    return Refusal.problem(Problem(.invalidReceipt, detail))
  }

  /// Compares what the peer holds of our feed with what we know, and starts a new generation where they disagree.
  func reconcile(_ key: FeedKey, _ report: FeedStateReport, _ peer: Peer) throws(Refusal) {
    var theirs: (facts: ReceiptPayload, receipt: SignedDocument)?
    if let receipt = report.receipt {
      theirs = verifiedOwn(receipt, key, peer).map { ($0, receipt) }
      if theirs == nil {
        alarms.raise("invalid-receipt", peer.facts.region, "The state shows a receipt that does not verify.")
      }
    }
    if let theirs, store.readLatest({ isNews(sent: theirs.receipt, theirs.facts, key, $0) }) {
      try noticeRestore(.ownBatchUnknown, peer.facts.region, document: theirs.receipt.documentId)
    }
    let at = milliseconds
    let started = try store.commit { (transaction) throws(Refusal) -> Bool in
      try transaction.requireAdmitted(peer.facts.region)
      guard let feed = transaction.state.exchange.outgoing[key] else { return false }
      if !feed.needsRepair && agrees(feed, theirs?.facts, report, key) { return false }
      let mine = feed.receipt.flatMap { receipt in
        (try? receipt.payload(as: ReceiptPayload.self)).map { (facts: $0, receipt: receipt) }
      }
      let earlier = feed.previousReceipt.flatMap { receipt in
        (try? receipt.payload(as: ReceiptPayload.self)).map { (facts: $0, receipt: receipt) }
      }
      let newest = [mine, earlier, theirs].compactMap { $0 }
        .max { ($0.facts.generation, $0.facts.sequence) < ($1.facts.generation, $1.facts.sequence) }
      let highest = max(feed.highestGeneration, feed.generation, theirs?.facts.generation ?? 0)
      try transaction.append(
        .exchange(.generationStarted(key, generation: highest + 1, previous: newest?.receipt, at: at)))
      return true
    }
    if started {
      log(
        LogEvent(
          .warning, "generation-started",
          ["peer": .string(peer.facts.region.text), "kind": .string(key.kind.name)]))
    }
  }

  private func agrees(
    _ feed: OutgoingFeed, _ theirs: ReceiptPayload?, _ report: FeedStateReport, _ key: FeedKey
  ) -> Bool {
    // At the start of a generation the peer lacks what the first batch will name, or some of it: that is why it was started.
    let previous = feed.previousReceipt.flatMap { try? $0.payload(as: ReceiptPayload.self) }
    let begins = feed.sequence == 0 && feed.generation > 1
    guard let receipt = report.receipt, let theirs else {
      // They hold nothing: fine where nothing of ours was ever answered.
      return begins || (feed.receipt == nil && feed.previousReceipt == nil)
    }
    if receipt.documentId == feed.pending?.receiptId { return true }
    if begins, let previous, (theirs.generation, theirs.sequence) < (previous.generation, previous.sequence) {
      return true
    }
    if receipt.documentId == feed.receipt?.documentId { return report.active == theirs.active }
    // At the start of a generation the peer still shows the receipt that the first batch will name.
    return feed.sequence == 0 && receipt.documentId == feed.previousReceipt?.documentId
  }

  private func verifiedOwn(_ receipt: SignedDocument, _ key: FeedKey, _ peer: Peer) -> ReceiptPayload? {
    guard let facts = try? receipt.payload(as: ReceiptPayload.self), facts.agreement == key.agreement,
      facts.kind == key.kind, facts.from == region, facts.to == peer.facts.region
    else { return nil }
    do {
      try receipt.verify(
        type: .receipt, signers: [configuration.identityKey.publicKey, peer.facts.identityKey], by: signatures)
      return facts
    } catch {
      return nil
    }
  }
}
