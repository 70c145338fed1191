import Cryptography
import PeerProtocol
import PrivateMatching
import Region

/// What is looked at before a batch costs any curve arithmetic.
extension FeedReceiver {
  /// The receipt must be signed by the peer, and say what the batch holds.
  func checkReceipt(_ batch: BatchRequest, _ key: FeedKey, _ peer: Peer) throws(Refusal) {
    let facts = batch.receiptPayload
    var mismatch = batch.receiptMismatch
    if facts.agreement != key.agreement { mismatch = "agreement" }
    if facts.kind != key.kind { mismatch = "kind" }
    if facts.from != peer.facts.region { mismatch = "from" }
    if facts.to != region { mismatch = "to" }
    if facts.digest != digest(batch) { mismatch = "digest" }
    if let mismatch { throw .exchange(.receiptMismatch(member: mismatch)) }
    do { try batch.receipt.verify(type: .receipt, signers: [peer.facts.identityKey], by: signatures) } catch {
      throw .exchange(.receiptSignature(error))
    }
  }

  /// What is known of a batch that may be taken in.
  struct Admission {
    /// Which additions are in the feed already, and stay in it.
    var isKnown: [Bool]
    /// How the others count.
    var share: LimitShare
  }

  /// Whether the batch may be taken in, before any curve arithmetic.
  func admit(
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
    guard batch.receiptPayload.active == active else { throw .exchange(.sequenceGap(feed.report)) }
    if feed.complete && !isNewGeneration && !batch.receiptPayload.complete {
      throw .exchange(.completenessWithdrawn)
    }
    // Withdrawals apply first: what a batch withdraws and adds again is not in the feed when it is added.
    let isKnown = handles.map { feed.holds($0) && !withdrawn.contains($0) }
    let added = isKnown.count { !$0 }
    let dropped = withdrawn.count { feed.holds($0) }
    // The first complete batch leaves exactly what its generation named.
    let completes = batch.receiptPayload.complete && (isNewGeneration || !feed.complete)
    let change = completes ? active - feed.count : added - dropped
    let share = try limits.checkRoom(adding: added, growing: change, key.agreement, peer, state)
    return Admission(isKnown: isKnown, share: share)
  }

  /// Limits do not count batches that change nothing, yet their receipts are remembered and their answers cost work.
  func checkIdleness(
    _ batch: BatchRequest, _ handles: [Handle], _ key: FeedKey, _ peer: Peer
  ) throws(Refusal) {
    let isIdle = store.readLatest { state in
      guard let feed = state.exchange.incoming[key], handles.allSatisfy({ feed.holds($0) }) else { return false }
      let kept = Set(handles)
      return batch.withdraw.allSatisfy { kept.contains($0) || !feed.holds($0) }
    }
    guard isIdle, !gates.allowsIdleBatch(peer.facts.region, now: clock.uptimeMilliseconds) else { return }
    throw .exchange(.tooManyIdleBatches(seconds: EngineLimits.idleBatchMilliseconds / 1000))
  }

  private func checkSequence(
    _ batch: BatchRequest, _ key: FeedKey, _ feed: IncomingFeed, _ peer: Peer
  ) throws(Refusal) {
    if batch.generation == feed.generation {
      if batch.sequence == feed.sequence, let last = lastPayload(feed), last.digest != batch.receiptPayload.digest {
        throw .exchange(.sequenceConflict(feed.report))
      }
      guard batch.sequence == feed.sequence + 1, batch.receiptPayload.previous == feed.receipt?.documentId,
        batch.previousReceipt == nil
      else { throw .exchange(.sequenceGap(feed.report)) }
      return
    }
    guard batch.generation > feed.generation, batch.sequence == 1 else { throw .exchange(.sequenceGap(feed.report)) }
    guard let previous = batch.previousReceipt else {
      guard feed.receipt == nil, batch.receiptPayload.previous == nil else {
        throw .exchange(.sequenceGap(feed.report))
      }
      return
    }
    guard batch.receiptPayload.previous == previous.documentId, let facts = verified(previous, key, from: peer) else {
      throw .exchange(.invalidPreviousReceipt)
    }
    if let own = lastPayload(feed) {
      guard
        (facts.generation, facts.sequence) > (own.generation, own.sequence)
          || previous.documentId == feed.receipt?.documentId
      else { throw .exchange(.sequenceGap(feed.report)) }
    }
  }

  private func lastPayload(_ feed: IncomingFeed) -> ReceiptPayload? {
    feed.receipt.flatMap { try? $0.payload(as: ReceiptPayload.self) }
  }

  /// What a receipt of the peer's feed says, where both regions signed it.
  func verified(_ receipt: SignedDocument, _ key: FeedKey, from peer: Peer) -> ReceiptPayload? {
    guard let facts = try? receipt.payload(as: ReceiptPayload.self), facts.agreement == key.agreement,
      facts.kind == key.kind, facts.from == peer.facts.region, facts.to == region
    else { return nil }
    do {
      try receipt.verify(
        type: .receipt, signers: [peer.facts.identityKey, identityKey.publicKey], by: signatures)
      return facts
    } catch {
      return nil
    }
  }

  private func digest(_ batch: BatchRequest) -> [UInt8] {
    Naming.batchDigest(
      salt: batch.salt, add: (0..<batch.pointCount).map { batch.point($0) }, withdraw: batch.withdraw.map(\.bytes))
  }
}
