import LocalAPI
import Pages
import PeerProtocol

/// Reviews of the audit log, in the privacy officer's pages.
extension PageCall {
  func reviewsPage() throws -> any Page { ReviewsPage(standing: try standing()) }

  /// The entries that the log chose: the same ones each time until the review is closed.
  func openReview() throws -> any Page {
    let review: ReviewDocument = try document(.nextReview, body: [:])
    return ReviewsPage(
      standing: try standing(), review: review, entries: RecordTables.chosen(review.entries, try regionNames()))
  }

  func closeReview(_ id: String, _ fields: FormFields) throws -> PageAnswer {
    let references = (fields.text(.references) ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
    let _: ReviewsDocument = try document(
      .closeReview, [id],
      body: JSONValue(present: [
        "outcome": fields.text(.outcome).map { .string($0) },
        "references": references.isEmpty ? nil : .array(references.map { .string($0) }),
      ]))
    return .seeOther(.reviews, .reviewClosed)
  }

  func planReviews(_ fields: FormFields) throws -> PageAnswer {
    let share = (fields.text(.share) ?? "").filter { $0 != "%" && $0 != " " }
    let _: ReviewsDocument = try document(
      .planReviews,
      body: JSONValue(present: [
        // What is no number goes on as it was typed: the node says what it should be.
        "share": Int(share).map { .number(Double($0)) } ?? .string(share),
        "every": fields.text(.every).map { .string($0) },
      ]))
    return .seeOther(.reviews, .reviewPlanned)
  }

  private func standing() throws -> ReviewsDocument? {
    let status: StatusDocument = try document(.status)
    return status.reviews
  }
}
