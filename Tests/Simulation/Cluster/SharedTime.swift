import Synchronization

/// The time that all nodes share, in milliseconds since 1970.
package final class SharedTime: Sendable {
  private let value: Mutex<Int>

  /// A time that stands still until it is moved.
  package init(_ start: Int) { value = Mutex(start) }

  /// Milliseconds since 1970.
  package var milliseconds: Int { value.withLock { $0 } }

  /// Moves on.
  package func advance(_ more: Int) { value.withLock { $0 += more } }
}
