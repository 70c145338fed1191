import LocalAPI

/// Reviews of the audit log as a person reads them.
enum ReviewText {
  /// The plan, what was found last, and what follows.
  static func standing(_ reviews: ReviewsDocument) -> String {
    var lines = [
      pick(
        "\(reviews.share)% van de regels die over mensen gaan, elke ",
        "\(reviews.share)% of the entries that concern people, every ")
        + every(reviews.every)
    ]
    if let last = reviews.last { lines.append("\(last.id)  \(outcome(last.outcome))") }
    return (lines + [next(reviews.next)]).joined(separator: "\n")
  }

  /// The chosen entries, and how they were chosen.
  static func review(_ review: ReviewDocument) -> String {
    let lines = [
      pick(
        "\(review.id): \(review.chosen.count) van \(review.found) regels die over mensen gaan, van \(review.from) tot \(review.to); "
          + "af te sluiten voor \(review.overdueOn)",
        "\(review.id): \(review.chosen.count) of \(review.found) entries that concern people, from \(review.from) until before "
          + "\(review.to); to be closed before \(review.overdueOn)"),
      pick(
        "gekozen door de wortel van het controlepunt van \(review.seed.size) regels: \(review.seed.root)",
        "chosen by the root of the checkpoint of \(review.seed.size) entries: \(review.seed.root)"),
    ]
    let capped =
      review.asked > review.chosen.count
      ? [
        pick(
          "\(review.share)% is \(review.asked) regels; één controle heeft er hoogstens \(review.chosen.count)",
          "\(review.share)% are \(review.asked) entries; one review has no more than \(review.chosen.count)")
      ] : []
    let missing = review.chosen.count - review.entries.count
    let gone =
      missing > 0
      ? [
        pick(
          "\(missing) van de gekozen regels worden niet meer bewaard",
          "\(missing) of the chosen entries are no longer kept")
      ] : []
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
      pick(
        "alarm: de controle \(next.id) van het logboek is te laat sinds \(next.overdueOn). Hierna: samenloop audit review next",
        "alarm: the review \(next.id) of the audit log is overdue since \(next.overdueOn). Next: samenloop audit review next"
      )
    case .upcoming:
      pick(
        "de volgende controle, \(next.id), kan op \(next.to) beginnen",
        "the next review, \(next.id), can begin on \(next.to)"
      )
    default:
      pick(
        "de controle \(next.id) van het logboek moet voor \(next.overdueOn) zijn afgesloten. Hierna: samenloop audit review next",
        "the review \(next.id) of the audit log has to be closed before \(next.overdueOn). Next: samenloop audit review next"
      )
    }
  }

  private static func every(_ cadence: Word<ReviewsDocument.Cadence>) -> String {
    switch cadence.known {
    case .week: "week"
    case .month: pick("maand", "month")
    case nil: cadence.text
    }
  }

  private static func outcome(_ outcome: Word<ReviewsDocument.Outcome>) -> String {
    switch outcome.known {
    case .inOrder: pick("in orde", "in-order")
    case .explained: pick("verklaard", "explained")
    case .incident: "incident"
    case nil: outcome.text
    }
  }
}
