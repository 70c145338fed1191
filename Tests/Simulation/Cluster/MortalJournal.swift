package import Journal
import Synchronization

/// A journal whose process dies at a chosen step: before or after an append, a wait, or a chunk of a snapshot. From then
/// on it takes and says nothing.
package final class MortalJournal: Journal {
  private struct Fuse {
    var left: Int?
    var isDead = false
    var failsSnapshots = false
    var counts: [UInt16: Int] = [:]
    var meanwhile: (@Sendable () -> Void)?
  }

  package let inner: InMemoryJournal
  private let fuse = Mutex(Fuse())

  /// A process that lives on `inner`.
  package init(_ inner: InMemoryJournal) { self.inner = inner }

  /// True once the process died.
  package var isDead: Bool { fuse.withLock { $0.isDead } }

  /// Lets the process die after so many more steps; nil lets it live.
  package func die(after steps: Int?) { fuse.withLock { $0.left = steps } }

  /// While true, snapshots begin and then find the disk full.
  package var failSnapshots: Bool {
    get { fuse.withLock { $0.failsSnapshots } }
    set { fuse.withLock { $0.failsSnapshots = newValue } }
  }

  /// Does something else once, while a writer waits for the disk.
  package func atNextWait(_ body: @escaping @Sendable () -> Void) { fuse.withLock { $0.meanwhile = body } }

  /// How often each kind of event was appended, by the two bytes that its record begins with.
  package var counts: [UInt16: Int] { fuse.withLock { $0.counts } }

  private func burn() throws(JournalError) {
    let died = fuse.withLock { fuse in
      if let left = fuse.left {
        fuse.left = left - 1
        if left <= 0 { fuse.isDead = true }
      }
      return fuse.isDead
    }
    if died { throw .closed }
  }

  package func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition {
    try burn()
    let position = try inner.append(record)
    fuse.withLock { fuse in
      EventKinds.forEach(in: record) { fuse.counts[$0, default: 0] += 1 }
    }
    return position
  }

  package func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    // A step only where there is something to wait for.
    let waits = inner.undurableCount > 0
    if waits || isDead { try burn() }
    let meanwhile = fuse.withLock { fuse in
      defer { fuse.meanwhile = nil }
      return fuse.meanwhile
    }
    meanwhile?()
    try inner.waitUntilDurable(position)
    // Durable, but nobody hears of it.
    if waits { try burn() }
  }

  package var lastPosition: JournalPosition { inner.lastPosition }
  package var bytesSinceSnapshot: Int { inner.bytesSinceSnapshot }

  package func beginSnapshot() throws(JournalError) -> any SnapshotWriter {
    try burn()
    return MortalSnapshot(try inner.beginSnapshot()) { [self] () throws(JournalError) in
      try burn()
      if failSnapshots { throw .full }
    }
  }

  package func close() { inner.close() }

  private final class MortalSnapshot: SnapshotWriter {
    private let inner: any SnapshotWriter
    private let burn: @Sendable () throws(JournalError) -> Void

    init(_ inner: any SnapshotWriter, burn: @escaping @Sendable () throws(JournalError) -> Void) {
      self.inner = inner
      self.burn = burn
    }

    func write(_ chunk: [UInt8]) throws(JournalError) {
      try burn()
      try inner.write(chunk)
    }

    func finish() throws(JournalError) {
      try burn()
      try inner.finish()
    }

    func abandon() { inner.abandon() }
  }
}
