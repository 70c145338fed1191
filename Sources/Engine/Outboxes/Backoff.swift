/// The schedule of retries (Schemas/peer-protocol.md, section 8).
enum Backoff {
  /// Milliseconds before the try after `attempts` failures, without jitter.
  static func milliseconds(_ attempts: Int) -> Int {
    let doublings = min(max(attempts - 1, 0), 20)
    return min(EngineLimits.firstRetryMilliseconds << doublings, EngineLimits.longestRetryMilliseconds)
  }
}
