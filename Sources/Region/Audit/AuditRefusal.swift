public import PeerProtocol

/// Why something of the audit log is refused.
public enum AuditRefusal: Hashable, Sendable {
  /// After its start this node still asks its peers what they hold of its log: it signs nothing before.
  case ownLogUnchecked
  /// Nobody made a plan of reviews yet.
  case noReviewPlan
  /// All is reviewed; the present period is over on this day.
  case noReviewDue(from: CalendarDate)
  /// No checkpoint covers the period of this review yet.
  case reviewUncovered(id: String)
  /// No review of this id is open; `open` is the one that is.
  case reviewNotOpen(open: String?)
  /// Chosen entries tell of whoever wants to close the review, and another privacy officer can.
  case reviewOfOwnEntries(id: String)

  /// The code of the answer.
  public var code: ProblemCode {
    switch self {
    case .ownLogUnchecked, .reviewUncovered: .tryAgain
    case .noReviewPlan, .noReviewDue: .conflict
    case .reviewNotOpen: .notFound
    case .reviewOfOwnEntries: .forbidden
    }
  }
}
