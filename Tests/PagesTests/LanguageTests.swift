import Foundation
import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct LanguageTests {
  @Test(arguments: [
    (nil, PageLanguage.dutch), ("", .dutch), ("nl", .dutch), ("en", .english), ("en-GB,en;q=0.9", .english),
    ("nl-NL,nl;q=0.9,en;q=0.8", .dutch), ("en;q=0.8,nl;q=0.9", .dutch), ("de,en;q=0.5", .english), ("de", .dutch),
    ("*", .dutch), ("nl;q=0", .dutch), ("en;q=0", .dutch), ("en;q=0,*;q=0.1", .dutch), ("nl;q=0,*", .english),
    ("nl;q=0.1,*;q=0.5", .english), ("EN", .english),
    ("en;q=0.5,nl;q=0.5", .english), ("nl;q=0.5,en;q=0.5", .dutch), ("en ; q=0.3 , nl ; q=0.2", .english),
    ("en;q=1.000", .english), ("en;q=1.001,nl;q=0.1", .dutch), ("en;q=0.0001,nl;q=0.001", .dutch),
    ("en;q=,nl;q=0.1", .dutch), ("en;level=1,nl;q=0.1", .dutch), ("english,nl;q=0.1", .dutch),
    ("e\u{e9},nl;q=0.1", .dutch), (",,en", .english), ("en;q=2,nl;q=0.1", .dutch), ("-,en;q=0.2", .english),
  ]) func preferenceFollowsWeights(_ value: String?, _ language: PageLanguage) {
    #expect(LanguagePreference.language(acceptLanguage: value) == language)
  }

  @Test func longPreferenceIsReadToItsLimitOnly() {
    #expect(LanguagePreference.language(acceptLanguage: String(repeating: "de,", count: 50) + "en") == .dutch)
    #expect(LanguagePreference.language(acceptLanguage: String(repeating: "de,", count: 49) + "en") == .english)
  }

  @Test func daysAndMomentsAreWrittenAsPeopleDo() {
    let day = Samples.day("2026-11-29")
    #expect(PageLanguage.dutch.day(day) == "29 november 2026" && PageLanguage.english.day(day) == "29 November 2026")
    let moment = Samples.moment("2026-11-29T08:05:59Z")
    #expect(PageLanguage.dutch.moment(moment) == "29 november 2026 om 09.05 uur")
    #expect(PageLanguage.english.moment(moment) == "29 November 2026 at 09:05")
    #expect(PageLanguage.dutch.month(Samples.month("2026-03")) == "maart 2026")
    #expect(PageLanguage.english.month(Samples.month("2026-12")) == "December 2026")
  }

  @Test(arguments: [
    // The last Sunday of March 2026 is the 29th, of October the 25th; in 2027 the 28th and the 31st.
    ("2026-03-29T00:59:59Z", "2026-03-29", 1, 59), ("2026-03-29T01:00:00Z", "2026-03-29", 3, 0),
    ("2026-10-25T00:59:59Z", "2026-10-25", 2, 59), ("2026-10-25T01:00:00Z", "2026-10-25", 2, 0),
    ("2027-03-28T01:00:00Z", "2027-03-28", 3, 0), ("2027-10-31T00:59:00Z", "2027-10-31", 2, 59),
    ("2027-10-31T01:00:00Z", "2027-10-31", 2, 0), ("2026-12-31T23:00:00Z", "2027-01-01", 0, 0),
    ("2026-06-30T22:00:00Z", "2026-07-01", 0, 0),
  ]) func clockFollowsSummerTime(_ moment: String, _ day: String, _ hour: Int, _ minute: Int) {
    let local = LocalTime(Samples.moment(moment))
    #expect(local.day == Samples.day(day) && local.hour == hour && local.minute == minute)
  }

  @Test(arguments: [
    (0, "0", "0"), (999, "999", "999"), (1_659, "1.659", "1,659"), (321_183, "321.183", "321,183"),
    (-4_600_000, "-4.600.000", "-4,600,000"), (Int.min, "-9.223.372.036.854.775.808", "-9,223,372,036,854,775,808"),
  ]) func numbersHaveTheLanguagesSeparators(_ number: Int, _ dutch: String, _ english: String) {
    #expect(PageLanguage.dutch.number(number) == dutch && PageLanguage.english.number(number) == english)
  }

  @Test func sharesHaveOneDecimal() {
    #expect(PageLanguage.dutch.share(perMille: 724) == "72,4%" && PageLanguage.english.share(perMille: 724) == "72.4%")
    #expect(PageLanguage.english.share(perMille: -5) == "-0.5%" && PageLanguage.english.share(perMille: -15) == "-1.5%")
  }

  @Test func countedNounsAgreeWithTheirNumber() {
    #expect(
      CountedNoun.days.counted(1).text(in: .dutch) == "1 dag"
        && CountedNoun.days.counted(0).text(in: .english) == "0 days")
  }

  @Test func dueIsToldInDays() {
    func due(_ day: String) -> String { Values.due(Samples.day(day), today: Samples.today).text(in: .english) }
    #expect(
      due("2026-11-28") == "2 days overdue" && due("2026-11-29") == "1 day overdue" && due("2026-11-30") == "today")
    #expect(due("2026-12-01") == "tomorrow" && due("2026-12-09") == "9 days left")
    // Late in the evening before is yesterday, however few hours ago.
    #expect(Values.age(Samples.moment("2026-11-29T22:30:00Z"), Samples.now).text(in: .english) == "1 day")
  }

  /// Words that are the same in both languages.
  private static let same: Set<String> = [
    "Status", "Match", "Open matches", "Samenloop", "CSV", "Veilig Thuis", "GGZ", "GGD", "Halt",
    "samenloop peer invite", "samenloop organisation import organisations.csv",
    "samenloop evidence verify FILE --trust CARD",
  ]

  /// Reads the sources for texts of which one half is missing or the same as the other.
  @Test func everyPhraseStandsInTwoLanguages() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Pages").resolvingSymlinksInPath()
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    var count = 0
    for case let name as String in files where name.hasSuffix(".swift") {
      let source = String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
      for pair in PhraseSource.pairs(of: source) {
        count += 1
        let (dutch, english) = (PhraseSource.letters(pair.dutch), PhraseSource.letters(pair.english))
        #expect(dutch.isEmpty == english.isEmpty, "\(name): \(pair.dutch)")
        #expect(dutch.isEmpty || dutch != english || Self.same.contains(dutch), "\(name): \(pair.dutch)")
      }
    }
    #expect(count > 400)
  }

  /// Whatever a page says itself differs between both languages; what is the same was given to it.
  @Test func pagesSayNothingInOneLanguageOnly() throws {
    for sample in Samples().all {
      let texts = try PageLanguage.allCases.map { language in
        try MarkupParser.document(sample.page.bytes(in: Samples().frame(language, sample.role))).texts
      }
      #expect(texts[0].count == texts[1].count, "\(sample.name)")
      // Everything that comes from outside is marked, so that only words of the program are left.
      let marked = try MarkupParser.document(
        Samples(taint: "\u{2588}").pageBytes(sample.name, .dutch)
      ).texts
      for (index, text) in texts[0].enumerated() where index < marked.count && text == texts[1][index] {
        // A purpose that was shortened lost its mark.
        let isGiven = marked[index] != text || text.hasSuffix("…") || text.allSatisfy { !$0.isLetter }
        #expect(isGiven || Self.same.contains(text.trimmingCharacters(in: .whitespaces)), "\(sample.name): \(text)")
      }
    }
  }

  @Test func dutchUsesTheWordsOfTheTrade() throws {
    let text = try Samples().all.map { sample in
      try MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, sample.role))).text
    }.joined().lowercased()
    for word in [
      "regie", "betrokkenheid", "afscherming", "warme overdracht", "procesregisseur", "opvolging", "toestemming",
      "signaal",
      "jeugdige", "afspraak",
    ] { #expect(text.contains(word), "\(word)") }
  }

  @Test func everyWordOfTheDocumentsHasAPhrase() {
    let pairs: [[Phrase]] = [
      FollowUp.State.allCases.map(\.phrase), FollowUp.Reason.allCases.map(\.phrase),
      FollowUp.Outcome.allCases.map(\.phrase), Coordination.State.allCases.map(\.phrase),
      Handover.State.allCases.map(\.phrase), MatchView.Consent.allCases.map(\.phrase),
      Involvement.Manner.allCases.map(\.phrase), MatchDocument.Kind.allCases.map(\.phrase),
      WorklistDocument.Reason.allCases.map(\.phrase), StoredSignalDocument.Shielding.allCases.map(\.phrase),
      AgreementDocument.Status.allCases.map(\.phrase), LimitExceptionDocument.Status.allCases.map(\.phrase),
      StatusPeerDocument.State.allCases.map(\.phrase), PeerDocument.Status.allCases.map(\.phrase),
      Role.allCases.map(\.phrase), Notice.allCases.map(\.phrase), RecordKind.allCases.map(\.phrase),
      OrganisationDocument.Standing.allCases.map(\.phrase), ReconciliationRequest.Reason.allCases.map(\.phrase),
      ReconciliationDocument.Outcome.allCases.map(\.phrase), ReconciliationRecord.Direction.allCases.map(\.phrase),
      SubjectRequestDocument.Kind.allCases.map(\.phrase), SubjectRequestDocument.Outcome.allCases.map(\.phrase),
      LocalAPI.SubjectCapacity.allCases.map(\.phrase), StoredSignalDocument.Status.allCases.map(\.phrase),
      FieldName.allCases.compactMap(\.label), ProblemCode.allCases.map(\.nextStep),
    ]
    for phrases in pairs {
      for language in PageLanguage.allCases {
        let texts = phrases.map { $0.text(in: language) }
        #expect(texts.allSatisfy { !$0.isEmpty })
      }
    }
    // Two states that read alike could not be told apart. The next steps of problems may be the same.
    for phrases in pairs.dropLast() { #expect(Set(phrases.map { $0.text(in: .dutch) }).count == phrases.count) }
    #expect(Word<FollowUp.State>(text: "later").phrase(\.phrase).text(in: .dutch) == "later")
  }
}

extension Samples {
  fileprivate func pageBytes(_ name: String, _ language: PageLanguage) -> [UInt8] {
    all.first { $0.name == name }.map { $0.page.bytes(in: frame(language, $0.role)) } ?? []
  }
}
