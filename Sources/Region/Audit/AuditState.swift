import PeerProtocol

/// What a region knows of its audit log: how long it is, the entries that are not in its files yet, and the keys of the
/// commitments whose things are still there.
public struct AuditState: Sendable {
  /// Entries that wait for the files at most: beyond it nothing that needs an entry is taken.
  public static let tailLimit = 100_000

  /// The present instance of the log; nil in a store from before there was one.
  public private(set) var instance: LogInstance?
  /// The instances before, oldest first, each as far as its files go.
  public private(set) var former: [FormerLog] = []
  /// How many entries the instance has.
  public private(set) var size = 0
  /// The newest entries, which are not in the files yet: the leaf of entry ``stored`` and of those after it.
  public private(set) var tail: [[UInt8]] = []
  /// The keys of the commitments to things that are still there, 32 random bytes each.
  public private(set) var keys: [AuditThing: [UInt8]] = [:]

  /// A log that did not begin yet.
  public init() {}

  /// How many entries are in the files.
  public var stored: Int { size - tail.count }

  /// True where no more entries are taken until the files took some.
  public var isFull: Bool { tail.count >= Self.tailLimit }

  mutating func apply(_ event: AuditEvent) {
    switch event {
    case .instanceBegan(let new):
      if let instance { former.append(FormerLog(instance: instance, size: stored)) }
      (instance, size, tail) = (new, 0, [])
    case .recorded(let entries, let new):
      size += entries.count
      tail += entries
      keys.merge(new) { former, _ in former }
    case .stored(let count): tail.removeFirst(min(max(0, count - stored), tail.count))
    }
  }

  /// The key of a thing goes with the thing: its commitments say nothing any more.
  mutating func forget(_ thing: AuditThing) { keys[thing] = nil }

  /// What people wrote about a peer goes with the peer.
  mutating func forgetTexts(about peer: RegionName) {
    keys = keys.filter { thing, _ in
      if case .peerText(peer, _) = thing { return false }
      return true
    }
  }

  func writeHead(to writer: inout ByteWriter) {
    writer.optional(instance) { $1.write(to: &$0) }
    writer.int(stored)
    writer.list(former) { writer, log in
      log.instance.write(to: &writer)
      writer.int(log.size)
    }
  }

  /// What a snapshot says first of the log; ``restore(tail:)`` and ``restore(keys:)`` follow in pieces.
  mutating func restoreHead(from reader: inout ByteReader) throws(CodecError) {
    instance = try reader.optional { (reader) throws(CodecError) in try LogInstance(from: &reader) }
    size = try reader.int()
    former = try reader.list { (reader) throws(CodecError) in
      FormerLog(instance: try LogInstance(from: &reader), size: try reader.int())
    }
  }

  mutating func restore(tail piece: [[UInt8]]) { apply(.recorded(piece, keys: [:])) }

  mutating func restore(keys piece: [AuditThing: [UInt8]]) { apply(.recorded([], keys: piece)) }

  /// The same for equal tables, whatever their inner order.
  static func write(_ keys: [AuditThing: [UInt8]], to writer: inout ByteWriter) {
    write(
      keys.map { ($0.key.bytes, $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)[...], to: &writer)
  }

  static func write(_ rows: some Collection<(key: AuditThing, value: [UInt8])>, to writer: inout ByteWriter) {
    writer.list(rows) { writer, row in
      row.key.write(to: &writer)
      writer.raw(row.value)
    }
  }

  static func keys(from reader: inout ByteReader) throws(CodecError) -> [AuditThing: [UInt8]] {
    let rows = try reader.list { (reader) throws(CodecError) in (try AuditThing(from: &reader), try reader.raw(32)) }
    return Dictionary(rows) { first, _ in first }
  }
}
