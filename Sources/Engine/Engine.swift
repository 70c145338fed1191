public import Cryptography
import Glibc
public import Journal
public import PeerProtocol
public import PrivateMatching
package import Region
import Synchronization

/// Carries every request and tick through admit → compute → decide → append → durable → answer and effects.
///
/// The engine is given the whole outside: journal, peers, arithmetic, clock and randomness. Its methods may be called
/// from any thread; they block until what they saw and did is durable.
public final class Engine: Sendable {
  let configuration: EngineConfiguration
  let journal: any Journal
  let arithmetic: any MatchingArithmetic
  let caller: any PeerCaller
  let clock: any EngineClock
  let random: any RandomSource
  let signatures: any SignatureScheme
  let log: @Sendable (LogEvent) -> Void
  let markKey: [UInt8]
  let state: Mutex<RegionState>
  let lanes = LaneBook()
  let gates = PeerGates()
  /// Turns at the curve,
  let curve = FairTurns(atOnce: Engine.cores)
  /// and at what is held in memory while a batch is decided on.
  let batchTurns = FairTurns(atOnce: Engine.cores + EngineLimits.batchesBesideCores)
  let alarmBook = Mutex<[String: PendingAlarm]>([:])
  let background = Background()
  let awaited = AwaitedAgreements()
  /// Whether the journal failed last.
  let storageFails = Atomic(false)
  /// Ids reported since a file of the whole index began to be read; nil where none is.
  let snapshotWatch = Mutex<Set<String>?>(nil)
  /// Youths by the ids of their matches within the region.
  let withinIndex = Mutex(WithinIndex())
  let clockBook = Mutex<ClockBook?>(nil)

  /// Opens the engine on a journal that is replayed into a state first.
  ///
  /// - Parameters:
  ///   - signatures: Ed25519, or what stands in for it in a simulation.
  ///   - openJournal: opens the journal, feeding the chunks of its snapshot and then its records to the two functions.
  ///   - markKey: 32 secret bytes of this node, for the keyed hashes that tell a repeated report from an update.
  /// - Throws: what `openJournal` throws; ``CodecError`` for a record that this version cannot read.
  public init(
    configuration: EngineConfiguration, arithmetic: any MatchingArithmetic, caller: any PeerCaller,
    clock: any EngineClock, random: any RandomSource, signatures: any SignatureScheme = Ed25519Signatures(),
    markKey: [UInt8], log: @escaping @Sendable (LogEvent) -> Void,
    openJournal: (_ readSnapshot: ([UInt8]) throws -> Void, _ readRecord: ([UInt8]) throws -> Void) throws ->
      any Journal
  ) throws {
    var snapshot = SnapshotReader()
    var replayed: RegionState?
    var holdsErased = false
    var newestFormat: Int?
    journal = try openJournal(
      { chunk in try Self.tellNewer { () throws(CodecError) in try snapshot.read(chunk) } },
      { record in
        if replayed == nil { replayed = try snapshot.finish() }
        newestFormat = StoreFormat.number(ofRecord: record)
        for event in try Self.tellNewer({ () throws(CodecError) in try RegionEvent.events(record: record) }) {
          if let before = replayed, event.erases(from: before) { holdsErased = true }
          replayed?.apply(event)
        }
      })
    newestFormat = newestFormat ?? snapshot.format
    state = Mutex(try replayed ?? snapshot.finish())
    self.configuration = configuration
    self.arithmetic = arithmetic
    self.caller = caller
    self.clock = clock
    self.random = random
    self.signatures = signatures
    self.markKey = markKey
    self.log = log
    // What was erased before the last stop still is in the journal.
    if holdsErased { noteErasure(isReplayed: true) }
    if let newestFormat, newestFormat < StoreFormat.current { try keepUpgradeCopy(of: newestFormat) }
    beginClock()
    try issueOwnCard()
    try nameReleasesOfBefore()
    try keepRules()
    try judgeStoredSectors()
  }

  static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// The region that this node serves.
  public var region: RegionName { configuration.region }

  // MARK: - The one way in

