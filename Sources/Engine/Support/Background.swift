import PeerProtocol
import Synchronization
import System

/// The threads that carry deliveries and ticks, and how they are stopped.
final class Background: Sendable {
  struct State: Sendable {
    var isStopping = false
    var lanes: Set<RegionName> = []
    var running = 0
  }

  let state = Mutex(State())
  let finished = WakeSignal()
  let tick = WakeSignal()

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Starts a thread that is counted until it ends; false where the system has none to give now.
  func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    state.withLock { $0.running += 1 }
    let isStarted = WorkerThread.start { [self] in
      body()
      state.withLock { $0.running -= 1 }
      finished.signal()
    }
    if !isStarted { state.withLock { $0.running -= 1 } }
    return isStarted
  }
}
