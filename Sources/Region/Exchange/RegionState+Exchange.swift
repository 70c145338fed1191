import PeerProtocol

import enum Cryptography.SubjectKind

/// What an event of the feeds changes, in limits and matches too.
extension RegionState {
  mutating func apply(_ event: ExchangeEvent) {
    switch event {
    case .batchPrepared(let key, let batch):
      exchange.signedAsSender[key, default: SignedReceipts()].note(
        batch.receiptId, generation: batch.generation, sequence: batch.sequence)
      exchange.outgoing[key]?.pending = batch
      for item in batch.additions + batch.withdrawals { exchange.outgoing[key]?.dirty.remove(item.identity) }
    case .batchAnswered(let key, let receipt, let tokens, let detected, let at):
      let leaving = rights.unconfirmed(key).filter { exchange.outgoing[key]?.leavingSince[$0] != nil }
      answered(key, receipt: receipt, tokens: tokens, detected: detected, at: at)
      // Whoever asked for an erasure gets the receipt that confirms it.
      for handle in leaving where exchange.outgoing[key]?.leavingSince[handle] == nil {
        rights.confirm(handle, key, by: receipt.documentId, at: Timestamp(seconds: Int64(at / 1000)))
      }
    case .batchRefused(let key): exchange.returnPending(key)
    case .batchGivenUp(let key):
      exchange.returnPending(key)
      exchange.outgoing[key]?.needsRepair = true
    case .disagreementFound(let key, let highest):
      exchange.outgoing[key]?.needsRepair = true
      let known = exchange.outgoing[key]?.highestGeneration ?? 1
      exchange.outgoing[key]?.highestGeneration = max(known, highest)
    case .generationStarted(let key, let generation, let previous, let at):
      exchange.outgoing[key]?.startGeneration(generation, previous: previous)
      exchange.outgoing[key]?.repairedAt = at
      deriveDirty(key)
    case .batchReceived(let key, let receipt, let facts, let additions, let withdrawals, let detected, let at):
      received(key, receipt, facts, additions, withdrawals, at: at)
      // Only our answer tells the peer of these: it may not know them yet, and begins as soon as it does.
      for match in detected { detect(match, key, at: at, waitsUntil: at + MatchRecord.turnMilliseconds) }
    }
  }

  private mutating func answered(
    _ key: FeedKey, receipt: SignedDocument, tokens: [MatchToken], detected: [DetectedMatch], at: Int
  ) {
    guard var feed = exchange.outgoing[key], let batch = feed.pending else { return }
    exchange.outgoing[key] = nil  // so that the feed's tables are changed in place, not copied
    let wasComplete = feed.complete
    let added = feed.newAdditions(in: batch)
    let result = feed.answer(receipt: receipt, tokens: tokens, at: at)
    let touched = (batch.additions + batch.withdrawals).map(\.identity) + result.lost
    for identity in touched where identity != PendingBatch.noIdentity && needsWork(identity, key, feed) {
      feed.dirty.insert(identity)
      // What ended while it was on its way has to leave the peer again.
      if let entry = feed.entry(identity) {
        feed.noteLeaving(entry.handle, !belongsInFeed(identity, key.kind), at: at)
      }
    }
    exchange.outgoing[key] = feed
    let room = LimitReader(self).room(key.agreement, .sent, at: at)
    let share = room?.share(added) ?? LimitShare(ordinary: added, excepted: [])
    limits.noteSent(share, to: feed.peer, at: at)
    for identity in result.lost { endMatch(of: identity, key, at: at) }
    for match in detected { detect(match, key, at: at) }
    if feed.complete && !wasComplete && feed.generation > 1 { matches.resendViews(key.agreement) }
  }

  private mutating func received(
    _ key: FeedKey, _ receipt: SignedDocument, _ facts: BatchFacts, _ additions: [ReceivedAddition],
    _ withdrawals: [Handle], at: Int
  ) {
    guard var feed = exchange.incoming[key] else { return }
    exchange.incoming[key] = nil  // as above: changed in place
    if facts.generation > feed.generation {
      feed.generation = facts.generation
      feed.complete = false
      feed.named = 0
    }
    let today = LimitsState.day(limits.clock.time(at: at))
    let isLoad = feed.isLoading(facts, today: today)
    let addedOn: AdditionDay = isLoad ? .load : AdditionDay(today)
    let leaving = withdrawals + (facts.complete && !feed.complete ? feed.unnamed(but: additions) : [])
    let hasty = leaving.count { feed.entries[$0]?.addedOn.isSoon(before: today) ?? false }
    var dropped = withdrawals.compactMap { handle in feed.drop(handle).map { (handle: handle, token: $0) } }
    for addition in additions {
      let old = feed.entries[addition.handle]
      if let old, old.token != addition.token { dropped.append((addition.handle, old.token)) }
      feed.put(
        addition.handle,
        IncomingFeed.Entry(
          point: addition.point, token: addition.token, generation: facts.generation, addedOn: old?.addedOn ?? addedOn))
    }
    let completes = facts.complete && !feed.complete
    if completes { dropped += feed.unnamed.compactMap { handle in feed.drop(handle).map { (handle, $0) } } }
    feed.complete = feed.complete || facts.complete
    feed.sequence = facts.sequence
    feed.isCatchingUp = false
    feed.receipt = receipt
    feed.lastTokens = additions.flatMap(\.token.bytes)
    feed.receivedAt = Int64(at / 1000)
    exchange.incoming[key] = feed
    exchange.signedAsReceiver[key, default: SignedReceipts()].note(
      receipt.documentId, generation: facts.generation, sequence: facts.sequence)
    limits.noteReceived(facts, from: feed.peer, isLoad: isLoad, hasty: hasty, at: at)
    // Also where the same batch adds the entry again: what came under the old one is erased before it is countersigned.
    for (handle, token) in dropped {
      guard let identity = exchange.outgoing[key]?.tokens[token], let id = matches.match(of: identity, key),
        matches.records[id]?.peerHandle == handle
      else { continue }
      endMatch(of: identity, key, at: at)
    }
    if completes && facts.generation > 1 { matches.resendViews(key.agreement) }
  }

  private mutating func detect(_ match: DetectedMatch, _ key: FeedKey, at: Int, waitsUntil: Int = 0) {
    guard matches.records[match.matchId] == nil, let peer = exchange.outgoing[key]?.peer else { return }
    var record = MatchRecord(
      id: match.matchId, key: key, peer: peer, identity: match.identity, ownHandle: match.ownHandle,
      peerHandle: match.peerHandle, revision: MatchRecord.revision(after: matches.highestRevision[peer] ?? 0, at: at))
    record.isActive = belongsInFeed(match.identity, key.kind)
    record.waitsUntil = waitsUntil
    matches.store(record)
  }
}

extension MatchesState {
  /// Sends our views of every match under an agreement again: the peer may have lost them.
  fileprivate mutating func resendViews(_ agreement: AgreementId) {
    for id in matches(agreement) { update(id) { $0.seenByPeer = 0 } }
  }
}

extension ExchangeState {
  /// Puts the items of the pending batch back among those that have to be sent.
  fileprivate mutating func returnPending(_ key: FeedKey) {
    guard let batch = outgoing[key]?.pending else { return }
    outgoing[key]?.pending = nil
    for item in batch.additions + batch.withdrawals where item.identity != PendingBatch.noIdentity {
      outgoing[key]?.dirty.insert(item.identity)
    }
    // The peer may hold what was erased here meanwhile.
    for item in batch.additions where item.identity == PendingBatch.noIdentity {
      outgoing[key]?.orphans[item.handle] = batch.generation
    }
  }
}
