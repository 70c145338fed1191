import Testing

@testable import Transport

/// `Retry-After` as a number and as a date (RFC 9110 sections 5.6.7 and 10.2.3).
@Suite struct RetryAfterTests {
  /// Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110.
  private static let moment: Int64 = 784_111_777
  private static let now = moment - 60

  private func wait(_ text: String, date: String? = nil, now: Int64 = now) -> Int? {
    let fields: HTTPFields = date.map { ["Date": $0, "Retry-After": text] } ?? ["Retry-After": text]
    return RetryAfter.seconds(fields, now: now)
  }

  @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
  func everyFormIsRead(text: String) {
    #expect(HTTPDate.seconds(of: text, now: Self.now) == Self.moment)
    #expect(wait(text) == 60)
    // What is past is no wait.
    #expect(wait(text, now: Self.moment) == 0)
    #expect(wait(text, now: Self.moment + 1_000) == 0)
    #expect(wait(text, now: Self.moment - 86_400) == 86_400)
    #expect(wait(text, now: Self.moment - 86_401) == nil)
    // The answer's own clock counts, in any form, as far as it can be read.
    for date in ["Sun, 06 Nov 1994 08:49:07 GMT", "Sunday, 06-Nov-94 08:49:07 GMT", "Sun Nov  6 08:49:07 1994"] {
      #expect(wait(text, date: date, now: Self.moment + 3_600) == 30)
    }
    #expect(wait(text, date: "today") == 60)
  }

  @Test func secondsAreBounded() {
    for (text, expected) in [("0", 0), ("007", 7), ("120", 120), ("86400", 86_400)] { #expect(wait(text) == expected) }
    for text in ["86401", "-1", "+5", "1.5", "", "5 ", "5s", "99999999999999999999", "٣"] { #expect(wait(text) == nil) }
    #expect(RetryAfter.seconds([:], now: 0) == nil)
  }

  @Test(arguments: [
    "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
    "Wed, 29 Feb 1995 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
    "Son, 06 Nov 1994 08:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun,  06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sunday, 06 Nov 94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "Sun Nov  06 08:49:37 1994", "Sun Nov  6 08:49 1994",
    "Sun Nov x 6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37:00 GMT", "Sun, 06 Nov -994 08:49:37 GMT", "GMT", ",", " ",
  ])
  func whatIsNoDateIsNone(text: String) {
    #expect(HTTPDate.seconds(of: text, now: Self.now) == nil)
    #expect(wait(text) == nil)
  }

  /// RFC 9110 section 5.6.7: more than fifty years ahead is the most recent year in the past with those digits.
  @Test(arguments: [(2026, "76", 2076), (2026, "77", 1977), (2026, "99", 1999), (2026, "00", 2000), (2090, "05", 2105)])
  func twoDigitsMeanAYearThatIsNear(present: Int, digits: String, year: Int) {
    let now = HTTPDate.seconds(of: "Mon, 01 Jun \(present) 00:00:00 GMT", now: 0)
    let found = HTTPDate.seconds(of: "Monday, 01-Jun-\(digits) 00:00:00 GMT", now: now ?? 0)
    #expect(found != nil && found == HTTPDate.seconds(of: "Mon, 01 Jun \(year) 00:00:00 GMT", now: 0))
  }

  @Test func whatIsWrittenIsReadAgain() {
    for seconds in stride(from: 0, through: 4_102_444_800, by: 86_400 * 13 + 3_671) {
      #expect(HTTPDate.seconds(of: HTTPDate.text(seconds), now: 0) == Int64(seconds))
    }
    #expect(HTTPDate.seconds(of: "Sat, 31 Dec 2016 23:59:60 GMT", now: 0) == 1_483_228_800)
  }
}
