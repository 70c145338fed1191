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

  var milliseconds: Int { time.milliseconds + skew }
}
