/// What one look at the machine's clock showed, and how much time had passed then.
struct ClockReading: Sendable, Equatable {
  /// Milliseconds since 1970, as the machine's clock says.
  var wall: Int
  /// Milliseconds that passed since some moment, whatever the clock was set to.
  var uptime: Int

  /// How far the clock moved away from the time that passed since an earlier look.
  func step(since earlier: ClockReading) -> Int { (wall - earlier.wall) - (uptime - earlier.uptime) }
}
