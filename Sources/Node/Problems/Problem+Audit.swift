import PeerProtocol
import Region

extension Problem {
  /// Renders what is refused of the audit log.
  init(_ refusal: AuditRefusal) {
    switch refusal {
    case .ownLogUnchecked:
      self.init(
        refusal.code,
        "After its start the node asks its peers what they hold of its audit log, and signs nothing before half of them "
          + "answered. Try again in a minute.", retryAfter: 60)
    case .noReviewPlan:
      self.init(
        refusal.code,
        "Nobody made a plan of reviews. Make one: samenloop audit review plan --share PERCENT --every week|month")
    case .noReviewDue(let day):
      self.init(refusal.code, "Everything is reviewed. The next review can begin on \(day), when its period is over.")
    case .reviewUncovered(let id):
      self.init(
        refusal.code,
        "No checkpoint covers the period of the review \(id) yet. One is signed every six hours; try again then.",
        retryAfter: 3600)
    case .reviewNotOpen(let open?):
      self.init(refusal.code, "This review is not open; \(open) is: samenloop audit review next")
    case .reviewNotOpen:
      self.init(refusal.code, "No review is open. See what is due: samenloop audit review next")
    case .reviewOfOwnEntries(let id):
      self.init(
        refusal.code,
        "Entries of the review \(id) tell of what you did. Let another privacy officer look at them and close it: "
          + "samenloop audit review close \(id)")
    }
  }
}
