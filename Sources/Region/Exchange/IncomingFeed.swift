public import PeerProtocol

/// What this region holds of a peer's feed: points of youths who are not common are still personal data.
public struct IncomingFeed: Sendable {
  struct Entry: Sendable {
    var point: OpaquePoint
    var token: MatchToken
    var generation: Int
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

  /// What `state` tells the sender of its feed (PROTOCOL section 4).
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

  /// The entries that the current generation did not name.
  var unnamed: [Handle] { zip(entries.keys, entries.values).filter { $0.1.generation != generation }.map(\.0) }
}
