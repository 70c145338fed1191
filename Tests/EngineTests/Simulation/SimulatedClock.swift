import Engine
import Synchronization

/// The time that all nodes share, in milliseconds since 1970.
final class SharedTime: Sendable {
  private let value: Mutex<Int>

  init(_ start: Int) { value = Mutex(start) }

  var milliseconds: Int { value.withLock { $0 } }

  func advance(_ more: Int) { value.withLock { $0 += more } }
}

/// A node's clock: the shared time and how far it is off.
struct SimulatedClock: EngineClock {
  let time: SharedTime
  let skew: Int
  /// By how much the node's clock was set since.
  private let moved = SharedTime(0)

  init(time: SharedTime, skew: Int) {
    self.time = time
    self.skew = skew
  }

  var milliseconds: Int { time.milliseconds + skew + moved.milliseconds }

  var uptimeMilliseconds: Int { time.milliseconds }

  /// Sets the node's clock forward, or back where that is less than nothing.
  func set(by more: Int) { moved.advance(more) }
}
