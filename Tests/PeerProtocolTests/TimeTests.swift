import Foundation
import TestSupport
import Testing

@testable import PeerProtocol

@Suite(.timeLimit(.minutes(30))) struct TimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2024-02-29T12:30:45Z", 1_709_209_845),
      ("2000-02-29T00:00:00Z", 951_782_400), ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("0000-01-01T00:00:00Z", -62_167_219_200), ("2026-01-31T23:59:59Z", 1_769_903_999),
    ] as [(String, Int64)])
  func readsAndWrites(_ text: String, _ seconds: Int64) {
    #expect(Timestamp(rfc3339: text)?.seconds == seconds)
    #expect(Timestamp(seconds: seconds).rfc3339 == text)
  }

  @Test(arguments: [
    "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z",
    "2024-01-01T23:60:00Z", "2024-01-01T23:59:60Z", "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z",
    "2024-04-31T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-01T00:00:00+00:00", "2024-01-01T00:00:00+01:00",
    "2024-01-01T00:00:00.0Z", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01t00:00:00Z",
    "2024-01-01T00:00:00z", "24-01-01T00:00:00Z", "2024-1-01T00:00:00Z", "+024-01-01T00:00:00Z",
    "2024-01-01T-1:00:00Z", "2024-01-01T00:00:00Z ", "", "٢024-01-01T00:00Z",
  ])
  func refuses(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

  /// Every day of four centuries and more has its own text, in order, and Foundation agrees on the calendar.
  @Test func countsDaysAsTheCalendarDoes() throws {
    var previous = try #require(CalendarDate(iso: "1890-12-31"))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for day in -28_854..<120_000 {
      let date = CalendarDate(daysSince1970: day)
      #expect(previous < date)
      #expect(CalendarDate(iso: date.iso) == date)
      if day.isMultiple(of: 97) {
        let parts = calendar.dateComponents(
          [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
        #expect([parts.year, parts.month, parts.day] == [date.year, date.month, date.day])
      }
      previous = date
    }
  }

  @Test func staysInsideItsYears() {
    #expect(CalendarDate(daysSince1970: .max).iso == "9999-12-31")
    #expect(CalendarDate(daysSince1970: .min).iso == "0000-01-01")
    #expect(Timestamp(seconds: .max).rfc3339 == "9999-12-31T23:59:59Z")
    #expect(Timestamp(seconds: .min).rfc3339 == "0000-01-01T00:00:00Z")
    #expect(Timestamp(seconds: .max).adding(seconds: 1).seconds == .max)
    #expect(Timestamp(seconds: .min).adding(days: .min).seconds == .min)
    #expect(Timestamp(seconds: .max).seconds(since: Timestamp(seconds: .min)) == .max)
    #expect(CalendarDate(Timestamp(seconds: .min)).iso == "0000-01-01")
    #expect(CalendarDate.latest.adding(years: 1) == .latest)
    #expect(CalendarDate.earliest.adding(years: -1) == .earliest)
    #expect(CalendarDate.latest.adding(years: .max) == .latest)
    #expect(CalendarDate.latest.adding(days: .max) == .latest)
  }

  @Test(arguments: [
    ("2003-05-17", 23, "2026-05-17"), ("2004-02-29", 23, "2027-03-01"), ("2004-02-29", 24, "2028-02-29"),
    ("2024-03-01", -1, "2023-03-01"),
  ])
  func addsYears(_ from: String, _ years: Int, _ to: String) throws {
    #expect(try #require(CalendarDate(iso: from)).adding(years: years).iso == to)
  }

  @Test func aMomentFallsOnItsDay() throws {
    #expect(CalendarDate(Timestamp(seconds: -1)).iso == "1969-12-31")
    #expect(CalendarDate(Timestamp(seconds: -86_400)).iso == "1969-12-31")
    #expect(CalendarDate(Timestamp(seconds: 86_399)).iso == "1970-01-01")
    #expect(try #require(CalendarDate(iso: "2026-01-31")).yearMonth.iso == "2026-01")
  }

  @Test(arguments: ["2026-00", "2026-13", "2026-1", "2026-01-01", "26-01", "2026/01", "2026-0x"])
  func refusesMonths(_ text: String) { #expect(YearMonth(iso: text) == nil) }

  @Test(arguments: ["0000-01", "2026-12", "9999-12"])
  func keepsMonths(_ text: String) { #expect(YearMonth(iso: text)?.iso == text) }
}
