import LocalAPI
import PeerProtocol

@testable import Pages

/// Pages with made-up people, for all tests. `taint` is put behind every text that comes from outside.
struct Samples {
  /// A page as its readers get it.
  struct Sample {
    var name: String
    var page: any Page
    var role: Role
  }

  var taint = ""

  /// A text from outside.
  func given(_ text: String) -> String { text + taint }

  static let now = moment("2026-11-30T08:15:00Z")
  static let today = day("2026-11-30")

  static func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(seconds: 0) }
  static func day(_ text: String) -> CalendarDate { CalendarDate(iso: text) ?? .earliest }
  static func month(_ text: String) -> YearMonth { YearMonth(iso: text) ?? YearMonth(months: 0) }

  func frame(
    _ language: PageLanguage, _ role: Role, environment: PeerEnvironment = .production, notice: Notice? = nil
  ) -> PageFrame {
    PageFrame(
      language: language, regionName: given("Noord-Holland Noord"), environment: Word(environment), role: role,
      person: given("Marieke de Wit"), token: FormToken(given("8f1c2ab4")), now: Self.now, notice: notice)
  }

  var regionNames: [String: String] {
    [
      given("noord-holland-noord"): given("Noord-Holland Noord"), given("gooi"): given("Gooi en Vechtstreek"),
      given("zaanstreek"): given("Zaanstreek-Waterland"), given("drenthe"): given("Drenthe"),
    ]
  }

  /// Every page, also in the states in which it looks different.
  var all: [Sample] {
    coordinator + officer + reviewPages + evidencePages + organisationPages + operators + figures + [
      Sample(
        name: "error",
        page: ErrorPage(
          ProblemDocument(
            status: 403, detail: given("This needs the role coordinator"), code: Word(.forbidden),
            faults: [given("reason: is missing")], roles: ["coordinator", given("keeper")])), role: .observer),
      Sample(
        name: "error-unknown", page: ErrorPage(ProblemDocument(code: Word(text: given("melted")))), role: .operator),
      Sample(name: "no-page", page: NoPagePage(), role: .index),
    ]
  }
}
