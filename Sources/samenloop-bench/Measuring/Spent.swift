import Glibc

/// Seconds on the wall and of processor time that something took in this process.
struct Spent {
  var wall: Double
  var processor: Double

  /// Does something and measures it.
  static func measuring(_ body: () throws -> Void) rethrows -> Spent {
    let (wall, processor) = (seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID))
    try body()
    return Spent(wall: seconds(CLOCK_MONOTONIC) - wall, processor: seconds(CLOCK_PROCESS_CPUTIME_ID) - processor)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// The middle of several measurements: what others on the machine did spoils some of them, seldom half.
func median(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return .nan }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// Between which two values the middle half of several measurements lies (first and third quartile).
func middleHalf(_ values: [Double]) -> (low: Double, high: Double) {
  guard !values.isEmpty else { return (.nan, .nan) }
  let sorted = values.sorted()
  let quarter = (sorted.count - 1) / 4
  return (sorted[quarter], sorted[sorted.count - 1 - quarter])
}
