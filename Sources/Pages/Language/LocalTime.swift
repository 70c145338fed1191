package import PeerProtocol

/// A moment as clocks in the Netherlands show it. The rule of summer time stands here (Directive 2000/84/EC: from the last
/// Sunday of March to the last Sunday of October, 01:00 UTC), since what ships has no database of time zones.
package struct LocalTime: Hashable, Sendable {
  /// The day on the calendar.
  package let day: CalendarDate
  /// 0 to 23.
  package let hour: Int
  /// 0 to 59.
  package let minute: Int

  /// The local time of a moment.
  package init(_ moment: Timestamp) {
    let isSummer = Self.isSummerTime(moment)
    let local = moment.adding(seconds: isSummer ? 7_200 : 3_600)
    day = CalendarDate(local)
    let seconds = Int(local.seconds - day.start.seconds)
    (hour, minute) = (seconds / 3_600, seconds / 60 % 60)
  }

  private static func isSummerTime(_ moment: Timestamp) -> Bool {
    let year = CalendarDate(moment).year
    guard let march = lastSunday(of: 3, year), let october = lastSunday(of: 10, year) else { return false }
    return moment >= march.start.adding(seconds: 3_600) && moment < october.start.adding(seconds: 3_600)
  }

  private static func lastSunday(of month: Int, _ year: Int) -> CalendarDate? {
    guard let last = CalendarDate(year: year, month: month, day: 31) else { return nil }
    // 1 January 1970 was a Thursday, so the first Sunday was three days later.
    let days = Int(last.start.seconds / 86_400)
    return last.adding(days: -((days - 3) % 7 + 7) % 7)
  }
}
