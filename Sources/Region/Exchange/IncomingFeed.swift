public import PeerProtocol

/// What this region holds of a peer's feed: points of youths who are not common are still personal data.
public struct IncomingFeed: Sendable {
  struct Entry: Sendable {
    var point: OpaquePoint
    var token: MatchToken
    /// Generation and day in one word, since there is one for each of 100,000s of entries: a generation has at most 53 bits.
    private var packed: UInt64

    init(point: OpaquePoint, token: MatchToken, generation: Int, addedOn: AdditionDay) {
      self.point = point
      self.token = token
      packed = UInt64(addedOn.bits) << 53 | UInt64(clamping: generation) & (1 << 53 - 1)
    }

    /// The last generation that named the entry.
    var generation: Int { Int(packed & (1 << 53 - 1)) }
    /// The day on which it was added.
    var addedOn: AdditionDay { AdditionDay(bits: UInt16(packed >> 53)) }
  }

  /// The region that sends it.
  public internal(set) var peer: RegionName
  /// The generation of the last batch; 0 before the first.
  public internal(set) var generation = 0
  /// The last sequence number received.
  public internal(set) var sequence = 0
  /// True from the first batch of the generation that said so.
  public internal(set) var complete = false
  /// The last receipt, with both signatures.
  public internal(set) var receipt: SignedDocument?
  /// The tokens of the last answer, 16 bytes each.
  public internal(set) var lastTokens: [UInt8] = []
  /// When the last batch came; seconds since 1970, 0 for never.
  public internal(set) var receivedAt: Int64 = 0
  /// True from the confirmation of an import after a restore until the next batch: until then the peer may show receipts
  /// that this node signed before it was restored, and they are no news.
  public internal(set) var isCatchingUp = false
  /// How many entries the current generation named.
  public internal(set) var named = 0
  /// The day of limits on which the first load of the feed began; nil before it, and once it is over.
  var loadingSince: Int?

  var entries = DenseTable<Handle, Entry>()
  var tokens = ShardedMap<MatchToken, Handle>()

  init(peer: RegionName) { self.peer = peer }

  /// How many entries are held, under any generation.
  public var count: Int { entries.count }

  /// True where the entry is held.
  public func holds(_ handle: Handle) -> Bool { entries.contains(handle) }

  /// The point of an entry, 65 bytes, or nil where it is not held.
  public func point(_ handle: Handle) -> [UInt8]? { entries[handle]?.point.point }

  /// The token of an entry that is held.
  public func token(_ handle: Handle) -> MatchToken? { entries[handle]?.token }

  /// True where the current generation named the entry.
  public func isNamed(_ handle: Handle) -> Bool {
    entries[handle]?.generation == generation
  }

  /// What `state` tells the sender of its feed (Schemas/peer-protocol.md, section 4).
  public var report: FeedStateReport {
    FeedStateReport(generation: generation, sequence: sequence, complete: complete, active: named, receipt: receipt)
  }

  mutating func put(_ handle: Handle, _ entry: Entry) {
    if let old = entries[handle] {
      if old.generation == generation { named -= 1 }
      if tokens[old.token] == handle { tokens[old.token] = nil }
    }
    entries.set(entry, for: handle)
    tokens[entry.token] = handle
    if entry.generation == generation { named += 1 }
  }

  /// Drops an entry and gives its token.
  mutating func drop(_ handle: Handle) -> MatchToken? {
    guard let old = entries.remove(handle) else { return nil }
    if old.generation == generation { named -= 1 }
    if tokens[old.token] == handle { tokens[old.token] = nil }
    return old.token
  }

  /// True where a batch belongs to the feed's first load, or to one that fills what this node lost: what it adds is not
  /// unusual. A load ends with the first complete batch, or after ``GuessingLimits/loadDays`` days.
  mutating func isLoading(_ facts: BatchFacts, today: Int) -> Bool {
    if receivedAt == 0 || facts.fillsGap { loadingSince = today }
    guard let began = loadingSince, !complete || facts.fillsGap, today - began < GuessingLimits.loadDays else {
      loadingSince = nil
      return false
    }
    if facts.complete { loadingSince = nil }
    return true
  }

  /// The entries that a first complete batch with these additions drops.
  func unnamed(but additions: [ReceivedAddition]) -> [Handle] {
    let named = Set(additions.map(\.handle))
    return unnamed.filter { !named.contains($0) }
  }

  /// The entries that the current generation did not name.
  var unnamed: [Handle] { zip(entries.keys, entries.values).filter { $0.1.generation != generation }.map(\.0) }
}
