import LocalAPI
import Testing

@Suite(.timeLimit(.minutes(30))) struct WordTests {
  private enum Colour: String {
    case red
  }

  @Test func unknownWordIsKept() throws {
    let word = Word<Colour>(text: "blue")
    #expect(word.known == nil && word.text == "blue" && word != .red)
    #expect(Word<Colour>(.red) == .red)
  }
}
