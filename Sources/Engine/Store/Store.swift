import Journal
import PeerProtocol
import Region
import Synchronization

/// What the region knows, and the journal that makes it outlive the process: the one place that owns both.
///
/// State changes by ``commit(_:)`` alone. It is read in two ways: ``readDurable(_:)`` for whatever leaves the node, and
/// ``readLatest(_:)`` for decisions that disclose nothing.
final class Store: Sendable {
  let journal: any Journal
  let state: Mutex<RegionState>
  /// What was erased that is still on the disk.
  let erasure = Mutex(ErasureOnDisk())
  let log: @Sendable (LogEvent) -> Void
  /// The time that passes, by which erasures become due for a snapshot.
  let machine: any EngineClock
  private let recorder: AuditRecorder
  private let onChange: @Sendable () -> Void
  /// True where the journal failed last.
  private let isFailing = Atomic(false)

  /// Opens the journal and replays it into the state.
  ///
  /// - Parameters:
  ///   - onChange: called after each commit that changed something, once that is durable: it wakes those who wait for work.
  ///   - openJournal: opens the journal, feeding the chunks of its snapshot and then its records to the two functions.
  /// - Throws: what `openJournal` throws; ``CodecError`` for a record that this version cannot read.
  init(
    machine: any EngineClock, recorder: AuditRecorder, log: @escaping @Sendable (LogEvent) -> Void,
    onChange: @escaping @Sendable () -> Void,
    openJournal: JournalOpening
  ) throws {
    let replay = try JournalReplay(openJournal)
    journal = replay.journal
    state = Mutex(replay.state)
    (self.machine, self.recorder, self.log, self.onChange) = (machine, recorder, log, onChange)
    // What was erased before the last stop still is in the journal.
    if replay.holdsErased { noteErasure(isReplayed: true) }
    if let format = replay.newestFormat, format < StoreFormat.current { try keepUpgradeCopy(of: format) }
  }

  /// Decides under the state's lock, makes the events durable, and gives the result of the decision.
  ///
  /// `decide` appends through the ``Transaction`` that it gets; each append is applied at once.
  func commit<Result>(
    _ decide: (inout Transaction) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    let outcome: Swift.Result<(Result, JournalPosition, Transaction.Effect), Refusal> = state.withLock { state in
      var transaction = Transaction(state: state, journal: journal, recorder: recorder)
      // The state lives in the transaction alone while it is changed, so that nothing is copied.
      state = RegionState()
      defer { state = transaction.takeState() }
      do throws(Refusal) {
        let result = try decide(&transaction)
        return .success((result, journal.lastPosition, transaction.effect))
      } catch {
        if let failure = transaction.effect.storageError { note(failure) }
        return .failure(error)
      }
    }
    let (result, position, effect) = try outcome.get()
    if effect.hasErased { noteErasure() }
    try settle(position)
    if effect.hasChanged { onChange() }
    return result
  }

  /// Reads the state; gives the result once everything that was read is durable.
  func readDurable<Result>(_ body: (RegionState) throws(Refusal) -> Result) throws(Refusal) -> Result {
    let outcome: Swift.Result<(Result, JournalPosition), Refusal> = state.withLock { state in
      do throws(Refusal) {
        return .success((try body(state), journal.lastPosition))
      } catch {
        return .failure(error)
      }
    }
    let (result, position) = try outcome.get()
    try settle(position)
    return result
  }

  /// Reads the latest state without waiting for the disk, for decisions that disclose nothing.
  func readLatest<Result>(_ body: (RegionState) -> Result) -> Result { state.withLock { body($0) } }

  /// Reads the latest state like ``readLatest(_:)``, by a look that tidies its queues on the way: nothing may change that
  /// a record or a snapshot holds.
  func readLatestTidying<Result>(_ body: (inout RegionState) -> Result) -> Result { state.withLock { body(&$0) } }

  /// Closes the journal; nothing is stored or durable from then on.
  func close() { journal.close() }

  private func settle(_ position: JournalPosition) throws(Refusal) {
    do {
      try journal.waitUntilDurable(position)
      note(nil)
    } catch {
      note(error)
      throw .storage(StorageRefusal(error))
    }
  }

  /// Tells the log that nothing can be stored, and once when it can again. The log bounds how often the same is told.
  private func note(_ error: JournalError?) {
    let wasFailing = isFailing.exchange(error != nil, ordering: .relaxed)
    if let error, error != .busy {
      log(
        LogEvent(
          .error, "storage-failed", ["reason": .string(error.description)], refusal: .storage(StorageRefusal(error))))
    } else if error == nil, wasFailing {
      log(LogEvent(.info, "storage-works-again"))
    }
  }
}

extension StorageRefusal {
  /// The refusal that a caller who wants something stored gets for an error of the journal.
  init(_ error: JournalError) {
    switch error {
    case .full: self = .diskFull
    case .busy: self = .busy
    default: self = .stopped
    }
  }
}
