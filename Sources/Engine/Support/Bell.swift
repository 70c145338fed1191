import Journal
import Synchronization

/// Wakes a thread that waits, or lets its next wait end at once. Waits are measured by the monotonic clock: setting the
/// clock of the machine neither lengthens nor shortens them, as it does with Dispatch.
final class Bell: @unchecked Sendable {
  // Unchecked: `isRung` is touched only while the lock is held.
  private let lock = Lock()
  private let rung: Condition
  private var isRung = false

  init() { rung = Condition(with: lock) }

  /// Ends the wait under way, or else the next one. Twice before a wait is once.
  func ring() {
    lock.lock()
    isRung = true
    rung.signal()
    lock.unlock()
  }

  /// Waits until the bell is rung, at most `milliseconds`.
  func wait(milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    lock.lock()
    defer {
      isRung = false
      lock.unlock()
    }
    while !isRung {
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero else { return }
      rung.wait(seconds: left / .seconds(1))
    }
  }
}
