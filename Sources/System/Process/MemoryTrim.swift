import CSystem
import Synchronization

/// Gives freed memory back to the system; by itself the allocator keeps most of it.
package enum MemoryTrim {
  private struct State {
    /// How many more times memory is to be given back.
    var owed = 0
    var notBefore = Deadline(nanoseconds: 0)
  }

  /// Time between two trims: at least `least`, and `share` times as long as the last one took. A trim holds up threads that
  /// allocate meanwhile, and strangers decide how often many connections come and go.
  private static let pause = (least: Duration.seconds(2), share: 100)
  private static let state = Mutex(State())

  /// Few arenas, so that what many threads free lies together and can be given back.
  package static func limitArenas() { mallopt(M_ARENA_MAX, 8) }

  /// Much was freed, or is about to be: gives it back now or after the pause, and once more after the next pause, because
  /// other threads may still be freeing theirs.
  package static func request() {
    state.withLock { $0.owed = 2 }
    trimIfDue()
  }

  /// Gives back what was asked for with ``request()``, unless that was done a moment ago. A thread that wakes every few
  /// seconds calls it.
  package static func trimIfDue() {
    let begin = Deadline.now
    let isDue = state.withLock { state in
      guard state.owed > 0, state.notBefore <= begin else { return false }
      // Nobody else begins meanwhile.
      (state.owed, state.notBefore) = (state.owed - 1, .never)
      return true
    }
    guard isDue else { return }
    malloc_trim(0)
    let end = Deadline.now
    let took = Duration.nanoseconds(end.nanoseconds - begin.nanoseconds)
    state.withLock { $0.notBefore = end + max(pause.least, took * pause.share) }
  }
}
