import Testing

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct SuggestionTests {
  @Test(arguments: [
    ("satus", "status"), ("staus", "status"), ("statsu", "status"), ("status", "status"), ("syncc", "sync"),
  ])
  func findsSlips(word: String, meant: String) {
    #expect(Suggestion.closest(to: word, among: ["status", "sync", "signal"]) == meant)
  }

  @Test(arguments: ["", "x", "completely", "stats-of-all"]) func staysSilentOtherwise(word: String) {
    #expect(Suggestion.closest(to: word, among: ["status", "sync", "signal"]) == nil)
  }
}
