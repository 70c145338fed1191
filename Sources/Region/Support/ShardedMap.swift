/// A dictionary in pieces, for the reason of ``ChunkedArray``: a change after a copy copies one piece.
struct ShardedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private static var shardCount: Int { 128 }

  private var shards: [[Key: Value]] = []
  private(set) var count = 0

  init() {}

  var isEmpty: Bool { count == 0 }

  private func shard(_ key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % UInt(Self.shardCount)) }

  subscript(key: Key) -> Value? {
    get { shards.isEmpty ? nil : shards[shard(key)][key] }
    _modify {
      if shards.isEmpty { shards = Array(repeating: [:], count: Self.shardCount) }
      let row = shard(key)
      let before = shards[row].count
      defer { count += shards[row].count - before }
      yield &shards[row][key]
    }
  }

  @discardableResult
  mutating func removeValue(forKey key: Key) -> Value? {
    guard !shards.isEmpty else { return nil }
    let removed = shards[shard(key)].removeValue(forKey: key)
    if removed != nil { count -= 1 }
    return removed
  }

  /// The keys, in no order that means anything.
  var keys: [Key] { shards.flatMap(\.keys) }

  /// The values, in no order that means anything.
  var values: [Value] { shards.flatMap(\.values) }
}

extension ShardedMap: Sequence {
  func makeIterator() -> some IteratorProtocol<(key: Key, value: Value)> {
    shards.lazy.joined().map { (key: $0.key, value: $0.value) }.makeIterator()
  }
}

extension ShardedMap: ExpressibleByDictionaryLiteral {
  init(dictionaryLiteral elements: (Key, Value)...) {
    for (key, value) in elements { self[key] = value }
  }
}
