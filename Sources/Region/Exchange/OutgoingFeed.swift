public import PeerProtocol

/// A batch that was made durable and still waits for its answer.
public struct PendingBatch: Sendable {
  /// One identity of the batch; `identity` is ``PendingBatch/noIdentity`` once nothing here names it any more.
  public struct Item: Sendable, Equatable {
    /// The row of the identity.
    public var identity: UInt32
    /// The entry's name in the feed.
    public var handle: Handle

    /// An item of the batch.
    public init(identity: UInt32, handle: Handle) {
      self.identity = identity
      self.handle = handle
    }
  }

  /// Stands for an identity that was erased meanwhile.
  public static let noIdentity = UInt32.max

  /// The request's exact bytes, the same at every try.
  public var body: [UInt8]
  /// The documentId of the receipt in it.
  public var receiptId: DocumentId
  /// Its generation.
  public var generation: Int
  /// Its sequence number.
  public var sequence: Int
  /// True where the feed is complete with it.
  public var complete: Bool
  /// Additions in the order sent.
  public var additions: [Item]
  /// Withdrawals in the order sent.
  public var withdrawals: [Item]
  /// True once it holds something that must be erased: it is given up instead of repeated.
  public var holdsErased = false

  /// A batch that was made; its body and receipt are kept as they were.
  package init(
    body: [UInt8], receiptId: DocumentId, generation: Int, sequence: Int, complete: Bool, additions: [Item],
    withdrawals: [Item], holdsErased: Bool = false
  ) {
    (self.body, self.receiptId) = (body, receiptId)
    (self.generation, self.sequence, self.complete) = (generation, sequence, complete)
    (self.additions, self.withdrawals, self.holdsErased) = (additions, withdrawals, holdsErased)
  }
}

/// What this region sends under one agreement for one kind.
public struct OutgoingFeed: Sendable {
  struct Entry: Sendable {
    var handle: Handle
    var token: MatchToken?
    var generation: Int
  }

  /// The peer that receives it.
  public internal(set) var peer: RegionName
  /// The generation that is being sent; the first is 1.
  public internal(set) var generation = 1
  /// The last sequence number that was countersigned in this generation.
  public internal(set) var sequence = 0
  /// True from the first countersigned batch of the generation that said so.
  public internal(set) var complete = false
  /// The last countersigned receipt.
  public internal(set) var receipt: SignedDocument?
  /// The receipt that the first batch of this generation has to name.
  public internal(set) var previousReceipt: SignedDocument?
  /// The batch that waits for its answer.
  public internal(set) var pending: PendingBatch?
  /// True where the sides may disagree: `state` is read, then a new generation starts.
  public internal(set) var needsRepair = false
  /// True from the confirmation of an import after a restore until the next batch: until then the peer may show receipts
  /// that this node signed before it was restored, and they are no news.
  public internal(set) var isCatchingUp = false
  /// The highest generation that either side is known to have seen.
  public internal(set) var highestGeneration = 1
  /// When the last generation was started to repair matches that the peer lacks; milliseconds since 1970.
  public internal(set) var repairedAt = 0
  /// When the last batch was countersigned; seconds since 1970, 0 for never.
  public internal(set) var countersignedAt: Int64 = 0

  /// When additions were last countersigned; milliseconds since 1970, 0 for never. Guardians go once a day.
  public internal(set) var addedAt = 0

  /// Entries by the row of their identity.
  var entries = ChunkedArray<Entry?>()
  /// How many entries there are.
  public internal(set) var count = 0
  /// How many of them the current generation named.
  public internal(set) var named = 0
  /// Entries whose identity is gone here: still to be withdrawn, with the generation that named them.
  var orphans: [Handle: Int] = [:]
  /// Since when entries have to leave the peer, until it confirmed that they did; milliseconds since 1970.
  public internal(set) var leavingSince: [Handle: Int] = [:]
  var tokens = ShardedMap<MatchToken, UInt32>()
  /// Tokens that were given twice: forged by the receiver.
  var forgedTokens: Set<MatchToken> = []
  /// Identities whose place in the feed has to be looked at; derived, not stored.
  var dirty: Set<UInt32> = []

  init(peer: RegionName) { self.peer = peer }

  /// True where something may have to be sent.
  public var hasWork: Bool { !dirty.isEmpty || !orphans.isEmpty || !complete }

  /// True where something may have to be withdrawn.
  public var hasWithdrawals: Bool { !orphans.isEmpty || dirty.contains { entry($0) != nil } }

  func entry(_ identity: UInt32) -> Entry? { Int(identity) < entries.count ? entries[Int(identity)] : nil }

  mutating func setEntry(_ entry: Entry?, _ identity: UInt32) {
    if Int(identity) >= entries.count {
      guard entry != nil else { return }
      while Int(identity) >= entries.count { entries.append(nil) }
    }
    if let old = entries[Int(identity)] {
      count -= 1
      if old.generation == generation { named -= 1 }
      if let token = old.token, tokens[token] == identity { tokens[token] = nil }
    }
    entries[Int(identity)] = entry
    if let entry {
      count += 1
      if entry.generation == generation { named += 1 }
      // A forged token names nobody, whatever the order in which its entries come back from a snapshot.
      if let token = entry.token, !forgedTokens.contains(token) { tokens[token] = identity }
    }
  }

  /// The identity behind one of our tokens, unless the receiver gave the token twice.
  func identity(token: MatchToken) -> UInt32? { tokens[token] }

  /// Starts the next generation: everything is named anew.
  mutating func startGeneration(_ next: Int, previous: SignedDocument?) {
    generation = next
    highestGeneration = max(highestGeneration, next)
    sequence = 0
    complete = false
    named = 0
    pending = nil
    needsRepair = false
    previousReceipt = previous
  }

  /// Notes since when an entry has to leave the peer, or that it may stay after all.
  mutating func noteLeaving(_ handle: Handle, _ leaves: Bool, at: Int) {
    if !leaves {
      leavingSince[handle] = nil
    } else if leavingSince[handle] == nil {
      leavingSince[handle] = at
    }
  }
}
