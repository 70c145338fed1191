import LocalAPI

/// Reviews of the audit log as a person reads them.
enum ReviewText {
  /// The plan, what was found last, and what follows.
  static func standing(_ reviews: ReviewsDocument) -> String {
    var lines = ["\(reviews.share)% of the entries that concern people, every \(reviews.every)"]
    if let last = reviews.last { lines.append("\(last.id)  \(last.outcome)") }
    return (lines + [next(reviews.next)]).joined(separator: "\n")
  }

  /// The chosen entries, and how they were chosen.
  static func review(_ review: ReviewDocument) -> String {
    let lines = [
      "\(review.id): \(review.chosen.count) of \(review.found) entries that concern people, from \(review.from) until before "
        + "\(review.to); to be closed before \(review.overdueOn)",
      "chosen by the root of the checkpoint of \(review.seed.size) entries: \(review.seed.root)",
    ]
    let capped =
      review.asked > review.chosen.count
      ? ["\(review.share)% are \(review.asked) entries; one review has no more than \(review.chosen.count)"] : []
    let missing = review.chosen.count - review.entries.count
    let gone = missing > 0 ? ["\(missing) of the chosen entries are no longer kept"] : []
    let entries = review.entries.isEmpty ? [] : [AuditText.list(review.entries)]
    return (lines + capped + gone + entries).joined(separator: "\n")
  }

  /// The line of `status`, where something is to be done.
  static func status(_ reviews: ReviewsDocument?) -> [String] {
    guard let reviews, reviews.next.stage != .upcoming else { return [] }
    return [next(reviews.next)]
  }

  private static func next(_ next: ReviewsDocument.Next) -> String {
    switch next.stage.known {
    case .overdue:
      "alarm: the review \(next.id) of the audit log is overdue since \(next.overdueOn). Next: samenloop audit review next"
    case .upcoming: "the next review, \(next.id), can begin on \(next.to)"
    default:
      "the review \(next.id) of the audit log has to be closed before \(next.overdueOn). Next: samenloop audit review next"
    }
  }
}
