/// How often a duration fell into each of a fixed number of buckets.
struct Histogram: Sendable, Equatable {
  /// The upper bounds of the buckets in seconds, ascending. One more bucket takes what is longer.
  let bounds: [Double]
  /// How many durations fell into each bucket; one more than there are bounds.
  private(set) var counts: [Int]
  /// All durations together, in seconds.
  private(set) var sum = 0.0

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = [Int](repeating: 0, count: bounds.count + 1)
  }

  /// How many durations there were.
  var total: Int { counts.reduce(0, +) }

  /// Counts a duration. A bound belongs to the bucket below it, as Prometheus has it.
  mutating func observe(_ seconds: Double) {
    counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
    sum += seconds
  }
}
