import Testing

@testable import CommandLine

/// The example letters that inform a family.
@Suite(.timeLimit(.minutes(30))) struct LetterTests {
  private static let sender = LetterSender(
    name: "Verwijsindex Noord", privacyOfficer: "R. de Wit, fg@noord.example", termMonths: 24, ageLimitYears: 23,
    archiveYears: 5)

  @Test(arguments: Letter.Reader.allCases, SubjectReportPage.Tongue.allCases)
  func everyLetterSaysWhoKeepsWhatAndForHowLong(reader: Letter.Reader, tongue: SubjectReportPage.Tongue) {
    let text = Letter(to: reader, in: tongue, from: Self.sender).text
    for part in [
      "Verwijsindex Noord", "R. de Wit, fg@noord.example", tongue == .nl ? "2 jaar" : "2 years",
      tongue == .nl ? "5 jaar" : "5 years", "23", "Autoriteit Persoonsgegevens",
    ] {
      #expect(text.contains(part), "\(part) is missing in \(text)")
    }
    // A youth is spoken to, a parent is told of the child.
    #expect(text.contains(tongue == .nl ? "uw kind" : "your child") == (reader != .youth))
    #expect(!text.contains(" u ") || reader != .youth || tongue == .en)
  }

  @Test func aRegionThatSaysLessLeavesRoomAndKeepsNothing() {
    var sender = Self.sender
    (sender.privacyOfficer, sender.termMonths, sender.archiveYears) = (nil, 18, 0)
    let text = Letter(to: .parents, in: .nl, from: sender).text
    #expect(text.contains("hoogstens 18 maanden actief. Daarna wordt het gewist."))
    #expect(text.contains("[de functionaris gegevensbescherming van Verwijsindex Noord"))
    sender.termMonths = 12
    #expect(Letter(to: .youth, in: .en, from: sender).text.contains("at most 1 year. After that it is erased."))
  }
}
