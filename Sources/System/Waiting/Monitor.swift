/// A value behind a lock that threads can also wait on. The standard library's `Mutex` has no condition.
package final class Monitor<State>: @unchecked Sendable {
  // Unchecked: the state is only touched while the lock is held.
  @usableFromInline let lock = Lock()
  @usableFromInline let changed: Condition
  @usableFromInline var state: State

  /// Protects this value.
  package init(_ state: State) {
    self.state = state
    changed = Condition(with: lock)
  }

  /// Reads or changes the value.
  @inlinable
  package func withLock<Result>(_ body: (inout State) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&state)
  }

  /// Like `withLock`, and wakes every thread that waits.
  @inlinable
  package func notifying<Result>(_ body: (inout State) -> Result) -> Result {
    lock.lock()
    defer {
      changed.broadcast()
      lock.unlock()
    }
    return body(&state)
  }

  /// Waits until `ready` holds; false when the deadline came first. Without a deadline it waits as long as it takes.
  package func wait(until deadline: Deadline?, for ready: (State) -> Bool) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    while !ready(state) {
      if let deadline {
        if !changed.wait(until: deadline) { return ready(state) }
      } else {
        changed.wait()
      }
    }
    return true
  }
}
