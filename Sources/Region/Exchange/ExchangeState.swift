public import PeerProtocol

import enum Cryptography.SubjectKind

/// Everything that is sent to peers and received from them.
public struct ExchangeState: Sendable {
  /// What this region sends.
  public internal(set) var outgoing: [FeedKey: OutgoingFeed] = [:]
  /// What this region receives.
  public internal(set) var incoming: [FeedKey: IncomingFeed] = [:]
  /// The receipts that this node signed as sender, by feed,
  var signedAsSender: [FeedKey: SignedReceipts] = [:]
  /// and as receiver.
  var signedAsReceiver: [FeedKey: SignedReceipts] = [:]
  /// Receipts and agreements whose own signature was once news to this node; oldest first.
  public internal(set) var onceUnknown: [DocumentId] = []

  /// Nothing exchanged yet.
  public init() {}

  /// How many entries of one sender are held under an agreement, both kinds together.
  public func heldEntries(_ agreement: AgreementId) -> Int {
    FeedKind.allCases.reduce(0) { $0 + (incoming[FeedKey(agreement: agreement, kind: $1)]?.count ?? 0) }
  }

  /// How many entries of this region's feeds the peer holds under an agreement, both kinds together.
  func sentEntries(_ agreement: AgreementId) -> Int {
    FeedKind.allCases.reduce(0) { sum, kind in
      let feed = outgoing[FeedKey(agreement: agreement, kind: kind)]
      return sum + (feed.map { $0.count + $0.orphans.count } ?? 0)
    }
  }

  /// How many entries of a peer are held, over all agreements.
  func heldEntries(of peer: RegionName) -> Int {
    incoming.values.reduce(0) { $0 + ($1.peer == peer ? $1.count : 0) }
  }

  mutating func open(_ agreement: AgreementId, kinds: [FeedKind], peer: RegionName) {
    for kind in kinds {
      let key = FeedKey(agreement: agreement, kind: kind)
      if outgoing[key] == nil { outgoing[key] = OutgoingFeed(peer: peer) }
      if incoming[key] == nil { incoming[key] = IncomingFeed(peer: peer) }
    }
  }

  /// Drops everything that was exchanged under an agreement: nothing is exchanged under it again.
  mutating func close(_ agreement: AgreementId) {
    for kind in FeedKind.allCases {
      let key = FeedKey(agreement: agreement, kind: kind)
      outgoing[key] = nil
      incoming[key] = nil
      signedAsSender[key] = nil
      signedAsReceiver[key] = nil
    }
  }

  /// Forgets an identity that no signal names any more: its entries are withdrawn by their handles alone.
  mutating func forget(_ identity: UInt32, kind: FeedKind, at: Int) {
    for key in outgoing.keys where key.kind == kind {
      outgoing[key]?.forget(identity, at: at)
    }
  }

  /// Notes that the place of an identity in every feed of its kind has to be looked at.
  mutating func markDirty(_ identity: UInt32, kind: FeedKind, belongs: Bool, at: Int) {
    for key in outgoing.keys where key.kind == kind {
      outgoing[key]?.dirty.insert(identity)
      if let handle = outgoing[key]?.entry(identity)?.handle {
        outgoing[key]?.noteLeaving(handle, !belongs, at: at)
      }
    }
  }
}

extension OutgoingFeed {
  mutating func forget(_ identity: UInt32, at: Int) {
    dirty.remove(identity)
    if let entry = entry(identity) {
      setEntry(nil, identity)
      orphans[entry.handle] = entry.generation
      noteLeaving(entry.handle, true, at: at)
    }
    guard var batch = pending else { return }
    for row in batch.additions.indices where batch.additions[row].identity == identity {
      batch.additions[row].identity = PendingBatch.noIdentity
      batch.holdsErased = true
      // The peer may hold it already; that it does not is only known from its answer.
      noteLeaving(batch.additions[row].handle, true, at: at)
    }
    for row in batch.withdrawals.indices where batch.withdrawals[row].identity == identity {
      batch.withdrawals[row].identity = PendingBatch.noIdentity
    }
    pending = batch
  }

  /// Takes in the answer to the pending batch; gives the identities whose token was replaced or dropped, and whether a
  /// token came twice.
  mutating func answer(
    receipt answered: SignedDocument, tokens answer: [MatchToken], at: Int
  ) -> (lost: [UInt32], forged: Bool) {
    guard let batch = pending else { return ([], false) }
    var lost: [UInt32] = []
    var forged = false
    for item in batch.withdrawals {
      orphans[item.handle] = nil
      leavingSince[item.handle] = nil
      if item.identity != PendingBatch.noIdentity, entry(item.identity)?.handle == item.handle {
        setEntry(nil, item.identity)
        lost.append(item.identity)
      }
    }
    for (item, token) in zip(batch.additions, answer) {
      guard item.identity != PendingBatch.noIdentity else {
        orphans[item.handle] = batch.generation
        continue
      }
      if let old = entry(item.identity), let oldToken = old.token, oldToken != token { lost.append(item.identity) }
      if let other = tokens[token], other != item.identity {
        forgedTokens.insert(token)
        tokens[token] = nil
        lost.append(other)
        forged = true
      }
      setEntry(Entry(handle: item.handle, token: token, generation: batch.generation), item.identity)
    }
    if batch.complete && !complete {
      for identity in entries.indices where entries[identity].map({ $0.generation != generation }) ?? false {
        setEntry(nil, UInt32(identity))
        lost.append(UInt32(identity))
      }
      orphans = orphans.filter { $0.value == generation }
      let staying = Set(orphans.keys).union(entries.lazy.compactMap { $0?.handle })
      leavingSince = leavingSince.filter { staying.contains($0.key) }
    }
    complete = complete || batch.complete
    sequence = batch.sequence
    isCatchingUp = false
    receipt = answered
    previousReceipt = nil
    countersignedAt = Int64(at / 1000)
    if !batch.additions.isEmpty { addedAt = at }
    pending = nil
    return (lost, forged)
  }
}
