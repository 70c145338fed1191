import Cryptography
import PeerProtocol
import Region

/// What a peer answers to a batch, and what it says that it holds of a feed.
extension FeedSender {
  /// Takes in the peer's answer to the pending batch.
  func takeBatchAnswer(_ reply: PeerReply, _ key: FeedKey, _ peer: Peer) throws(Refusal) {
    let answer = try BatchAnswer(reading: reply.body)
    let own = identityKey.publicKey
    guard let pending = try store.readDurable({ $0.exchange.outgoing[key]?.pending }) else { return }
    guard answer.receipt.documentId == pending.receiptId else {
      throw forged(.otherBatch, peer)
    }
    do { try answer.receipt.verify(type: .receipt, signers: [own, peer.facts.identityKey], by: signatures) } catch {
      throw forged(.signatures(error), peer)
    }
    guard answer.matchTokens.count == pending.additions.count, answer.namesItsTokens(signedBy: peer.facts.identityKey)
    else { throw forged(.tokens, peer) }
    let at = clock.milliseconds
    let isForged = try store.commit { (transaction) throws(Refusal) -> Bool in
      try transaction.requireAdmitted(peer.facts.region)
      guard transaction.state.exchange.outgoing[key]?.pending?.receiptId == pending.receiptId else { return false }
      let found = try transaction.state.exchange.detect(answered: answer.matchTokens, key) {
        (own, theirs) throws(Refusal) in
        try MatchId(key, own: (region, own), theirs: (peer.facts.region, theirs))
      }
      try transaction.append(
        .exchange(
          .batchAnswered(
            key, receipt: answer.receipt, tokens: answer.matchTokens, detected: found.matches, at: at)))
      return found.isForged
    }
    if isForged { alarms.raise(.tokenTwice, about: peer.facts.region) }
    log(
      LogEvent(
        .info, "batch-answered",
        [
          "peer": .string(peer.facts.region.text), "kind": .string(key.kind.name),
          "generation": JSONValue(pending.generation), "sequence": JSONValue(pending.sequence),
        ]))
  }

  private func forged(_ answer: ForgedAnswer, _ peer: Peer) -> Refusal {
    alarms.raise(.forgedAnswer(answer), about: peer.facts.region)
    return .exchange(.forgedAnswer(answer))
  }

  /// Compares what the peer holds of our feed with what we know, and starts a new generation where they disagree.
  func reconcile(_ key: FeedKey, _ report: FeedStateReport, _ peer: Peer) throws(Refusal) {
    var theirs: (facts: ReceiptPayload, receipt: SignedDocument)?
    if let receipt = report.receipt {
      theirs = verifiedOwn(receipt, key, peer).map { ($0, receipt) }
      if theirs == nil {
        alarms.raise(.invalidReceiptInState, about: peer.facts.region)
      }
    }
    if let theirs, store.readLatest({ restoreWatch.isUnknown(sent: theirs.receipt, theirs.facts, key, $0) }) {
      try restoreWatch.notice(.ownBatchUnknown, peer.facts.region, document: theirs.receipt.documentId)
    }
    let at = clock.milliseconds
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
        type: .receipt, signers: [identityKey.publicKey, peer.facts.identityKey], by: signatures)
      return facts
    } catch {
      return nil
    }
  }
}
