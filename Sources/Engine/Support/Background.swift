import Cryptography
import Journal
import PeerProtocol
public import Region
import Synchronization

/// What a sweep of one day would end, and when that was counted last.
struct WaitingEndings: Sendable {
  var due: DueEndings
  var day: CalendarDate
  /// In terms of uptime.
  var countedAt: Int
}

/// The threads that carry deliveries and ticks, and how they are stopped.
final class Background: Sendable {
  struct State: Sendable {
    var isStopping = false
    var lanes: Set<RegionName> = []
    var running = 0
    /// The day for which terms were last looked at.
    var expiredOn: CalendarDate?
    /// What a sweep would end, while that waits for an operator.
    var waitingEndings: WaitingEndings?
    /// The day for which ended matches were last looked at.
    var forgottenOn: CalendarDate?
  }

  let state = Mutex(State())
  let finished = Bell()
  let tick = Bell()

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Starts a thread that is counted until it ends; false where the system has none to give now.
  func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    state.withLock { $0.running += 1 }
    let isStarted = WorkerThread.start { [self] in
      body()
      state.withLock { $0.running -= 1 }
      finished.ring()
    }
    if !isStarted { state.withLock { $0.running -= 1 } }
    return isStarted
  }
}

/// Hands outcomes from the caller's thread to a lane's.
private final class Outcomes: Sendable {
  private let queue = Mutex<[Engine.Outcome]>([])

  func add(_ outcome: Engine.Outcome) { queue.withLock { $0.append(outcome) } }

  /// All that arrived since the last call.
  func take() -> [Engine.Outcome] {
    queue.withLock { queue in
      defer { queue = [] }
      return queue
    }
  }
}

extension Engine {
  /// Starts the threads: one a peer for deliveries, one for the clock. Call once.
  ///
  /// - Throws: ``Refusal`` `try-again` where the system has no thread to give.
  public func run() throws(Refusal) {
    let isStarted = background.start { [self] in
      while !background.isStopping {
        runTick()
        background.tick.wait(milliseconds: EngineLimits.tickMilliseconds)
      }
    }
    guard isStarted else {
      throw .problem(
        Problem(.tryAgain, "The system has no thread to give. Raise the limit of processes, or stop others."))
    }
  }

  /// Stops the threads, waits for what they began, notes the clock, and closes the journal.
  public func stop() {
    background.state.withLock { $0.isStopping = true }
    background.tick.ring()
    lanes.wakeAll()
    while background.state.withLock({ $0.running > 0 }) {
      lanes.wakeAll()
      background.finished.wait(milliseconds: 100)
    }
    if !clock.isInDoubt { try? clockWatch.note(clock.reading) }
    store.close()
  }

  /// Sees to it that every peer has a lane, and does what the clock asks for.
  private func runTick() {
    for peer in peersToServe {
      let isNew = background.state.withLock { $0.lanes.insert(peer).inserted }
      guard isNew, !background.start({ [self] in runLane(peer) }) else { continue }
      // Tried again with the next tick.
      background.state.withLock { _ = $0.lanes.remove(peer) }
      log(LogEvent(.error, "no-thread", ["peer": .string(peer.text)]))
    }
    tick()
  }

  /// Sends what is due and takes in what was answered, in groups: whatever arrives while the lane waits for the disk.
  private func runLane(_ peer: RegionName) {
    lanes.open(peer)
    let outcomes = Outcomes()
    var underWay = 0
    // What was begun is waited for.
    while !background.isStopping || underWay > 0 {
      // Answers are taken in on this thread: the caller's thread only hands them over.
      let arrived = outcomes.take()
      underWay -= arrived.count
      complete(arrived, of: peer)
      let deliveries = background.isStopping ? [] : nextDeliveries(to: peer)
      underWay += deliveries.count
      for delivery in deliveries {
        caller.call(delivery.call) { [lanes] in
          outcomes.add((delivery, $0))
          lanes.wake(peer)
        }
      }
      if arrived.isEmpty && deliveries.isEmpty { lanes.wait(peer, milliseconds: millisecondsUntilDue(peer)) }
    }
  }
}
