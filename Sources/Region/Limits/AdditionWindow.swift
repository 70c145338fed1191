/// How many additions came when: what the limits of 24 hours and 365 days are measured against.
///
/// Kept as running sums, so that a count is a search and not a walk. The last 24 hours are exact to the second. What is
/// older is kept by the hour, at the hour's last addition: it leaves the window up to an hour late and never early, and a
/// year of small batches is at most some 9,000 numbers.
struct AdditionWindow: Sendable, Equatable {
  /// Additions that came at `at` (milliseconds of ``LimitClock``) or before it, since the window was begun.
  struct Mark: Sendable, Equatable {
    var at: Int
    var sum: Int
  }

  /// Milliseconds of the shorter window: 24 hours (Schemas/peer-protocol.md, section 5).
  static let day = 86_400_000
  /// Milliseconds of the longer window: 365 days (Schemas/peer-protocol.md, section 5).
  static let year = 365 * day
  private static let fine = 1_000
  private static let coarse = 3_600_000

  private(set) var marks: [Mark] = []
  /// Additions that are older than a year and were forgotten.
  private(set) var forgotten = 0
  /// The next time that old marks are put together.
  private var compactAt = 256

  /// No additions yet.
  init() {}

  private var total: Int { marks.last?.sum ?? forgotten }

  /// Counts additions. Time never runs backwards here.
  mutating func count(_ additions: Int, at time: Int) {
    guard additions > 0 else { return }
    let at = max(time, marks.last?.at ?? time)
    let sum = total.addingReportingOverflow(additions)
    let mark = Mark(at: at, sum: sum.overflow ? .max : sum.partialValue)
    if let last = marks.last, last.at / Self.fine == at / Self.fine {
      marks[marks.count - 1] = mark
    } else {
      marks.append(mark)
    }
    if marks.count >= compactAt { compact(at) }
  }

  /// How many came in the last `window` milliseconds before `now`.
  func count(in window: Int, now: Int) -> Int { total - before(index(after: now - window)) }

  /// Milliseconds from `now` until `needed` more fit below `limit`; a whole window where waiting is of no use.
  func wait(for needed: Int, below limit: Int, in window: Int, now: Int) -> Int {
    let first = index(after: now - window)
    let leaving = total - (limit - needed)
    guard leaving > before(first), leaving <= total else { return window }
    var (low, high) = (first, marks.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].sum >= leaving { high = middle } else { low = middle + 1 }
    }
    return low < marks.count ? max(1, marks[low].at + window - now) : window
  }

  /// The first mark later than `time`.
  private func index(after time: Int) -> Int {
    var (low, high) = (0, marks.count)
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].at > time { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func before(_ index: Int) -> Int { index > 0 ? marks[index - 1].sum : forgotten }

  /// Forgets what is older than a year, and puts marks of one hour together once they are older than a day.
  private mutating func compact(_ now: Int) {
    let first = index(after: now - Self.year)
    let recent = index(after: now - Self.day)
    forgotten = before(first)
    var kept: [Mark] = []
    for (row, mark) in marks.enumerated().dropFirst(first) {
      if row < recent, let last = kept.last, last.at / Self.coarse == mark.at / Self.coarse {
        kept[kept.count - 1] = mark
      } else {
        kept.append(mark)
      }
    }
    marks = kept
    compactAt = 2 * marks.count + 256
  }

  func write(to writer: inout ByteWriter) {
    writer.int(forgotten)
    writer.int(compactAt)
    writer.list(marks) {
      $0.int($1.at)
      $0.int($1.sum)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    forgotten = try reader.int()
    compactAt = try reader.int()
    marks = try reader.list { (reader) throws(CodecError) in Mark(at: try reader.int(), sum: try reader.int()) }
  }
}
