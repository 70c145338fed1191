import LocalAPI
import PeerProtocol

@testable import Pages

/// Made-up reviews of the audit log.
extension Samples {
  func reviews(_ stage: ReviewsDocument.Stage, last: ReviewsDocument.Closed? = nil) -> ReviewsDocument {
    ReviewsDocument(
      share: 5, every: Word(.week),
      next: .init(
        id: given("week-2026-11-16"), from: Self.day("2026-11-16"), to: Self.day("2026-11-23"),
        overdueOn: Self.day("2026-11-30"), stage: Word(stage)), last: last)
  }

  var openReview: ReviewDocument {
    let next = reviews(.open).next
    return ReviewDocument(
      id: next.id, from: next.from, to: next.to, overdueOn: next.overdueOn, openedAt: Self.now, share: 5, found: 60,
      asked: 3, seed: .init(instance: given("0123456789abcdef"), size: 256, root: given("rKbDipCv")),
      chosen: [given("0123456789abcdef-41"), given("0123456789abcdef-7"), given("0123456789abcdef-9")],
      entries: [AuditEntryDocument(id: given("0123456789abcdef-41"), entry: [:], opened: [])])
  }

  var reviewPages: [Sample] {
    let closed = ReviewsDocument.Closed(
      id: given("week-2026-11-09"), outcome: Word(.explained), references: [given("a-1")], at: Self.now)
    let pages: [(String, any Page)] = [
      ("reviews-none", ReviewsPage(standing: nil)), ("reviews-upcoming", ReviewsPage(standing: reviews(.upcoming))),
      ("reviews-due", ReviewsPage(standing: reviews(.overdue, last: closed))),
      ("reviews-open", ReviewsPage(standing: reviews(.open), review: openReview, entries: recordTable)),
    ]
    return pages.map { Sample(name: $0.0, page: $0.1, role: .privacyOfficer) }
  }
}
