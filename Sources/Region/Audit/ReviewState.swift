public import PeerProtocol

/// The reviews of the audit log: the plan, what is under way, and what was found.
public struct ReviewState: Sendable, Hashable {
  /// Closed reviews that are kept: beyond it the oldest goes. Its entries stay.
  static let closedLimit = 100
  /// Entries that an outcome names at most.
  public static let referenceLimit = 100

  /// How much is reviewed; nil before a privacy officer made a plan.
  public private(set) var plan: ReviewPlan?
  /// When the first plan was made: nothing is due before.
  private(set) var plannedAt: Timestamp?
  /// The first day that was not reviewed yet.
  private(set) var unreviewedFrom: CalendarDate?
  /// The review under way.
  public private(set) var open: OpenReview?
  /// Closed reviews, oldest first.
  public private(set) var closed: [ClosedReview] = []
  /// The period that the last alarm was about, and when it was raised.
  private(set) var alarm: Alarm?

  struct Alarm: Sendable, Hashable {
    var period: ReviewPeriod
    var at: Timestamp
  }

  init() {}

  /// The oldest period that is not reviewed: the one under way, or the one that follows, which may not be over yet. Nil
  /// without a plan.
  public var next: ReviewPeriod? {
    if let open { return open.period }
    guard let plan, let unreviewedFrom else { return nil }
    return plan.cadence.period(of: unreviewedFrom)
  }

  /// The day on which a period's review is overdue if it is not closed before.
  public func overdueOn(_ period: ReviewPeriod) -> CalendarDate {
    let planned = plannedAt.map { CalendarDate($0) } ?? period.until
    return max(period.until, planned).adding(days: period.cadence.graceDays)
  }

  /// The period whose review is overdue; nil where none is.
  public func overdue(at now: Timestamp) -> ReviewPeriod? { next.flatMap { overdueOn($0).start <= now ? $0 : nil } }

  /// When the last alarm said that a review is overdue.
  var overdueToldAt: Timestamp? { alarm?.at }

  // MARK: - Decisions

  /// An alarm a day while a review is overdue.
  public func decideAlarm(at now: Timestamp) -> ReviewEvent? {
    guard let period = overdue(at: now) else { return nil }
    if let alarm, alarm.period == period, CalendarDate(alarm.at) == CalendarDate(now) { return nil }
    return .alarmRaised(period, at: now)
  }

  /// The oldest period that is over and not reviewed.
  ///
  /// - Throws: ``AuditRefusal`` without a plan, or where none is over.
  public func decideNext(at now: Timestamp) throws(Refusal) -> ReviewPeriod {
    guard let period = next else { throw .audit(.noReviewPlan) }
    guard period.until.start <= now else { throw .audit(.noReviewDue(from: period.until)) }
    return period
  }

  /// The end of the review that is open.
  ///
  /// - Throws: ``AuditRefusal`` where another one or none is open.
  public func decideClosing(
    of id: String, outcome: ReviewOutcome, references: [AuditEntryId], at now: Timestamp
  ) throws(Refusal) -> ReviewEvent {
    guard let open else { throw .audit(.reviewNotOpen(open: nil)) }
    guard open.id == id else { throw .audit(.reviewNotOpen(open: open.id)) }
    return .closed(ClosedReview(period: open.period, outcome: outcome, references: references, at: now))
  }

  mutating func apply(_ event: ReviewEvent) {
    switch event {
    case .planned(let new, let at):
      plan = new
      plannedAt = plannedAt ?? at
      let present = new.cadence.period(of: CalendarDate(at))
      unreviewedFrom = unreviewedFrom ?? new.cadence.period(of: present.from.adding(days: -1)).from
    case .opened(let review): open = review
    case .closed(let review):
      closed.append(review)
      if closed.count > Self.closedLimit { closed.removeFirst() }
      unreviewedFrom = review.period.until
      open = nil
    case .alarmRaised(let period, let at): alarm = Alarm(period: period, at: at)
    }
  }

  // MARK: - Snapshot

  func write(to writer: inout ByteWriter) {
    writer.optional(plan) { $1.write(to: &$0) }
    writer.optional(plannedAt) { $0.time($1) }
    writer.optional(unreviewedFrom) { $0.int(Int($1.daysSince1970)) }
    writer.optional(open) { $1.write(to: &$0) }
    writer.list(closed) { $1.write(to: &$0) }
    writer.optional(alarm) { writer, alarm in
      alarm.period.write(to: &writer)
      writer.time(alarm.at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    plan = try reader.optional { (reader) throws(CodecError) in try ReviewPlan(from: &reader) }
    plannedAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    unreviewedFrom = try reader.optional { (reader) throws(CodecError) in
      CalendarDate(daysSince1970: try reader.int())
    }
    open = try reader.optional { (reader) throws(CodecError) in try OpenReview(from: &reader) }
    closed = try reader.list { (reader) throws(CodecError) in try ClosedReview(from: &reader) }
    alarm = try reader.optional { (reader) throws(CodecError) in
      Alarm(period: try ReviewPeriod(from: &reader), at: try reader.time())
    }
  }
}
