import System

@testable import Journal

/// As `Mutex`, over a pthread lock: the thread sanitizer does not see when a contended `Mutex` changes hands.
final class Guarded<State>: @unchecked Sendable {
  // Unchecked: `state` is touched only with the lock held.
  private let lock = Lock()
  private var state: State

  init(_ state: State) { self.state = state }

  func withLock<Value, Failure: Error>(_ body: (inout State) throws(Failure) -> Value) throws(Failure) -> Value {
    lock.lock()
    defer { lock.unlock() }
    return try body(&state)
  }
}
