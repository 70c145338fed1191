/// A day of the Gregorian calendar, from year 0 to 9999.
public struct CalendarDate: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let daysSince1970: Int32

  private static let daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
  /// 0000-01-01.
  public static let earliest = CalendarDate(unchecked: -719_528)
  /// 9999-12-31.
  public static let latest = CalendarDate(unchecked: 2_932_896)

  private init(unchecked days: Int32) { daysSince1970 = days }

  /// The day this many days after 1970-01-01; a day outside the years 0 to 9999 becomes the nearest inside.
  public init(daysSince1970 days: Int) {
    daysSince1970 = Int32(min(max(days, Int(Self.earliest.daysSince1970)), Int(Self.latest.daysSince1970)))
  }

  /// The day that these numbers name, or nil where the calendar has none.
  public init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.daysIn(month, of: year) else {
      return nil
    }
    let passed = Self.daysBefore[month - 1] + (month > 2 && Self.isLeap(year) ? 1 : 0)
    self.init(daysSince1970: Self.daysBefore(year: year) + passed + day - 1)
  }

  /// The first day of a month.
  public init(firstOf month: YearMonth) {
    self.init(daysSince1970: Self.daysBefore(year: Int(month.months) / 12) + Self.daysBeforeMonth(month))
  }

  private static func daysBeforeMonth(_ month: YearMonth) -> Int {
    let (year, number) = (Int(month.months) / 12, Int(month.months) % 12)
    return daysBefore[number] + (number > 1 && isLeap(year) ? 1 : 0)
  }

  /// The day written as `YYYY-MM-DD`, else nil.
  public init?(iso text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 10, characters[4] == UInt8(ascii: "-"), characters[7] == UInt8(ascii: "-"),
      let year = decimal(characters[0..<4]), let month = decimal(characters[5..<7]),
      let day = decimal(characters[8..<10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day on which this moment falls, in UTC.
  public init(_ moment: Timestamp) {
    let days = moment.seconds / 86_400 - (moment.seconds % 86_400 < 0 ? 1 : 0)
    self.init(daysSince1970: Int(clamping: days))
  }

  /// 0 to 9999.
  public var year: Int { parts.year }
  /// 1 to 12.
  public var month: Int { parts.month }
  /// 1 to 31.
  public var day: Int { parts.day }

  /// `YYYY-MM-DD`.
  public var iso: String {
    let parts = parts
    return padded(parts.year, 4) + "-" + padded(parts.month, 2) + "-" + padded(parts.day, 2)
  }

  /// Its month.
  public var yearMonth: YearMonth {
    let parts = parts
    return YearMonth(months: parts.year * 12 + parts.month - 1)
  }

  /// `YYYY-MM-DD`.
  public var description: String { iso }

  /// Midnight UTC at its start.
  public var start: Timestamp { Timestamp(seconds: Int64(daysSince1970) * 86_400) }

  /// The same day and month this many years on. 29 February becomes 1 March in a year without it: only then has a full
  /// year passed, and only then does somebody born on it turn a year older.
  public func adding(years: Int) -> CalendarDate {
    let parts = parts
    let (year, overflow) = parts.year.addingReportingOverflow(years)
    guard !overflow, year <= 9999 else { return years < 0 ? .earliest : .latest }
    guard year >= 0 else { return .earliest }
    return CalendarDate(year: year, month: parts.month, day: parts.day)
      ?? CalendarDate(year: year, month: 3, day: 1) ?? .latest
  }

  /// This many days on.
  public func adding(days: Int) -> CalendarDate {
    CalendarDate(daysSince1970: Int(daysSince1970) + Int(Int32(clamping: days)))
  }

  /// The earlier day is smaller.
  public static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }

  private var parts: (year: Int, month: Int, day: Int) {
    let days = Int(daysSince1970)
    // 146,097 days are four hundred years; the guess is at most one year off.
    var year = 1970 + (days * 400 - (days < 0 ? 146_096 : 0)) / 146_097
    while Self.daysBefore(year: year + 1) <= days { year += 1 }
    while Self.daysBefore(year: year) > days { year -= 1 }
    var rest = days - Self.daysBefore(year: year)
    var month = 1
    while rest >= Self.daysIn(month, of: year) {
      rest -= Self.daysIn(month, of: year)
      month += 1
    }
    return (year, month, rest + 1)
  }

  private static func isLeap(_ year: Int) -> Bool {
    year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
  }

  private static func daysIn(_ month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1970-01-01 to the first day of `year`.
  private static func daysBefore(year: Int) -> Int {
    // Leap days of the years 0 to year - 1; year 0 is a leap year itself.
    let leapDays = year <= 0 ? 0 : (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 + 1
    return year * 365 + leapDays - 719_528
  }
}

/// The number of these decimal digits, or nil where one is something else.
func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
  var number = 0
  for digit in digits {
    guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
    number = number * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return number
}

/// `number` with zeros before it up to `width` digits.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
