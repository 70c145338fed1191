/// A moment in whole seconds, UTC.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let seconds: Int64

  /// The moment this many seconds after 1970 began.
  public init(seconds: Int64) { self.seconds = seconds }

  /// The moment written as `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339, UTC, whole seconds), else nil. A leap second (`:60`) has no
  /// number of its own here and is refused.
  public init?(rfc3339 text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 20, characters[10] == UInt8(ascii: "T"), characters[19] == UInt8(ascii: "Z"),
      characters[13] == UInt8(ascii: ":"), characters[16] == UInt8(ascii: ":"),
      let date = CalendarDate(iso: String(decoding: characters[0..<10], as: UTF8.self)),
      let hour = decimal(characters[11..<13]), let minute = decimal(characters[14..<16]),
      let second = decimal(characters[17..<19]), hour < 24, minute < 60, second < 60
    else { return nil }
    self.init(seconds: date.start.seconds + Int64(hour * 3_600 + minute * 60 + second))
  }

  /// `YYYY-MM-DDTHH:MM:SSZ`. A moment outside the years 0 to 9999, which the form cannot hold, shows as the nearest inside.
  public var rfc3339: String {
    let first = CalendarDate.earliest.start.seconds
    let inside = min(max(seconds, first), CalendarDate.latest.start.seconds + 86_399)
    let date = CalendarDate(Timestamp(seconds: inside))
    let rest = Int(inside - date.start.seconds)
    return date.iso + "T" + padded(rest / 3_600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2) + "Z"
  }

  /// `YYYY-MM-DDTHH:MM:SSZ`.
  public var description: String { rfc3339 }

  /// This many seconds later, at the end of time where it would pass it.
  public func adding(seconds more: Int64) -> Timestamp {
    let (sum, overflow) = seconds.addingReportingOverflow(more)
    return Timestamp(seconds: overflow ? (more < 0 ? .min : .max) : sum)
  }

  /// This many days of 86,400 seconds later.
  public func adding(days: Int) -> Timestamp { adding(seconds: Int64(Int32(clamping: days)) * 86_400) }

  /// Seconds from `earlier` to this moment, negative where it is not earlier.
  public func seconds(since earlier: Timestamp) -> Int64 {
    let (difference, overflow) = seconds.subtractingReportingOverflow(earlier.seconds)
    return overflow ? (seconds < earlier.seconds ? .min : .max) : difference
  }

  /// The earlier moment is smaller.
  public static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }
}
