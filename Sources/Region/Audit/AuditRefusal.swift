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
  /// The privacy officer who wants to close the review is among those whom its entries concern; another one can close it.
  case reviewOfOwnEntries(id: String)

  // MARK: Reconciliation

  /// Ten questions were asked in 24 hours; the associated value is the wait for the next, in seconds.
  case questionsUsedUp(seconds: Int)
  /// A question of the same region is being answered.
  case questionUnderWay
  /// The peer's node is from before there were audit logs.
  case peerWithoutLog(RegionName)
  /// The peer gave no answer.
  case peerUnreachable(RegionName, PeerCallFailure)
  /// The peer answered with a problem.
  case refusedByPeer(RegionName, Problem)
  /// The peer's answer contradicts itself or the question.
  case unusableAnswer(RegionName, AnswerFault)

  /// What is wrong with a peer's answer to a reconciliation.
  public enum AnswerFault: Hashable, Sendable {
    /// A page is not as the protocol has it.
    case page
    /// An exchange stands there twice, or is of another time than was asked for.
    case record
    /// The pages come to no end.
    case endless
    /// The statement is not signed by the peer.
    case signature
    /// The statement is about something else than was asked.
    case otherQuestion
    /// The statement says other numbers or another digest than the records have.
    case otherRecords
  }

  /// The code of the answer.
  public var code: ProblemCode {
    switch self {
    case .ownLogUnchecked, .reviewUncovered, .peerUnreachable, .questionUnderWay: .tryAgain
    case .questionsUsedUp: .tooManyRequests
    case .noReviewPlan, .noReviewDue, .peerWithoutLog, .unusableAnswer: .conflict
    case .reviewNotOpen: .notFound
    case .reviewOfOwnEntries: .forbidden
    case .refusedByPeer(_, let problem): problem.code
    }
  }
}
