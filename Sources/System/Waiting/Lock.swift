import Glibc

/// A mutual exclusion lock whose holder can wait for something to change.
///
/// `Mutex` of the standard library has no way to wait, which a group commit lives by.
package final class Lock: @unchecked Sendable {
  // Unchecked: a pthread mutex is made to be used from all threads; its memory does not move and is freed last.
  let mutex: UnsafeMutablePointer<pthread_mutex_t>

  /// A lock that nobody holds.
  package init() {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Waits until the lock is free, and takes it.
  package func lock() { pthread_mutex_lock(mutex) }
  /// Gives the lock back.
  package func unlock() { pthread_mutex_unlock(mutex) }
}
