package import Journal
import Synchronization

/// A journal whose process crashes at a chosen step: before or after an append, a wait, or a chunk of a snapshot. From then
/// on it takes and says nothing.
package final class CrashableJournal: Journal {
  private struct State {
    var left: Int?
    var hasCrashed = false
    var failsSnapshots = false
    var counts: [UInt16: Int] = [:]
    var duringNextWait: (@Sendable () -> Void)?
  }

  package let inner: InMemoryJournal
  private let state = Mutex(State())

  /// A process that lives on `inner`.
  package init(_ inner: InMemoryJournal) { self.inner = inner }

  /// True once the process crashed.
  package var hasCrashed: Bool { state.withLock { $0.hasCrashed } }

  /// Lets the process crash after this number of further steps; nil lets it run.
  package func crash(after steps: Int?) { state.withLock { $0.left = steps } }

  /// While true, snapshots begin and then find the disk full.
  package var failsSnapshots: Bool {
    get { state.withLock { $0.failsSnapshots } }
    set { state.withLock { $0.failsSnapshots = newValue } }
  }

  /// Does something else once, while a writer waits for the disk.
  package func atNextWait(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.duringNextWait = body } }

  /// How often each kind of event was appended, by the two bytes that its record begins with.
  package var counts: [UInt16: Int] { state.withLock { $0.counts } }

  private func countStep() throws(JournalError) {
    let hasEnded = state.withLock { state in
      if let left = state.left {
        state.left = left - 1
        if left <= 0 { state.hasCrashed = true }
      }
      return state.hasCrashed
    }
    if hasEnded { throw .closed }
  }

  package func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition {
    try countStep()
    let position = try inner.append(record)
    state.withLock { state in
      EventKinds.forEach(in: record) { state.counts[$0, default: 0] += 1 }
    }
    return position
  }

  package func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    // A step only where there is something to wait for.
    let waits = inner.undurableCount > 0
    if waits || hasCrashed { try countStep() }
    let duringNextWait = state.withLock { state in
      defer { state.duringNextWait = nil }
      return state.duringNextWait
    }
    duringNextWait?()
    try inner.waitUntilDurable(position)
    // Durable, but nobody hears of it.
    if waits { try countStep() }
  }

  package var lastPosition: JournalPosition { inner.lastPosition }
  package var bytesSinceSnapshot: Int { inner.bytesSinceSnapshot }

  package func beginSnapshot() throws(JournalError) -> any SnapshotWriter {
    try countStep()
    return CrashableSnapshot(try inner.beginSnapshot()) { [self] () throws(JournalError) in
      try countStep()
      if failsSnapshots { throw .full }
    }
  }

  package func close() { inner.close() }

  private final class CrashableSnapshot: SnapshotWriter {
    private let inner: any SnapshotWriter
    private let countStep: @Sendable () throws(JournalError) -> Void

    init(_ inner: any SnapshotWriter, countStep: @escaping @Sendable () throws(JournalError) -> Void) {
      self.inner = inner
      self.countStep = countStep
    }

    func write(_ chunk: [UInt8]) throws(JournalError) {
      try countStep()
      try inner.write(chunk)
    }

    func finish() throws(JournalError) {
      try countStep()
      try inner.finish()
    }

    func abandon() { inner.abandon() }
  }
}
