import CCurl
import Synchronization

/// Gives back what connections needed and need no longer; by itself the system's allocator keeps most of it.
enum ReturnedMemory {
  private struct State {
    var isOwed = false
    var notBefore = Deadline(nanoseconds: 0)
  }

  /// Between two times: to give memory back holds up whoever needs some meanwhile, and strangers decide how often a crowd
  /// comes and goes.
  private static let pause = Duration.seconds(10)
  private static let state = Mutex(State())

  /// Few arenas, so that what many threads free lies together and can be given back.
  static func limitArenas() { samenloop_malloc_arenas(8) }

  /// Some of many connections ended: what they needed is to be given back, now or after the pause.
  static func crowdEnded() {
    state.withLock { $0.isOwed = true }
    giveBack()
  }

  /// Gives back what is owed, unless it was done a moment ago. For whoever comes by every few seconds.
  static func giveBack() {
    let isDue = state.withLock { state in
      guard state.isOwed else { return false }
      let now = Deadline.now
      guard state.notBefore <= now else { return false }
      (state.isOwed, state.notBefore) = (false, now + pause)
      return true
    }
    if isDue { samenloop_malloc_trim() }
  }
}
