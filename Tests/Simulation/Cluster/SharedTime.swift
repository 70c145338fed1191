import Engine
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

/// A node's clock: the shared time and how far it is off.
package struct SimulatedClock: EngineClock {
  private let time: SharedTime
  private let offset: SharedTime

  /// A clock that is `skew` milliseconds ahead.
  package init(time: SharedTime, skew: Int) {
    self.time = time
    offset = SharedTime(skew)
  }

  /// Milliseconds since 1970 as this clock has them.
  package var milliseconds: Int { time.milliseconds + offset.milliseconds }

  /// What no setting of the clock moves.
  package var uptimeMilliseconds: Int { time.milliseconds }

  /// Milliseconds that the clock is ahead.
  package var skew: Int { offset.milliseconds }

  /// Sets the clock forward, or back where `more` is less than nothing.
  package func set(by more: Int) { offset.advance(more) }
}
