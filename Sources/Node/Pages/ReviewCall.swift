import LocalAPI
import Pages
import PeerProtocol

/// Reviews of the audit log, in the privacy officer's pages.
struct ReviewCall {
  let call: PageCall

  func page() throws -> any Page { ReviewsPage(standing: try standing()) }

  /// The entries that the log chose: the same ones each time until the review is closed.
  func open() throws -> any Page {
    let review: ReviewDocument = try call.document(.nextReview, body: [:])
    return ReviewsPage(
      standing: try standing(), review: review, entries: RecordTables.chosen(review.entries, try call.regionNames()))
  }

  func close(_ id: String, _ fields: FormFields) throws -> PageAnswer {
    let references = (fields.text(.references) ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
    let _: ReviewsDocument = try call.document(
      .closeReview, [id],
      body: JSONValue(present: [
        "outcome": fields.text(.outcome).map { .string($0) },
        "references": references.isEmpty ? nil : .array(references.map { .string($0) }),
      ]))
    return .seeOther(.reviews, .reviewClosed)
  }

  func plan(_ fields: FormFields) throws -> PageAnswer {
    let share = (fields.text(.share) ?? "").filter { $0 != "%" && $0 != " " }
    let _: ReviewsDocument = try call.document(
      .planReviews,
      body: JSONValue(present: [
        // What is no number goes on as it was typed: the node says what it should be.
        "share": Int(share).map { JSONValue($0) } ?? .string(share),
        "every": fields.text(.every).map { .string($0) },
      ]))
    return .seeOther(.reviews, .reviewPlanned)
  }

  private func standing() throws -> ReviewsDocument? {
    let status: StatusDocument = try call.document(.status)
    return status.reviews
  }
}
