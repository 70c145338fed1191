import System

/// The records that are not durable yet and the threads that wait for them, between appenders and the writer thread.
final class CommitQueue: @unchecked Sendable {
  // Unchecked: every variable is touched only between `lock.lock()` and `lock.unlock()`.

  enum Work {
    /// Records to write, the first of which has this position.
    case records([[UInt8]], first: UInt64)
    /// Everything up to this position is durable; go on in a new segment.
    case rotate(position: UInt64)
    case close
  }

  /// Where the segments behind a snapshot begin.
  struct Rotation: Sendable {
    let segment: UInt64
    let nextFrame: UInt64
    let position: UInt64
  }

  private enum State {
    case open
    case stalled
    case ended(JournalError)
  }

  private let options: FileJournal.Options
  private let lock = Lock()
  private let work: Condition
  // Waiters of the round being written and of the next one sleep apart, so that a commit wakes only its own.
  private let rounds: [Condition]
  private let rotated: Condition

  private var state = State.open
  private var isClosing = false
  private var isIdle = false
  private var pending: [[UInt8]] = []
  private var pendingStart = 0
  private var lastAppended: UInt64
  private var taken: UInt64
  private var durable: UInt64
  private var round = 0
  private var undurableBytes = 0
  private var takenBytes = 0

  private var appendedBytes: Int
  private var snapshotBytes = 0
  private var snapshotMark = 0
  private var isSnapshotting = false
  private var isFinishing = false
  private var rotateAfter: UInt64?
  private var rotation: Rotation?

  /// Continues behind the record at `position`, with `replayedBytes` of records since the last snapshot.
  init(position: UInt64, replayedBytes: Int, options: FileJournal.Options) {
    self.options = options
    work = Condition(with: lock)
    rounds = [Condition(with: lock), Condition(with: lock)]
    rotated = Condition(with: lock)
    lastAppended = position
    taken = position
    durable = position
    appendedBytes = replayedBytes
  }

  /// Bytes that a record takes in its frame.
  static func size(of record: [UInt8]) -> Int { record.count + 4 }

  private func locked<Value>(_ body: () throws(JournalError) -> Value) throws(JournalError) -> Value {
    lock.lock()
    defer { lock.unlock() }
    return try body()
  }

  private func checkOpen() throws(JournalError) {
    switch state {
    case .open: if isClosing { throw .closed }
    case .stalled: throw .full
    case .ended(let error): throw error
    }
  }

  private func wakeAll() {
    rounds[0].broadcast()
    rounds[1].broadcast()
    rotated.broadcast()
    work.broadcast()
  }
}

// MARK: Appenders

extension CommitQueue {
  func append(_ record: [UInt8]) throws(JournalError) -> UInt64 {
    let size = Self.size(of: record)
    return try locked { () throws(JournalError) in
      try checkOpen()
      guard record.count <= options.maxRecordBytes else {
        throw .tooLarge(bytes: record.count, limit: options.maxRecordBytes)
      }
      // One record always fits, so that a limit below the size of a record cannot block for good.
      guard undurableBytes == 0 || undurableBytes + size <= options.maxBacklogBytes else { throw .busy }
      pending.append(record)
      undurableBytes += size
      appendedBytes += size
      lastAppended += 1
      if isIdle {
        isIdle = false
        work.signal()
      }
      return lastAppended
    }
  }

  func waitUntilDurable(_ position: UInt64) throws(JournalError) {
    try locked { () throws(JournalError) in
      // A position of no record would be waited for without end.
      while durable < min(position, lastAppended) {
        switch state {
        case .open: break
        case .stalled: throw .full
        case .ended(let error): throw error
        }
        rounds[(position <= taken ? round : round + 1) & 1].wait()
      }
    }
  }

  var lastPosition: UInt64 {
    lock.lock()
    defer { lock.unlock() }
    return lastAppended
  }

  var bytesSinceSnapshot: Int {
    lock.lock()
    defer { lock.unlock() }
    return appendedBytes - snapshotBytes
  }

  /// The error that ended the journal, if one did.
  var failure: JournalError? {
    lock.lock()
    defer { lock.unlock() }
    if case .ended(let error) = state { return error }
    return nil
  }

