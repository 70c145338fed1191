import TestSupport
import Testing

@testable import Region

/// The windows of 24 hours and 365 days in which a peer's additions count.
@Suite(.timeLimit(.minutes(30))) struct LimitWindowTests {
  private static let second = 1_000
  private static let hour = 3_600_000
  private static let day = 24 * hour
  private static let year = 365 * day

  private func window(_ additions: [(at: Int, count: Int)]) -> AdditionWindow {
    var window = AdditionWindow()
    for addition in additions { window.count(addition.count, at: addition.at) }
    return window
  }

  @Test func additionsCountForADayAndForAYear() {
    let window = window([(0, 5), (Self.hour, 7), (Self.hour, 0)])
    func counts(_ now: Int) -> [Int] {
      [window.count(in: Self.day, now: now), window.count(in: Self.year, now: now)]
    }
    #expect(counts(Self.hour) == [12, 12])
    #expect(counts(Self.day - 1) == [12, 12])
    #expect(counts(Self.day) == [7, 12])
    #expect(counts(Self.day + Self.hour) == [0, 12])
    #expect(counts(Self.year - 1) == [0, 12])
    #expect(counts(Self.year) == [0, 7])
    #expect(counts(Self.year + Self.day) == [0, 0])
  }

  @Test func theWaitIsUntilEnoughIsOld() {
    let window = window([(0, 5), (Self.hour, 7)])
    func wait(_ needed: Int, limit: Int) -> Int {
      window.wait(for: needed, below: limit, in: Self.day, now: 2 * Self.hour)
    }
    #expect(wait(1, limit: 12) == 22 * Self.hour)
    #expect(wait(5, limit: 12) == 22 * Self.hour)
    #expect(wait(6, limit: 12) == 23 * Self.hour)
    #expect(wait(12, limit: 12) == 23 * Self.hour)
    // What never fits waits for a whole window, and so does what fits already: waiting is of no use to it.
    #expect(wait(13, limit: 12) == Self.day)
    #expect(wait(1, limit: 13) == Self.day)
    #expect(AdditionWindow().wait(for: 1, below: 0, in: Self.day, now: 0) == Self.day)
  }

  /// Against every single addition by itself: the day is exact to the second, the year never opens early and at most an
  /// hour late, and a wait is never too short.
  @Test(arguments: [1, 2, 3])
  func aYearOfSmallBatchesStaysSmallAndNeverOpensEarly(seed: UInt64) throws {
    let random = SeededRandom(seed: seed)
    var generator = random
    var window = AdditionWindow()
    var all: [(at: Int, count: Int)] = []
    var now = 1_790_000_000_000
    for step in 0..<60_000 {
      // Busy days, quiet weeks: sixteen months altogether.
      let isBusy = (step / 5_000).isMultiple(of: 2)
      now += Int.random(in: 0..<(isBusy ? 30 * Self.second : 4 * Self.hour), using: &generator)
      let count = Int.random(in: 0..<4, using: &generator)
      window.count(count, at: now)
      all.append((now, count))
      guard step % 997 == 0 else { continue }
      let at = now + Int.random(in: 0..<2 * Self.day, using: &generator)
      func exact(_ length: Int) -> Int { all.reduce(0) { $0 + ($1.at > at - length ? $1.count : 0) } }
      let (day, year) = (window.count(in: Self.day, now: at), window.count(in: Self.year, now: at))
      #expect(day >= exact(Self.day) && day <= exact(Self.day + Self.second))
      #expect(year >= exact(Self.year) && year <= exact(Self.year + Self.hour))
      let limit = max(1, day)
      let wait = window.wait(for: 1, below: limit, in: Self.day, now: at)
      if day >= limit {
        #expect(window.count(in: Self.day, now: at + wait) + 1 <= limit)
        #expect(window.count(in: Self.day, now: at + wait - 1) + 1 > limit)
      }
    }
    #expect(window.marks.count < 2 * 9_000 + 2 * 5_000)
    var writer = ByteWriter()
    window.write(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try AdditionWindow(from: &reader) == window)
  }

  @Test func whatIsOlderThanAYearIsForgotten() {
    let window = window((0..<2_000).map { ($0 * Self.day, 1) })
    #expect(window.marks.count <= 2 * 366 + 256)
    #expect(window.count(in: Self.year, now: 1_999 * Self.day) == 365)
  }

  // MARK: - The clock

  @Test func theClockOfLimitsIsThatOfTheNode() {
    var clock = LimitClock()
    #expect(clock.time(at: 5_000) == 5_000)
    #expect(clock.note(7_000) == 7_000)
    #expect(clock.note(9_000) == 9_000)
    // Batches of two peers that are noted out of order do not make it run faster.
    for _ in 0..<100 {
      clock.note(8_900)
      clock.note(9_000)
    }
    #expect(clock.time(at: 10_000) == 10_000)
  }

  @Test func aClockThatWasSetBackGoesOnFromThere() {
    var clock = LimitClock()
    clock.note(2 * Self.year)
    #expect(clock.isSetBack(at: Self.year))
    #expect(clock.note(Self.year) == 2 * Self.year)
    #expect(clock.time(at: Self.year + Self.day) == 2 * Self.year + Self.day)
  }

  @Test func aClockThatWasSetForwardPassesNoTime() {
    var limits = LimitsState()
    limits.clock.note(Self.day)
    // A minute passed, and the clock says a year.
    let passed = 60 * Self.second
    let now = Self.day + Self.year
    let step = limits.clockStep(to: now, from: Self.day, passed: passed, tolerance: 2_000)
    #expect(step == Self.day + passed)
    limits.apply(.clockStepped(wall: now, limit: step ?? 0))
    #expect(limits.clock.time(at: now + Self.hour) == Self.day + passed + Self.hour)
    #expect(limits.clockStep(to: now + 500, from: now, passed: 500, tolerance: 2_000) == nil)
    // The first look of a process can only tell that a clock stands before what was said last.
    #expect(limits.clockStep(to: now + Self.day, from: nil, passed: nil, tolerance: 2_000) == nil)
    #expect(limits.clockStep(to: now - Self.day, from: nil, passed: nil, tolerance: 2_000) == Self.day + passed)
  }
}
