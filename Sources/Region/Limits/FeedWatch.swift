/// What a peer's feeds did day by day over thirteen months: by this a feed that looks like guessing is told from a usual one.
struct FeedWatch: Sendable, Equatable {
  /// One day of ``LimitClock`` on which anything happened.
  struct Day: Sendable, Equatable {
    var number: Int
    /// New additions, but for those of a feed's first load.
    var added = 0
    /// New additions of a feed's first load.
    var loaded = 0
    /// Entries that were withdrawn within ``GuessingLimits/soonDays`` days after they were added.
    var hasty = 0
  }

  private(set) var days: [Day] = []
  /// The first day on which anything was seen; nil before.
  private(set) var since: Int?

  /// Nothing seen yet.
  init() {}

  /// Notes what a batch did.
  mutating func note(day number: Int, added: Int, loaded: Int, hasty: Int) {
    since = since ?? number
    guard added + loaded + hasty > 0 else { return }
    let today = max(number, days.last?.number ?? number)
    if days.last?.number != today {
      let kept = days.firstIndex { $0.number > today - GuessingLimits.keptDays } ?? days.count
      days.removeFirst(kept)
      days.append(Day(number: today))
    }
    days[days.count - 1].added += added
    days[days.count - 1].loaded += loaded
    days[days.count - 1].hasty += hasty
  }

  /// The sums of the days after `first` up to and with `last`.
  func sum(after first: Int, through last: Int) -> Day {
    var sum = Day(number: last)
    for day in days where day.number > first && day.number <= last {
      sum.added += day.added
      sum.loaded += day.loaded
      sum.hasty += day.hasty
    }
    return sum
  }

  /// How many additions are usual in ``GuessingLimits/periodDays`` days: the median of up to twelve such periods before the
  /// current one, so that a burst that is over does not count as usual. Nil while fewer than three were seen.
  func usual(on today: Int) -> Int? {
    let length = GuessingLimits.periodDays
    guard let since else { return nil }
    var sums: [Int] = []
    for period in 1...GuessingLimits.comparedPeriods {
      let last = today - period * length
      guard last - length + 1 >= since else { break }
      sums.append(sum(after: last - length, through: last).added)
    }
    guard sums.count >= GuessingLimits.leastPeriods else { return nil }
    sums.sort()
    return (sums[(sums.count - 1) / 2] + sums[sums.count / 2]) / 2
  }

  func write(to writer: inout ByteWriter) {
    writer.optional(since) { $0.int($1) }
    writer.list(days) { writer, day in
      for number in [day.number, day.added, day.loaded, day.hasty] { writer.int(number) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    since = try reader.optional { (reader) throws(CodecError) in try reader.int() }
    days = try reader.list { (reader) throws(CodecError) in
      Day(number: try reader.int(), added: try reader.int(), loaded: try reader.int(), hasty: try reader.int())
    }
  }
}
