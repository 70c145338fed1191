import PeerProtocol
import Testing

@testable import Region

/// Plans of reviews, their periods, and when they are overdue.
@Suite(.timeLimit(.minutes(30))) struct ReviewStateTests {
  private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(iso: text)) }

  private func state(_ share: Int, _ cadence: ReviewCadence, on text: String) throws -> ReviewState {
    var state = ReviewState()
    state.apply(.planned(ReviewPlan(share: share, cadence: cadence), at: try day(text).start))
    return state
  }

  private func closed(_ period: ReviewPeriod) -> ReviewEvent {
    .closed(ClosedReview(period: period, outcome: .inOrder, references: [], at: period.until.start))
  }

  @Test func weeksBeginOnMondayAndMonthsOnTheFirst() throws {
    // date -d 2026-11-16 +%A says Monday.
    for (text, from, until) in [
      ("2026-11-16", "2026-11-16", "2026-11-23"), ("2026-11-22", "2026-11-16", "2026-11-23"),
      ("2027-01-01", "2026-12-28", "2027-01-04"), ("1969-12-28", "1969-12-22", "1969-12-29"),
    ] {
      let period = ReviewCadence.week.period(of: try day(text))
      #expect(period.from.iso == from && period.until.iso == until && period.id == "week-\(from)", "\(text)")
    }
    for (text, from, until) in [
      ("2026-12-31", "2026-12-01", "2027-01-01"), ("2028-02-29", "2028-02-01", "2028-03-01"),
      ("2027-01-31", "2027-01-01", "2027-02-01"),
    ] {
      let period = ReviewCadence.month.period(of: try day(text))
      #expect(period.from.iso == from && period.until.iso == until && period.id == "month-\(from)", "\(text)")
    }
  }

  @Test func shareIsRoundedUp() {
    #expect([0, 1, 20, 21, 100].map { OpenReview.count(share: 5, of: $0) } == [0, 1, 1, 2, 5])
    #expect(OpenReview.count(share: 100, of: 7) == 7)
  }

  @Test func firstReviewIsOfThePeriodBeforeThePlan() throws {
    var state = try state(5, .week, on: "2026-11-18")
    let now = try day("2026-11-18").start
    #expect(try state.decideNext(at: now).id == "week-2026-11-09")
    // Nothing was due before there was a plan.
    #expect(try state.overdueOn(#require(state.next)).iso == "2026-11-25")
    state.apply(closed(try #require(state.next)))
    #expect(state.next?.id == "week-2026-11-16")
    #expect(try state.overdueOn(#require(state.next)).iso == "2026-11-30")
    #expect(throws: Refusal.audit(.noReviewDue(from: try day("2026-11-23")))) { try state.decideNext(at: now) }
    #expect(throws: Refusal.audit(.noReviewPlan)) { try ReviewState().decideNext(at: now) }
  }

  /// Weeks in which nobody looked are reviewed in their order; a new plan leaves none out.
  @Test func neglectedPeriodsStayDue() throws {
    var state = try state(5, .week, on: "2026-11-18")
    let later = try day("2027-01-20").start
    for from in ["2026-11-09", "2026-11-16", "2026-11-23"] {
      let period = try state.decideNext(at: later)
      #expect(period.id == "week-\(from)" && state.overdue(at: later) == period)
      state.apply(closed(period))
    }
    state.apply(.planned(ReviewPlan(share: 10, cadence: .month), at: later))
    #expect(state.next?.id == "month-2026-11-01")
    state.apply(closed(try #require(state.next)))
    #expect(state.next?.id == "month-2026-12-01")
    #expect(try state.overdueOn(#require(state.next)).iso == "2027-01-15")
  }

  @Test func overdueReviewIsAnAlarmADay() throws {
    var state = try state(5, .month, on: "2026-11-18")
    let overdue = try day("2026-12-02")
    #expect(state.decideAlarm(at: Timestamp(seconds: overdue.start.seconds - 1)) == nil)
    for (hours, isRaised) in [(0, true), (23, false), (24, true), (25, false)] {
      let event = state.decideAlarm(at: Timestamp(seconds: overdue.start.seconds + Int64(hours) * 3600))
      #expect((event != nil) == isRaised, "\(hours)")
      if let event { state.apply(event) }
    }
  }

  @Test func onlyTheOpenReviewIsClosed() throws {
    var state = try state(5, .week, on: "2026-11-18")
    let at = try day("2026-11-18").start
    func close(_ id: String) throws(Refusal) -> ReviewEvent {
      try state.decideClosing(of: id, outcome: .inOrder, references: [], at: at)
    }
    #expect(throws: Refusal.audit(.reviewNotOpen(open: nil))) { try close("week-2026-11-09") }
    state.apply(.opened(Self.review(try #require(state.next), at)))
    #expect(throws: Refusal.audit(.reviewNotOpen(open: "week-2026-11-09"))) { try close("week-2026-11-16") }
    // The open review is the next one, whatever the plan is by now.
    state.apply(.planned(ReviewPlan(share: 1, cadence: .month), at: at))
    #expect(state.next?.id == "week-2026-11-09")
    state.apply(try close("week-2026-11-09"))
    #expect(state.open == nil && state.closed.map(\.id) == ["week-2026-11-09"])
  }

  private static func review(_ period: ReviewPeriod, _ at: Timestamp) -> OpenReview {
    OpenReview(
      period: period, share: 7, seed: AuditHead(instance: "0123456789abcdef", size: 64, root: [UInt8](0..<32)),
      found: 20, chosen: [9, 4].map { AuditEntryId(instance: "0123456789abcdef", index: $0) }, openedAt: at)
  }

  @Test func eventsAndSnapshotKeepReviews() throws {
    let at = try day("2026-11-18").start
    let period = ReviewCadence.week.period(of: try day("2026-11-09"))
    let later = ReviewCadence.month.period(of: try day("2026-12-09"))
    let reference = AuditEntryId(instance: "0123456789abcdef", index: 4)
    let events: [ReviewEvent] = [
      .planned(ReviewPlan(share: 7, cadence: .week), at: at), .opened(Self.review(period, at)),
      .closed(ClosedReview(period: period, outcome: .incident, references: [reference], at: at)),
      .alarmRaised(later, at: at), .opened(Self.review(later, at)),
    ]
    var state = ReviewState()
    for event in events {
      let read = try RegionEvent.events(record: RegionEvent.record([.audit(.review(event))]))
      guard case .audit(.review(let same)) = read.first else {
        Issue.record("\(read)")
        return
      }
      state.apply(same)
    }
    #expect(state.plan == ReviewPlan(share: 7, cadence: .week) && state.open == Self.review(later, at))
    #expect(state.closed == [ClosedReview(period: period, outcome: .incident, references: [reference], at: at)])
    var writer = ByteWriter()
    state.write(to: &writer)
    var reader = ByteReader(writer.bytes)
    #expect(try ReviewState(from: &reader) == state && reader.isAtEnd)
  }
}
