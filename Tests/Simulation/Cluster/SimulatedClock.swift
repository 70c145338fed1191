import Engine

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