  /// Refuses new records and lets the writer finish, once no snapshot is being put in place; false when someone did
  /// that before.
  func beginClosing() -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard !isClosing else { return false }
    isClosing = true
    while isFinishing { rotated.wait() }
    work.broadcast()
    return true
  }
}

// MARK: Snapshots

extension CommitQueue {
  func beginSnapshot() throws(JournalError) {
    try locked { () throws(JournalError) in
      try checkOpen()
      guard !isSnapshotting else { throw .busy }
      isSnapshotting = true
      rotation = nil
      rotateAfter = lastAppended
      snapshotMark = appendedBytes
      isIdle = false
      work.signal()
    }
  }

  /// Waits until everything before the snapshot is durable and the segment behind it begun.
  func awaitRotation() throws(JournalError) -> Rotation {
    try locked { () throws(JournalError) in
      while true {
        if let rotation { return rotation }
        switch state {
        case .open: break
        case .stalled: throw .full
        case .ended(let error): throw error
        }
        rotated.wait()
      }
    }
  }

  /// Holds up closing until `endFinishing`.
  func beginFinishing() throws(JournalError) {
    try locked { () throws(JournalError) in
      if isClosing { throw .closed }
      if case .ended(let error) = state { throw error }
      isFinishing = true
    }
  }

  func endFinishing() {
    lock.lock()
    defer { lock.unlock() }
    isFinishing = false
    rotated.broadcast()
  }

  func endSnapshot(isFinished: Bool) {
    lock.lock()
    defer { lock.unlock() }
    if isFinished { snapshotBytes = snapshotMark }
    isSnapshotting = false
  }
}

// MARK: The writer thread

extension CommitQueue {
  /// Waits for the next thing to do; `limit` bytes of records at most, but always one.
  func nextWork(limit: Int) -> Work {
    lock.lock()
    defer { lock.unlock() }
    while true {
      if rotateAfter == taken { return .rotate(position: taken) }
      if taken < lastAppended { return takeRecords(limit: limit) }
      if isClosing { return .close }
      isIdle = true
      work.wait()
      isIdle = false
    }
  }

  private func takeRecords(limit: Int) -> Work {
    let first = taken + 1
    let most = min(lastAppended, rotateAfter ?? lastAppended) - taken
    var end = pendingStart
    takenBytes = 0
    while end - pendingStart < Int(most) {
      let size = Self.size(of: pending[end])
      if end > pendingStart && takenBytes + size > limit { break }
      takenBytes += size
      end += 1
    }
    let records: [[UInt8]]
    if pendingStart == 0 && end == pending.count {
      records = pending
      pending = []
    } else {
      records = Array(pending[pendingStart..<end])
      pendingStart = end
      // Moved down in large steps only, so that a long queue costs no quadratic time.
      if pendingStart * 2 >= pending.count {
        pending.removeFirst(pendingStart)
        pendingStart = 0
      }
    }
    taken += UInt64(records.count)
    round += 1
    return .records(records, first: first)
  }

  /// The records last taken are durable.
  func committed() {
    lock.lock()
    defer { lock.unlock() }
    durable = taken
    undurableBytes -= takenBytes
    takenBytes = 0
    if case .stalled = state { state = .open }
    rounds[round & 1].broadcast()
  }

  func rotated(_ rotation: Rotation) {
    lock.lock()
    defer { lock.unlock() }
    // A snapshot begun after an abandoned one waits for a later rotation.
    if rotateAfter == rotation.position { rotateAfter = nil }
    if rotateAfter == nil { self.rotation = rotation }
    if case .stalled = state { state = .open }
    rotated.broadcast()
  }

  /// Tells everyone that the disk is full and waits a while; false when the journal is being closed.
  func stall() -> Bool {
    lock.lock()
    defer { lock.unlock() }
    state = .stalled
    wakeAll()
    if !isClosing { work.wait(until: .after(.seconds(options.retrySeconds))) }
    return !isClosing
  }

  /// No further record becomes durable.
  func end(_ error: JournalError) {
    lock.lock()
    defer { lock.unlock() }
    if case .ended = state { return }
    state = .ended(error)
    pending = []
    wakeAll()
  }
}
