/// The time by which limits roll: that of the node's clock, but for its steps.
///
/// A clock that is set forward would open the limits, and one that is set back would shut them for as long. So this one
/// only counts time that passed. It is the clock's own time until the clock is first set.
struct LimitClock: Sendable, Equatable {
  /// What the node's clock said last; milliseconds since 1970.
  private(set) var wall = 0
  /// The time of this clock then.
  private(set) var passed = 0

  /// The milliseconds by which batches that are decided on at once may be noted out of order: that is no step.
  static let disorder = 10_000

  /// A clock that shows the node's own time.
  init() {}

  /// The time when the node's clock says `now`.
  func time(at now: Int) -> Int { passed + max(0, now - wall) }

  /// True where the clock stands before what it said last.
  func isSetBack(at now: Int) -> Bool { wall - now > Self.disorder }

  /// Notes what the node's clock says, and gives the time.
  ///
  /// A clock that was set back goes on from there: no time passed.
  @discardableResult
  mutating func note(_ now: Int) -> Int {
    passed = time(at: now)
    if now > wall || isSetBack(at: now) { wall = now }
    return passed
  }

  /// The node's clock was set, and says `now` where `time` is the time that really passed.
  mutating func step(to now: Int, time: Int) {
    wall = now
    passed = max(passed, time)
  }

  func write(to writer: inout ByteWriter) {
    writer.int(wall)
    writer.int(passed)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    wall = try reader.int()
    passed = try reader.int()
  }
}
