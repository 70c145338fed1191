/// When a message is sent again that was not delivered: the schedule of Standard Webhooks.
public enum WebhookSchedule {
  /// How often one message is sent. After the last try the webhook is disabled.
  public static let tries = 10
  /// Seconds between a try that failed and the next one.
  static let seconds: [Int64] = [
    5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600,
  ]
  /// The longest wait, in seconds, whatever a receiver asks for with `Retry-After`.
  public static let longest: Int64 = 24 * 3600

  /// Seconds to wait after so many tries failed; nil where the last try was made.
  ///
  /// - Parameter asked: seconds of the receiver's `Retry-After`, where it gave any.
  public static func wait(after failed: Int, asked: Int?) -> Int64? {
    guard failed < tries else { return nil }
    let own = seconds[min(max(failed, 1), seconds.count) - 1]
    return max(own, min(Int64(asked ?? 0), longest))
  }
}
