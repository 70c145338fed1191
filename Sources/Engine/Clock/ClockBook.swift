import Region

/// What one process knows of the machine's clock. The doubt itself is in the state, and outlives the process.
struct ClockBook: Sendable {
  /// The look that later ones are measured against: the last that was trusted, or of a clock in doubt the first since
  /// which it ran steadily.
  var base: ClockReading
  /// While the clock is in doubt: the time that is expected, less the uptime. Nothing is noted by the clock itself then.
  var expectedOffset: Int?
  /// The cause of the doubt.
  var cause: ClockTrust.Cause?
  /// Since when the clock in doubt ran steadily, and no peer contradicted it; in terms of uptime.
  var steadySince: Int
  /// Since when most reachable peers agree with the clock in doubt; nil while they do not.
  var agreesSince: Int?
  /// The last look for the limits, which go on by the time that passes.
  var limits: ClockReading?
  /// Since when the node listens by a clock that was not set much; in terms of uptime.
  var listensSince: Int

  /// Begins with the first look of a process.
  init(_ reading: ClockReading) {
    base = reading
    steadySince = reading.uptime
    listensSince = reading.uptime
  }

  /// True where the clock leapt since it was last trusted.
  func hasLeapt(_ reading: ClockReading) -> Bool {
    abs(reading.step(since: base)) > EngineLimits.clockLeapMilliseconds
  }

  /// True where nothing may be decided by the clock that cannot be taken back.
  func isInDoubt(_ reading: ClockReading) -> Bool { expectedOffset != nil || hasLeapt(reading) }

  /// The time by which the node notes things: the clock's, or while that is in doubt the one that is expected.
  func trusted(_ reading: ClockReading) -> Int {
    if let expectedOffset { return reading.uptime + expectedOffset }
    return hasLeapt(reading) ? base.wall + reading.uptime - base.uptime : reading.wall
  }

  /// The clock came in doubt.
  mutating func beginDoubt(_ cause: ClockTrust.Cause, _ reading: ClockReading, expected: Int) {
    self.cause = cause
    expectedOffset = expected - reading.uptime
    steady(from: reading)
  }

  /// The clock in doubt was set anew: it has to run steadily from here.
  mutating func steady(from reading: ClockReading) {
    base = reading
    steadySince = reading.uptime
    agreesSince = nil
  }

  /// The clock is trusted again.
  mutating func endDoubt(_ reading: ClockReading) {
    // The time that a node was off has really passed; a clock that was set while it ran tells of none.
    if cause == .start { limits = nil }
    cause = nil
    expectedOffset = nil
    steady(from: reading)
  }
}
