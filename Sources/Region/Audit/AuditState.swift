import PeerProtocol

/// What a region knows of its audit log: how long it is, the entries that are not in its files yet, and the keys of the
/// commitments whose things are still there.
public struct AuditState: Sendable {
  /// Entries that wait for the files at most: beyond it nothing that needs an entry is taken.
  public static let tailLimit = 100_000
  /// Faults of logs and witnesses that are kept: beyond it the oldest of the region that has most of them goes,
  static let faultLimit = 100
  /// and those about one region: nobody can push out what was noticed of others.
  static let faultsOfOneRegion = 10

  /// The present instance of the log; nil in a store from before there was one.
  public private(set) var instance: AuditInstance?
  /// The instances before, oldest first, each as far as its files go.
  public private(set) var former: [FormerInstance] = []
  /// How many entries the instance has.
  public private(set) var size = 0
  /// The newest entries, which are not in the files yet: the leaf of entry ``stored`` and of those after it.
  public private(set) var tail: [[UInt8]] = []
  /// The checkpoints of the instance.
  public private(set) var checkpoints = CheckpointState()
  /// What this node's witness cosigned of peers' logs, by the name of the log.
  public private(set) var witnessed: [String: WitnessedLog] = [:]
  /// What was noticed of logs and witnesses that cannot be, oldest first.
  public private(set) var faults: [LogFault] = []
  /// The reviews of the log.
  public private(set) var reviews = ReviewState()
  /// The keys of the commitments to things that are still there, 32 random bytes each.
  public private(set) var keys: [AuditThing: [UInt8]] = [:]
  /// What was removed after its term, and what goes with it.
  public internal(set) var retention = AuditRetention()

  /// A log that did not begin yet.
  public init() {}

  /// How many entries are in the files.
  public var stored: Int { size - tail.count }

  /// True where no more entries are taken until the files took some.
  public var isFull: Bool { tail.count >= Self.tailLimit }

  mutating func apply(_ event: AuditEvent) {
    switch event {
    case .instanceBegan(let new):
      if let instance { former.append(FormerInstance(instance: instance, size: stored, tail: tail)) }
      (instance, size, tail, checkpoints) = (new, 0, [], CheckpointState())
      // A new witness knows nothing of what another key cosigned.
      witnessed = [:]
    case .recorded(let entries, let new):
      size += entries.count
      tail += entries
      keys.merge(new) { former, _ in former }
    case .stored(let count): tail.removeFirst(min(max(0, count - stored), tail.count))
    case .checkpointSigned(let size, let root, let note, let roster, let at):
      checkpoints.sizes.append(size)
      (checkpoints.root, checkpoints.note, checkpoints.roster) = (root, note, roster)
      (checkpoints.signedAt, checkpoints.witnessedAt) = (at, nil)
    case .cosigned(let peer, let size, let note, let at):
      checkpoints.cosigned[peer] = size
      checkpoints.refusals[peer] = nil
      if size == checkpoints.size { checkpoints.note = note }
      if checkpoints.isWitnessed, checkpoints.witnessedAt == nil { checkpoints.witnessedAt = at }
    case .cosignedSizeLearnt(let peer, let size): checkpoints.cosigned[peer] = max(0, size)
    case .refusalNoted(let peer, let period): checkpoints.refusals[peer] = period
    case .witnessed(let log):
      var new = log
      new.keepUnproven(of: witnessed[log.origin])
      witnessed[log.origin] = new
    case .unproven(let origin, let pair, let period): witnessed[origin]?.note(pair, period)
    case .logForgotten(let origin): witnessed[origin] = nil
    case .faultNoticed(let fault): keep(fault)
    case .review(let event): reviews.apply(event)
    case .previousLearnt(let head): instance?.previous = head
    case .pruned(let spans, let day): prune(spans, on: day)
    case .prunedFilesRemoved(let instances): retention.clear(instances)
    case .holdersNamed(let holders, let day): retention.note(holders, on: day)
    }
  }

