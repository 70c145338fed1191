import Engine
import LocalAPI
import PeerProtocol
import Region

extension ReviewStanding {
  /// Where the reviews stand, as documents say it; nil without a plan.
  func document() -> ReviewsDocument? {
    guard let plan, let next, let overdueOn else { return nil }
    let stage: ReviewsDocument.Stage =
      switch stage {
      case .upcoming: .upcoming
      case .due: .due
      case .open: .open
      case .overdue: .overdue
      }
    return ReviewsDocument(
      share: plan.share, every: Word(text: plan.cadence.name),
      next: ReviewsDocument.Next(
        id: next.id, from: next.from, to: next.until, overdueOn: overdueOn, stage: Word(stage)),
      last: last.map { review in
        ReviewsDocument.Closed(
          id: review.id, outcome: Word(text: review.outcome.name), references: review.references.map(\.text),
          at: review.at)
      })
  }
}

extension ReviewDocument {
  init(_ review: OpenReview, overdueOn: CalendarDate, entries: [AuditEntryDocument]) {
    self.init(
      id: review.id, from: review.period.from, to: review.period.until, overdueOn: overdueOn,
      openedAt: review.openedAt, share: review.share, found: review.found,
      asked: OpenReview.count(share: review.share, of: review.found),
      seed: Seed(
        instance: review.seed.instance, size: review.seed.size, root: Base64URL.encode(review.seed.root)),
      chosen: review.chosen.map(\.text), entries: entries)
  }
}
