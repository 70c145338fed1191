import Glibc
import PeerProtocol

/// The time of day.
enum WallClock {
  /// Now, seconds since 1970.
  static var seconds: Int64 { Int64(time(nil)) }

  /// Now, RFC 3339 in UTC with milliseconds.
  static var rfc3339: String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let text = Timestamp(seconds: Int64(now.tv_sec)).rfc3339
    let fraction = String(1_000 + now.tv_nsec / 1_000_000).dropFirst()
    return text.dropLast() + "." + fraction + "Z"
  }
}
