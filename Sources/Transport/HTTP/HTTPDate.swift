import Glibc

/// The Date field in the fixed form of RFC 9110 section 5.6.7, written anew once a second.
struct HTTPDate {
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
    // In the C locale, which a program has that does not ask for another.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let count = strftime(buffer.baseAddress, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
      return String(decoding: UnsafeRawBufferPointer(buffer).prefix(count), as: UTF8.self)
    }
  }
}
