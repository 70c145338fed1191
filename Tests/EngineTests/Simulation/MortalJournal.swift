import Journal
import Synchronization

/// A journal whose process dies at a chosen append, wait or snapshot chunk: from then on it takes and says nothing.
final class MortalJournal: Journal {
  private struct Fuse {
    var left: Int?
    var isDead = false
    var failsSnapshots = false
  }

  let inner: InMemoryJournal
  private let fuse = Mutex(Fuse())

  init(_ inner: InMemoryJournal) { self.inner = inner }

  /// True once the process died.
  var isDead: Bool { fuse.withLock { $0.isDead } }

  /// Lets the process die after so many more steps; nil lets it live.
  func die(after steps: Int?) { fuse.withLock { $0.left = steps } }

  /// While true, snapshots begin and then find the disk full.
  var failSnapshots: Bool {
    get { fuse.withLock { $0.failsSnapshots } }
    set { fuse.withLock { $0.failsSnapshots = newValue } }
  }

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

  func append(_ record: [UInt8]) throws(JournalError) -> JournalPosition {
    try burn()
    return try inner.append(record)
  }

  func waitUntilDurable(_ position: JournalPosition) throws(JournalError) {
    // A step only where there is something to wait for.
    if inner.undurableCount > 0 || isDead { try burn() }
    try inner.waitUntilDurable(position)
  }

  var lastPosition: JournalPosition { inner.lastPosition }
  var bytesSinceSnapshot: Int { inner.bytesSinceSnapshot }

  func beginSnapshot() throws(JournalError) -> any SnapshotWriter {
    try burn()
    return MortalSnapshot(try inner.beginSnapshot()) { [self] () throws(JournalError) in
      try burn()
      if failSnapshots { throw .full }
    }
  }

  func close() { inner.close() }

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
