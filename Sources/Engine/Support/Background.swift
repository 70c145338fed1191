import Cryptography
import Journal
import PeerProtocol
import Region
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
    /// How many agreements would end at once, while that waits for an operator; and how many were confirmed.
    var waitingAgreements = 0
    var confirmedAgreements = 0
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
