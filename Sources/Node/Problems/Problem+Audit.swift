import PeerProtocol
import Region

extension Problem {
  /// Why something of the audit log is refused, and what to do.
  init(_ refusal: AuditRefusal) {
    switch refusal {
    case .ownLogUnchecked: self.init(refusal.code, Self.detail(refusal), retryAfter: 60)
    case .questionUnderWay: self.init(refusal.code, Self.detail(refusal), retryAfter: 5)
    case .questionsUsedUp(let seconds): self.init(refusal.code, Self.detail(refusal), retryAfter: seconds)
    case .refusedByPeer(_, let problem):
      self.init(
        refusal.code, Self.detail(refusal), members: problem.members,
        status: problem.status >= 500 ? 502 : problem.status)
    case .peerUnreachable(_, .timedOut): self.init(refusal.code, Self.detail(refusal), status: 504)
    case .peerUnreachable: self.init(refusal.code, Self.detail(refusal), status: 502)
    case .reviewUncovered: self.init(refusal.code, Self.detail(refusal), retryAfter: 3600)
    case .peerWithoutLog, .unusableAnswer, .noReviewPlan, .noReviewDue, .reviewNotOpen, .reviewOfOwnEntries:
      self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: AuditRefusal) -> String {
    switch refusal {
    case .ownLogUnchecked:
      "After its start the node asks its peers what they hold of its audit log, and signs nothing before half of them "
        + "answered; after a restore it also asks what they hold of the log before. Try again in a minute."
    case .questionsUsedUp(let seconds):
      "A region answers ten questions about its audit log in 24 hours. Ask again in \(max(1, seconds / 60)) minutes."
    case .questionUnderWay:
      "A question of this region about the audit log is being answered. Ask again once it is."
    case .peerWithoutLog(let region):
      "The node of \(region) is of a version that keeps no audit log. Ask its operator to upgrade it."
    case .noReviewPlan:
      "Nobody made a plan of reviews. Make one: samenloop audit review plan --share PERCENT --every week|month"
    case .noReviewDue(let day):
      "Everything is reviewed. The next review can begin on \(day), when its period is over."
    case .reviewUncovered(let id):
      "No checkpoint covers the period of the review \(id) yet. One is signed every six hours; try again then."
    case .reviewNotOpen(let open?):
      "This review is not open; \(open) is: samenloop audit review next"
    case .reviewNotOpen:
      "No review is open. See what is due: samenloop audit review next"
    case .reviewOfOwnEntries(let id):
      "Entries of the review \(id) tell of what you did. Let another privacy officer look at them and close it: "
        + "samenloop audit review close \(id)"
    case .peerUnreachable(let region, let failure): "\(region) did not answer: \(failure.text)"
    case .refusedByPeer(let region, let problem):
      "\(region) answers \(problem.code.rawValue): "
        + (problem.detail.isEmpty ? problem.code.title : problem.detail)
    case .unusableAnswer(let region, let fault):
      "The answer of \(region) cannot be used: \(fault.text). Call its privacy officer."
    }
  }
}

extension AuditRefusal.AnswerFault {
  fileprivate var text: String {
    switch self {
    case .page: "a page is not as the protocol has it"
    case .record: "an exchange stands in it twice, or is of another time than was asked for"
    case .endless: "its pages come to no end"
    case .signature: "the statement is not signed by that region"
    case .otherQuestion: "the statement is about another agreement, region or period"
    case .otherRecords: "the statement does not fit the exchanges that were listed"
    }
  }
}
