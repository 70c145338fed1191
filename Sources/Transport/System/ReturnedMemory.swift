import CCurl
import Synchronization

/// Gives back what connections needed and need no longer; by itself the system's allocator keeps most of it.
enum ReturnedMemory {
  private struct State {
    /// How many times.
    var owed = 0
    var notBefore = Deadline(nanoseconds: 0)
  }

  /// Between two times, and so many times as long as it took: to give memory back holds up whoever needs some meanwhile,
  /// and strangers decide how often a crowd comes and goes.
  private static let pause = (least: Duration.seconds(2), share: 100)
  private static let state = Mutex(State())

  /// Few arenas, so that what many threads free lies together and can be given back.
  static func limitArenas() { samenloop_malloc_arenas(8) }

  /// Many connections came or went: what they needed for a moment is to be given back, now or after the pause; and once
  /// more after it, because those that just left may still be freeing theirs.
  static func crowdChanged() {
    state.withLock { $0.owed = 2 }
    giveBack()
  }

  /// Gives back what is owed, unless it was done a moment ago. For whoever comes by every few seconds.
  static func giveBack() {
    let begin = Deadline.now
    let isDue = state.withLock { state in
      guard state.owed > 0, state.notBefore <= begin else { return false }
      // Nobody else begins meanwhile.
      (state.owed, state.notBefore) = (state.owed - 1, .never)
      return true
    }
    guard isDue else { return }
    samenloop_malloc_trim()
    let end = Deadline.now
    let took = Duration.nanoseconds(end.nanoseconds - begin.nanoseconds)
    state.withLock { $0.notBefore = end + max(pause.least, took * pause.share) }
  }
}
