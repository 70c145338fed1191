import Testing

@testable import Engine

/// Texts that begin with a hyphen for a person's reasons, not for a spreadsheet's.
@Suite(.timeLimit(.minutes(30))) struct DashedTextTests {
  @Test(arguments: ["- (geen)", "- zie dossier!", "- 1+1 avond", "--"])
  func hyphenBeforeABlankIsNoFormula(text: String) {
    #expect(SpreadsheetRemains.fault(in: text[...]) == nil)
  }
}
