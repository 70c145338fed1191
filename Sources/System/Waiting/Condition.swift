import Glibc

/// Something to wait for while a `Lock` is held.
package final class Condition: @unchecked Sendable {
  // Unchecked: a pthread condition is made to be used from all threads; its memory does not move.
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private let lock: Lock

  /// A condition of what `lock` protects.
  package init(with lock: Lock) {
    self.lock = lock
    condition = .allocate(capacity: 1)
    condition.initialize(to: pthread_cond_t())
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    // Steps of the wall clock must not lengthen a wait.
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    condition.deallocate()
  }

  /// Releases the lock, waits for a signal (or nothing at all: check again) and takes the lock back.
  package func wait() { pthread_cond_wait(condition, lock.mutex) }

  /// As `wait`, and returns at the latest at the deadline; false when it did so without a signal.
  @discardableResult
  package func wait(until deadline: Deadline) -> Bool {
    var moment = deadline.asTimespec
    return pthread_cond_timedwait(condition, lock.mutex, &moment) != ETIMEDOUT
  }

  /// Wakes one thread that waits.
  package func signal() { pthread_cond_signal(condition) }
  /// Wakes every thread that waits.
  package func broadcast() { pthread_cond_broadcast(condition) }
}