  /// Decides under the state's lock, makes the events durable, and gives the result of the decision.
  ///
  /// `decide` appends through the ``Transaction`` that it gets; each append is applied at once.
  func commit<Result>(
    _ decide: (inout Transaction) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    let outcome: Swift.Result<(Result, JournalPosition, Transaction.Effect), Problem> = state.withLock { state in
      var transaction = Transaction(state: state, journal: journal)
      // The state lives in the transaction alone while it is changed, so that nothing is copied.
      state = RegionState()
      defer { state = transaction.takeState() }
      do throws(Problem) {
        let result = try decide(&transaction)
        return .success((result, journal.lastPosition, transaction.effect))
      } catch {
        if let failure = transaction.effect.storageError { noteStorage(failure) }
        return .failure(error)
      }
    }
    let (result, position, effect) = try outcome.get()
    if effect.hasErased { noteErasure() }
    try settle(position)
    if effect.hasChanged { lanes.wakeAll() }
    return result
  }

  /// Reads the state; gives the result once everything that was read is durable.
  func read<Result>(_ body: (RegionState) throws(Problem) -> Result) throws(Problem) -> Result {
    let outcome: Swift.Result<(Result, JournalPosition), Problem> = state.withLock { state in
      do throws(Problem) {
        return .success((try body(state), journal.lastPosition))
      } catch {
        return .failure(error)
      }
    }
    let (result, position) = try outcome.get()
    try settle(position)
    return result
  }

  /// Looks at the state without waiting, for decisions that disclose nothing.
  package func peek<Result>(_ body: (RegionState) -> Result) -> Result { state.withLock { body($0) } }

  private func settle(_ position: JournalPosition) throws(Problem) {
    do {
      try journal.waitUntilDurable(position)
      noteStorage(nil)
    } catch {
      noteStorage(error)
      throw Problem(storage: error)
    }
  }
}

extension Engine {
  /// Tells the log that nothing can be stored, and once when it can again. The log bounds how often the same is told.
  private func noteStorage(_ error: JournalError?) {
    let wasFailing = storageFails.exchange(error != nil, ordering: .relaxed)
    if let error, error != .busy {
      log(
        LogEvent(
          .error, "storage-failed",
          ["reason": .string("\(error.description). \(Problem(storage: error).detail)")]))
    } else if error == nil, wasFailing {
      log(LogEvent(.info, "storage-works-again"))
    }
  }
}

/// A decision under way: the state as it is now, and the journal that its events go to.
struct Transaction: ~Copyable {
  private(set) var state: RegionState
  private let journal: any Journal
  private(set) var effect = Effect()

  /// What a decision did, besides its result.
  struct Effect: Sendable {
    var hasChanged = false
    var hasErased = false
    /// Why the journal took nothing, where it did not.
    var storageError: JournalError?
  }

  init(state: RegionState, journal: any Journal) {
    self.state = state
    self.journal = journal
  }

  /// Appends events that hold together as one record, and applies them.
  ///
  /// - Throws: ``Problem`` `try-again` where the journal takes nothing now, `internal-error` where a later start
  ///   could not read the record; then nothing was stored or applied.
  mutating func append(_ events: [RegionEvent]) throws(Problem) {
    guard !events.isEmpty else { return }
    let record = RegionEvent.record(events)
    // A record that does not read is the one thing after which a node never starts again: better one request that
    // fails.
    do { _ = try RegionEvent.events(record: record) } catch { throw .unreadable }
    do {
      _ = try journal.append(record)
    } catch {
      effect.storageError = error
      throw Problem(storage: error)
    }
    for event in events {
      if event.erases(from: state) { effect.hasErased = true }
      state.apply(event)
    }
    effect.hasChanged = true
  }

  mutating func append(_ event: RegionEvent) throws(Problem) { try append([event]) }

  mutating func takeState() -> RegionState {
    let taken = state
    state = RegionState()
    return taken
  }
}

extension Problem {
  static let unreadable = Problem(
    .internalError,
    "What was to be stored could not be read back, and nothing was stored. Please report what you did, without any data."
  )

  /// Why nothing can be stored, and what to do.
  init(storage error: JournalError) {
    switch error {
    case .full:
      self.init(
        .tryAgain, "The disk of the node is full. Free some space; the node continues by itself, then try again.",
        retryAfter: 10)
    case .busy: self.init(.tryAgain, "The node is catching up with its disk. Try again in a moment.", retryAfter: 1)
    default:
      self.init(
        .tryAgain, "The node cannot store anything any more and has to be restarted. Its log says why.", retryAfter: 60)
    }
  }
}
