import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests about reviews of the audit log. Each step is an entry itself.
extension LocalRequest {
  /// The answer to a request about reviews; nil for a request about anything else.
  func reviewDocument(of engine: Engine) throws -> (any LocalDocument)? {
    switch operation {
    case .planReviews: try planReviews(of: engine)
    case .nextReview: try nextReview(of: engine)
    case .closeReview: try closeReview(of: engine)
    default: nil
    }
  }

  private func planReviews(of engine: Engine) throws -> ReviewsDocument {
    let asked = try document()
    let share = asked["share"]?.integerValue.flatMap { (1...100).contains($0) ? $0 : nil }
    let cadence = ReviewCadence.allCases.first { .string($0.name) == asked["every"] }
    guard let share, let cadence else {
      throw Problem.malformed(
        (share == nil ? ["share: must be a number from 1 to 100, in percent"] : [])
          + (cadence == nil ? ["every: must be week or month"] : []))
    }
    return try document(of: engine.reviews.plan(ReviewPlan(share: share, cadence: cadence)))
  }

  private func nextReview(of engine: Engine) throws -> ReviewDocument {
    let review = try engine.reviews.next()
    let entries = try engine.reviews.entries(of: review)
    let opened = try engine.audit.opened(entries, .holder)
    try engine.audit.record([
      AuditFact(
        .auditRead, holder: holder, ["count": .number(entries.count), "review": .word(review.id)])
    ])
    let names = HolderNames(engine, trust.office.home)
    return ReviewDocument(
      review, overdueOn: try engine.reviews.standing().overdueOn ?? review.period.until,
      entries: zip(entries, opened).map { AuditEntryDocument($0, $1, names) })
  }

  private func closeReview(of engine: Engine) throws -> ReviewsDocument {
    let asked = try document()
    let outcome = ReviewOutcome.allCases.first { .string($0.name) == asked["outcome"] }
    var faults = outcome == nil ? ["outcome: must be in-order, explained or incident"] : []
    let listed = asked["references"].flatMap { $0.isNull ? nil : $0 } ?? []
    let texts = listed.arrayValue.flatMap { $0.count <= ReviewState.referenceLimit ? $0 : nil }
    if texts == nil {
      faults.append("references: must be a list of at most \(ReviewState.referenceLimit) ids of entries")
    }
    let references = (texts ?? []).enumerated().compactMap { index, text in
      let id = text.stringValue.flatMap { AuditEntryId($0) }
      if id == nil {
        faults.append("references[\(index)]: must be INSTANCE-NUMBER, as samenloop audit list shows it")
      }
      return id
    }
    guard faults.isEmpty, let outcome else { throw Problem.malformed(faults) }
    guard outcome == .inOrder || !references.isEmpty else {
      throw Problem.malformed(["references: the outcome \(outcome.name) needs the id of at least one entry"])
    }
    return try document(
      of: engine.reviews.close(parameters.first ?? "", outcome: outcome, references: references, by: holder))
  }

  private func document(of standing: ReviewStanding) throws(Problem) -> ReviewsDocument {
    guard let document = standing.document() else { throw Problem(AuditRefusal.noReviewPlan) }
    return document
  }
}
