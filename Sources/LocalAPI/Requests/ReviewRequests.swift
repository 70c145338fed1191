/// Body of PUT /v1/audit/reviews/plan.
package struct ReviewPlanRequest: LocalDocument {
  /// Percent of the entries that concern people: 1 to 100.
  package var share: Int
  package var every: Word<ReviewsDocument.Cadence>

  package init(share: Int, every: Word<ReviewsDocument.Cadence>) { (self.share, self.every) = (share, every) }
}

/// Body of POST /v1/audit/reviews/{review}/closing.
package struct ReviewClosingRequest: LocalDocument {
  package var outcome: Word<ReviewsDocument.Outcome>
  /// The ids of the entries that the outcome is about.
  package var references: [String]?

  package init(outcome: Word<ReviewsDocument.Outcome>, references: [String]? = nil) {
    (self.outcome, self.references) = (outcome, references)
  }
}
