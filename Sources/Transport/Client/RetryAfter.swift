/// How long a server asks to be left alone (RFC 9110 section 10.2.3).
public enum RetryAfter {
  /// Longest wait that is taken for one, in seconds: a day.
  public static let longestSeconds: Int64 = 86_400

  /// Seconds of `Retry-After`, whether it says so many or names a moment; nil where it is missing, does not read, or asks for
  /// more than ``longestSeconds``.
  ///
  /// A moment counts from the answer's own `Date`, so that clocks may differ, else from `now` (seconds since 1970); one that
  /// has passed is no wait.
  public static func seconds(_ headers: HTTPFields, now: Int64) -> Int? {
    guard let text = headers["Retry-After"] else { return nil }
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    let wait: Int64?
    if isNumber {
      wait = Int64(text)
    } else {
      let from = headers["Date"].flatMap { HTTPDate.seconds(of: $0, now: now) } ?? now
      wait = HTTPDate.seconds(of: text, now: now).map { max(0, $0 - from) }
    }
    return wait.flatMap { $0 <= longestSeconds ? Int($0) : nil }
  }
}
