import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct ReviewsTests {
  private func page(_ name: String) throws -> MarkupElement {
    let samples = Samples()
    let sample = try #require(samples.reviewPages.first { $0.name == name })
    return try MarkupParser.document(sample.page.bytes(in: samples.frame(.english, .privacyOfficer)))
  }

  private func actions(_ root: MarkupElement) -> [String] {
    root.all.filter { $0.tag == "form" && $0["method"] == "post" }.compactMap { $0["action"] }
  }

  /// What can be done follows from how far the review is: nothing is chosen before the period is over.
  @Test func formsFollowTheStage() throws {
    #expect(try actions(page("reviews-none")) == ["/pages/reviews/plan"])
    #expect(try actions(page("reviews-upcoming")) == ["/pages/reviews/plan"])
    #expect(try actions(page("reviews-due")) == ["/pages/reviews", "/pages/reviews/plan"])
    #expect(
      try actions(page("reviews-open")) == ["/pages/reviews/week-2026-11-16/closing", "/pages/reviews/plan"])
  }

  @Test func openReviewSaysWhatWasChosenAndWhatIsGone() throws {
    let text = try page("reviews-open").text
    #expect(text.contains("chose 3 of the 60 entries"))
    #expect(text.contains("2 of the chosen entries are no longer kept"))
    let due = try page("reviews-due").text
    #expect(due.contains("week-2026-11-09") && due.contains("explained"))
  }
}
