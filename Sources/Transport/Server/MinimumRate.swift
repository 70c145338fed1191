import System

/// How long a client may take for a message: a grace altogether, and longer by what passed at the least rate.
struct MinimumRate {
  /// Nanoseconds.
  let grace: Int64
  private let ofByte: Double

  init(grace: Duration, rate: Int) {
    (self.grace, ofByte) = (grace.inNanoseconds, 1e9 / Double(max(1, rate)))
  }

  /// Nanoseconds that so many bytes may take.
  func allowance(_ bytes: Int) -> Int64 { Int64(Double(bytes) * ofByte) }
}
