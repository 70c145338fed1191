import Glibc

extension HTTPDate {
  /// Seconds since 1970 of an HTTP-date in any form that a recipient has to read (RFC 9110 section 5.6.7), or nil.
  ///
  /// `now`, in seconds since 1970, says which century the two-digit year of the form of RFC 850 is of.
  static func seconds(of text: String, now: Int64) -> Int64? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    switch words.count {
    // Sun, 06 Nov 1994 08:49:37 GMT
    case 6 where words[0].hasSuffix(",") && words[5] == "GMT":
      guard shortDays.contains(String(words[0].dropLast())) else { return nil }
      return seconds(year: number(words[3], 4), month: words[2], day: number(words[1], 2), time: words[4])
    // Sunday, 06-Nov-94 08:49:37 GMT
    case 4 where words[0].hasSuffix(",") && words[3] == "GMT":
      let parts = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
      guard longDays.contains(String(words[0].dropLast())), parts.count == 3, let short = number(parts[2], 2) else {
        return nil
      }
      return seconds(year: fullYear(short, now: now), month: parts[1], day: number(parts[0], 2), time: words[2])
    // Sun Nov  6 08:49:37 1994: a day below ten has a blank before it.
    case 5, 6:
      let isPadded = words.count == 6
      guard shortDays.contains(words[0]), !isPadded || words[2].isEmpty, let year = words.last else { return nil }
      let day = isPadded ? number(words[3], 1) : number(words[2], 2)
      return seconds(year: number(year, 4), month: words[1], day: day, time: words[words.count - 2])
    default: return nil
    }
  }

  /// One that would lie more than fifty years ahead is of the past.
  private static func fullYear(_ short: Int, now: Int64) -> Int {
    var moment = time_t(now)
    var parts = tm()
    guard gmtime_r(&moment, &parts) != nil else { return 1900 + short }
    let present = Int(parts.tm_year) + 1900
    let year = present - present % 100 + short
    return year > present + 50 ? year - 100 : year <= present - 50 ? year + 100 : year
  }

  private static func seconds(year: Int?, month: String, day: Int?, time: String) -> Int64? {
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { number(String($0), 2) }
    guard let year, let day, let month = months.firstIndex(of: month), clock.count == 3, let hour = clock[0],
      let minute = clock[1], let second = clock[2], hour < 24, minute < 60, second <= 60
    else { return nil }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(year - 1900), Int32(month), Int32(day))
    (parts.tm_hour, parts.tm_min) = (Int32(hour), Int32(minute))
    let start = timegm(&parts)
    // A day that the month does not have became one of the next.
    guard parts.tm_mday == Int32(day), parts.tm_mon == Int32(month) else { return nil }
    return Int64(start) + Int64(second)
  }

  /// A number of exactly so many digits.
  private static func number(_ text: String, _ digits: Int) -> Int? {
    guard text.utf8.count == digits, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
