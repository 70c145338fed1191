public import Region
import Synchronization
import System

extension Engine {
  /// Starts the threads: one per peer for deliveries, and one for periodic work, which also starts those. Call once.
  ///
  /// - Throws: ``Refusal/noThread`` where the system has none to give.
  public func run() throws(Refusal) {
    let isStarted = background.start { [self] in
      while !background.isStopping {
        dispatcher.servePeers()
        tick()
        background.tick.wait(milliseconds: EngineLimits.tickMilliseconds)
      }
    }
    guard isStarted else { throw .noThread }
  }

  /// Stops the threads, waits for what they began, notes the clock, and closes the journal.
  public func stop() {
    background.state.withLock { $0.isStopping = true }
    background.tick.signal()
    lanes.wakeAll()
    while background.state.withLock({ $0.running > 0 }) {
      lanes.wakeAll()
      background.finished.wait(milliseconds: 100)
    }
    if !clock.isInDoubt { try? clockWatch.note(clock.reading) }
    store.close()
  }
}
