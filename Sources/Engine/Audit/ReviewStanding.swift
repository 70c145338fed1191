public import PeerProtocol
public import Region

/// Where the reviews of the audit log stand at a moment.
public struct ReviewStanding: Sendable, Equatable {
  /// How far the next review is.
  public enum Stage: Sendable {
    /// Its period is not over.
    case upcoming
    /// Its period is over.
    case due
    /// Its entries were chosen.
    case open
    /// It should have been closed.
    case overdue
  }

  /// The plan; nil where there is none.
  public var plan: ReviewPlan?
  /// The period that is reviewed next; nil without a plan.
  public var next: ReviewPeriod?
  /// How far its review is.
  public var stage: Stage
  /// The day on which it is overdue.
  public var overdueOn: CalendarDate?
  /// The review that was closed last.
  public var last: ClosedReview?

  init(_ reviews: ReviewState, at: Timestamp) {
    (plan, next, last) = (reviews.plan, reviews.next, reviews.closed.last)
    overdueOn = reviews.next.map { reviews.overdueOn($0) }
    stage =
      if reviews.overdue(at: at) != nil {
        .overdue
      } else if reviews.open != nil {
        .open
      } else if let next, next.until.start <= at {
        .due
      } else {
        .upcoming
      }
  }
}
