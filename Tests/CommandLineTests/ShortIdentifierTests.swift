import Testing

@testable import CommandLine
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct ShortIdentifierTests {
  private let known = ["abcdefgh1234567890AB-_", "abcdefgi1234567890AB-_", "-bcdefgh1234567890AB-_"]

  private func resolve(_ text: String) -> Result<String, CommandFailure> {
    do throws(CommandFailure) {
      return .success(try ShortIdentifier.resolve(text, length: 22, list: "samenloop match list") { known })
    } catch {
      return .failure(error)
    }
  }

  @Test func sixCharactersAreEnoughWhereTheyAreOneOnly() throws {
    #expect(try resolve("abcdefgh").get() == known[0])
    #expect(try resolve("-bcdef").get() == known[2])
    // A whole id is for the node to know.
    #expect(try resolve("zzzzzzzz1234567890AB-_").get() == "zzzzzzzz1234567890AB-_")
  }

  @Test(arguments: [
    ("abcdef", ExitCode.badData, "2 ids begin with \"abcdef\": abcdefgh1234567890AB-_, abcdefgi1234567890AB-_"),
    ("abcde", .usage, "to its first 6 characters"), ("ABCDEF", .badData, "no id begins with \"ABCDEF\""),
  ])
  func othersAreRefusedWithTheChoices(text: String, exit: ExitCode, words: String) {
    guard case .failure(let failure) = resolve(text) else {
      Issue.record("taken")
      return
    }
    #expect(failure.exit == exit && failure.detail.contains(words), "\(failure)")
  }
}
