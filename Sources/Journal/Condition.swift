import Glibc

/// A mutual exclusion lock whose holder can wait for something to change.
///
/// `Mutex` of the standard library has no way to wait, which a group commit lives by.
package final class Lock: @unchecked Sendable {
  // Unchecked: a pthread mutex is made to be used from all threads; its memory does not move and is freed last.
  fileprivate let mutex: UnsafeMutablePointer<pthread_mutex_t>

  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  package func lock() { pthread_mutex_lock(mutex) }
  package func unlock() { pthread_mutex_unlock(mutex) }
}

/// Something to wait for while a `Lock` is held.
package final class Condition: @unchecked Sendable {
  // Unchecked: a pthread condition is made to be used from all threads; its memory does not move.
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private let lock: Lock

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

  /// As `wait`, and returns at the latest after `seconds`.
  package func wait(seconds: Double) {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = deadline.tv_nsec + Int((seconds * 1e9).rounded())
    deadline.tv_sec += nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    pthread_cond_timedwait(condition, lock.mutex, &deadline)
  }

  package func signal() { pthread_cond_signal(condition) }
  package func broadcast() { pthread_cond_broadcast(condition) }
}
