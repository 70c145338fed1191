import Synchronization

/// A journal without a disk, for simulations: it keeps what is durable apart from what is not, so that a test can
/// crash it at any point and go on from what survived.
///
/// Nothing waits: `waitUntilDurable` makes the record durable itself, with all before it.
public final class InMemoryJournal: Journal {
  /// What a store holds: the chunks of the last snapshot and the records behind it. A value, so that an older one can
  /// stand for a backup.
  public struct Store: Equatable, Sendable {
    /// The chunks of the last finished snapshot.
    public fileprivate(set) var snapshot: [[UInt8]] = []
    /// The records behind the snapshot, in order.
    public fileprivate(set) var records: [[UInt8]] = []
    fileprivate var snapshotPosition: UInt64 = 0

    /// A store that nothing was written to.
    public init() {}
  }

  private struct State {
    var store: Store
    var queued: [[UInt8]] = []
    var bytes: Int
    var refusal: JournalError?
    var isEnded = false
    var isSnapshotting = false

    var durable: UInt64 { store.snapshotPosition + UInt64(store.records.count) }
    var last: UInt64 { durable + UInt64(queued.count) }

    func check() throws(JournalError) {
      if isEnded { throw .closed }
      if let refusal { throw refusal }
    }

    mutating func makeDurable(_ count: Int) {
      store.records += queued[..<count]
      queued.removeFirst(count)
    }
  }

  private let state: Mutex<State>

  private init(_ store: Store, bytes: Int) { state = Mutex(State(store: store, bytes: bytes)) }

  /// Continues from `store`, which is replayed as `FileJournal.open` does.
  public static func open(
    _ store: Store = .init(), readSnapshot: ([UInt8]) throws -> Void, readRecord: ([UInt8]) throws -> Void
  ) throws(JournalError) -> InMemoryJournal {
    do {
      for chunk in store.snapshot { try readSnapshot(chunk) }
      for record in store.records { try readRecord(record) }
    } catch { throw .refusal(error, file: "memory", offset: 0) }
    return InMemoryJournal(store, bytes: store.records.reduce(0) { $0 + $1.count + 4 })
  }

  /// Ends this journal as a power cut would: of the records that are not durable, the first `keeping` survive.
  public func crash(keeping: Int = 0) -> Store {
    state.withLock { state in
      if !state.isEnded { state.makeDurable(min(max(keeping, 0), state.queued.count)) }
      state.isEnded = true
      state.queued = []
      return state.store
    }
  }

  /// From now on every call throws `error`, as on a full or broken disk; nil lets them succeed again.
  public func refuse(with error: JournalError?) { state.withLock { $0.refusal = error } }

  /// What a crash at this moment would leave.
  public var store: Store { state.withLock { $0.store } }

  /// How many records are not durable.
  public var undurableCount: Int { state.withLock { $0.queued.count } }

  /// Puts `record` behind all earlier ones.
  public func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition {
    try state.withLock { state throws(JournalError) in
      try state.check()
      state.queued.append(record)
      state.bytes += record.count + 4
      return JournalPosition(state.last)
    }
  }

  /// Makes the records up to `position` durable.
  public func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    try state.withLock { state throws(JournalError) in
      let count = Int(min(position.value, state.last)) - Int(state.durable)
      guard count > 0 else { return }
      try state.check()
      state.makeDurable(count)
    }
  }

  /// The position of the last record appended or replayed.
  public var lastPosition: JournalPosition { JournalPosition(state.withLock { $0.last }) }

  /// Bytes of records behind the last finished snapshot, with 4 more for each.
  public var bytesSinceSnapshot: Int { state.withLock { $0.bytes } }

  /// Begins a snapshot of everything appended so far.
  public func beginSnapshot() throws(JournalError) -> any SnapshotWriter {
    let position = try state.withLock { state throws(JournalError) in
      try state.check()
      guard !state.isSnapshotting else { throw .busy }
      state.isSnapshotting = true
      return state.last
    }
    return Snapshot(of: self, at: position)
  }

  /// Makes everything durable and ends.
  public func close() {
    state.withLock { state in
      if !state.isEnded && state.refusal == nil { state.makeDurable(state.queued.count) }
      state.queued = []
      state.isEnded = true
    }
  }

  fileprivate func endSnapshot(_ chunks: [[UInt8]]?, at position: UInt64) throws(JournalError) {
    try state.withLock { state throws(JournalError) in
      state.isSnapshotting = false
      guard let chunks else { return }
      try state.check()
      state.makeDurable(max(0, Int(position) - Int(state.durable)))
      state.store.records.removeFirst(Int(position - state.store.snapshotPosition))
      state.store.snapshotPosition = position
      state.store.snapshot = chunks
      state.bytes = (state.store.records + state.queued).reduce(0) { $0 + $1.count + 4 }
    }
  }

  /// Collects chunks until `finish` puts them in the place of the records.
  private final class Snapshot: SnapshotWriter {
    private let journal: InMemoryJournal
    private let position: UInt64
    private let chunks = Mutex<[[UInt8]]?>([])

    init(of journal: InMemoryJournal, at position: UInt64) {
      self.journal = journal
      self.position = position
    }

    deinit { abandon() }

    func write(_ chunk: [UInt8]) throws(JournalError) {
      try journal.state.withLock { state throws(JournalError) in try state.check() }
      guard chunks.withLock({ $0?.append(chunk) != nil }) else { throw .closed }
    }

    func finish() throws(JournalError) {
      guard let all = take() else { throw .closed }
      try journal.endSnapshot(all, at: position)
    }

    func abandon() {
      guard take() != nil else { return }
      try? journal.endSnapshot(nil, at: position)
    }

    private func take() -> [[UInt8]]? {
      chunks.withLock { chunks in
        defer { chunks = nil }
        return chunks
      }
    }
  }
}
