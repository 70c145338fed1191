import Engine
import Synchronization

/// A clock that is set by hand.
final class BenchClock: EngineClock {
  private let value: Atomic<Int>

  init(_ start: Int) { value = Atomic(start) }

  var milliseconds: Int { value.load(ordering: .relaxed) }

  func advance(milliseconds: Int) { value.add(milliseconds, ordering: .relaxed) }
}
