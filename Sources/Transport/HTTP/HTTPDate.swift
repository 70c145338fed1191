import Glibc

/// The Date field in the fixed form of RFC 9110 section 5.6.7, written anew once a second.
struct HTTPDate {
  static let shortDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  static let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
  static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private var second = Int.min
  private var cached: [UInt8] = []

  /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` with CR LF.
  mutating func line() -> [UInt8] {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &clock)
    if clock.tv_sec != second {
      second = clock.tv_sec
      cached = Array("Date: \(Self.text(second))\r\n".utf8)
    }
    return cached
  }

  static func text(_ seconds: Int) -> String {
    var moment = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&moment, &parts) != nil else { return "Thu, 01 Jan 1970 00:00:00 GMT" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let date = "\(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    return
      "\(shortDays[Int(parts.tm_wday)]), \(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
  }
}