  /// An instance that began while the clock was in doubt, as after a restore of an old backup, began at a moment that nobody
  /// knows: when the doubt ended at the latest, in milliseconds since 1970. What was exchanged before counts as lost.
  mutating func settleBeginning(after doubt: ClockTrust.Doubt, at: Int) {
    guard let began = instance?.beganAt, began.milliseconds >= doubt.expected else { return }
    instance?.beganAt = Timestamp(seconds: Int64(at / 1000))
  }

  /// A former instance that is removed as a whole leaves nothing in the state.
  mutating func dropTail(ofFormer span: PrunedSpan) {
    guard let place = former.firstIndex(where: { $0.instance.id == span.instance }),
      span.before >= former[place].size + former[place].tail.count
    else { return }
    former[place].tail = []
  }

  /// Keeps the newest fault of each log, kind and witness.
  private mutating func keep(_ fault: LogFault) {
    faults.removeAll { $0.isOfSameKind(fault) }
    faults.append(fault)
    if faults.count(where: { $0.region == fault.region }) > Self.faultsOfOneRegion { removeOldest(of: fault.region) }
    guard faults.count > Self.faultLimit else { return }
    let counts = Dictionary(grouping: faults, by: \.region).mapValues(\.count)
    if let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) { removeOldest(of: most.key) }
  }

  private mutating func removeOldest(of region: RegionName) {
    if let oldest = faults.firstIndex(where: { $0.region == region }) { faults.remove(at: oldest) }
  }

  /// True where this was noticed before, or something of its kind within a day: a log that goes on forking is told of
  /// once a day.
  public func knows(_ fault: LogFault) -> Bool {
    faults.contains { known in
      known.isSame(fault) || known.isOfSameKind(fault) && abs(known.at.seconds - fault.at.seconds) < 86_400
    }
  }

  /// A peer that was kept out, or whose log or witness is another one now, has a new start.
  mutating func forgetFaultPeriods(of peer: RegionName) {
    checkpoints.refusals[peer] = nil
    for origin in witnessed.keys where witnessed[origin]?.region == peer { witnessed[origin]?.forgetPeriods() }
  }

  /// The keys of those of these things that are still there.
  public func keys(of things: some Sequence<AuditThing>) -> [AuditThing: [UInt8]] {
    var found: [AuditThing: [UInt8]] = [:]
    for thing in things { found[thing] = keys[thing] }
    return found
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
      writer.list(log.tail) { $0.blob($1) }
    }
    checkpoints.write(to: &writer)
    writer.list(witnessed.values.sorted { $0.origin < $1.origin }) { $1.write(to: &$0) }
    writer.list(faults) { $1.write(to: &$0) }
    reviews.write(to: &writer)
  }

  /// What a snapshot says first of the log; ``restore(tail:)`` and ``restore(keys:)`` follow in pieces.
  mutating func restoreHead(from reader: inout ByteReader) throws(CodecError) {
    instance = try reader.optional { (reader) throws(CodecError) in try AuditInstance(from: &reader) }
    size = try reader.int()
    former = try reader.list { (reader) throws(CodecError) in
      FormerInstance(
        instance: try AuditInstance(from: &reader), size: try reader.int(),
        tail: try reader.list { (reader) throws(CodecError) in try reader.blob() })
    }
    checkpoints = try CheckpointState(from: &reader)
    for log in try reader.list({ (reader) throws(CodecError) in try WitnessedLog(from: &reader) }) {
      witnessed[log.origin] = log
    }
    faults = try reader.list { (reader) throws(CodecError) in try LogFault(from: &reader) }
    reviews = try ReviewState(from: &reader)
  }

  mutating func restore(tail piece: [[UInt8]]) { apply(.recorded(piece, keys: [:])) }

  mutating func restore(cards piece: [SignedDocument], of instance: String) {
    retention.rosterCards[instance, default: []] += piece
  }

  /// Everything about retention but the cards, which follow in pieces.
  mutating func restore(retention: AuditRetention) { self.retention = retention }

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
