import PeerProtocol
import Testing

@testable import Engine

/// When the digest is due.
@Suite(.timeLimit(.minutes(30))) struct MailSettingsTests {
  /// A clock two hours ahead of UTC.
  private func settings(_ digest: MailSettings.Digest?) -> MailSettings {
    MailSettings(digest: digest, audiences: []) { moment in
      let local = moment.adding(seconds: 7_200)
      let day = CalendarDate(local)
      return (day, Int(local.seconds - day.start.seconds) / 60)
    }
  }

  private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

  @Test func digestIsDueOnceADayFromItsTimeOn() throws {
    let settings = settings(MailSettings.Digest(minute: 450, isDaily: false))
    // A Monday.
    let day = try #require(CalendarDate(iso: "2026-06-01"))
    #expect(settings.dueDigest(after: nil, at: try moment("2026-06-01T05:29:59Z")) == nil)
    #expect(settings.dueDigest(after: nil, at: try moment("2026-06-01T05:30:00Z")) == day)
    #expect(settings.dueDigest(after: day, at: try moment("2026-06-01T21:00:00Z")) == nil)
    #expect(settings.dueDigest(after: day, at: try moment("2026-06-02T06:00:00Z")) == day.adding(days: 1))
  }

  @Test(arguments: ["2026-06-06", "2026-06-07"]) func weekendIsOnlyForDailyDigests(text: String) throws {
    let at = try moment(text + "T10:00:00Z")
    #expect(settings(MailSettings.Digest(minute: 0, isDaily: false)).dueDigest(after: nil, at: at) == nil)
    #expect(settings(MailSettings.Digest(minute: 0, isDaily: true)).dueDigest(after: nil, at: at) != nil)
  }

  @Test func nobodyGetsADigestThatIsNotConfigured() throws {
    #expect(settings(nil).dueDigest(after: nil, at: try moment("2026-06-01T10:00:00Z")) == nil)
  }
}
