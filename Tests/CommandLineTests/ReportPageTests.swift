import Cryptography
import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine

/// The pages that a region hands out: its figures, and its record of processing.
@Suite(.timeLimit(.minutes(30))) struct ReportPageTests {
  private static func count(_ measure: String, _ value: Int?, _ hidden: String? = nil) -> JSONValue {
    JSONValue(present: [
      "measure": .string(measure), "count": value.map { JSONValue($0) }, "hidden": hidden.map { .string($0) },
    ])
  }

  private static let organisation = "<script>alert(1)</script> & co"

  /// A quarter with a large count, hidden ones of both kinds, and a year before.
  private static let quarter: JSONValue = [
    "region": "nhn", "name": "Noord-Holland Noord", "period": "2026-Q4", "countedFrom": "2025-Q3",
    "targets": ["contactDays": 10, "matchedPercent": 70],
    "lines": [
      [
        "of": "region",
        "counts": [
          count("signals", 2_104), count("youths", 1_650), count("youths-with-match", 1_188),
          count("youth-matches", 97), count("family-matches", nil, "under-five"), count("contacted", nil, "withheld"),
          count("already-in-contact", 12),
        ], "matchedPercent": 72, "medianDaysToMatch": 21,
      ],
      ["of": "municipality", "id": "GM0361", "counts": [count("signals", nil, "under-five"), count("youths", 5)]],
      ["of": "municipality", "id": "GM0362", "counts": [count("signals", nil, "withheld"), count("youths", 5)]],
      ["of": "municipality", "id": "GM0363", "counts": [count("signals", 1_900)]],
      ["of": "municipality", "id": "GM0364", "counts": [count("signals", nil, "under-five")]],
      ["of": "organisation", "id": "o-1", "name": .string(organisation), "counts": [count("signals", 12)]],
      ["of": "peer", "id": "gooi", "counts": [count("youth-matches", 97)]],
    ],
    "months": [
      ["month": "2026-10", "counts": [count("signals", 737)], "before": [count("signals", 701)]],
      ["month": "2026-11", "counts": [count("signals", nil, "under-five")], "before": [count("signals", 624)]],
      [
        "month": "2026-12", "counts": [count("signals", nil, "withheld")],
        "before": [count("signals", nil, "under-five")],
      ],
    ],
    "before": ["of": "region", "counts": [count("signals", 2_010), count("youths", 1_590)], "matchedPercent": 69],
    "activeOrganisations": 139,
  ]

  private func page(_ language: TextLanguage = .nl, _ json: JSONValue = quarter) throws -> String {
    StatisticsPage(try DocumentSamples.document(json), in: language).html
  }

  /// The texts of all elements with this name and class, as they stand in the page.
  private func shapes(_ page: String, _ style: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix("<rect class=\"\(style)\"") }.map(String.init)
  }

  @Test func hiddenCountsAreShownInTheirPlace() throws {
    let page = try page()
    #expect(page.contains("<tr><th scope=\"row\">GM0361</th><td>&lt;5</td>"))
    #expect(page.contains("<tr><th scope=\"row\">GM0362</th><td>.</td>"))
    #expect(page.contains("<tr><th scope=\"row\">GM0363</th><td>1.900</td>"))
    #expect(page.contains("<dd class=\"figure\">2.104</dd><dd class=\"note\">een jaar eerder: 2.010</dd>"))
    #expect(page.contains("<td>72%</td><td>69%</td><td>minstens 70%</td>"))
    #expect(page.contains("139 organisaties gaven een signaal af."))
    #expect(page.contains("Van 1 gemeente is elk aantal verborgen.") && !page.contains("GM0364"))
    let text = StatisticsText.text(try DocumentSamples.document(Self.quarter))
    #expect(text.contains("and 1 more, of which every count is hidden") && !text.contains("GM0364"))
    #expect(text.contains("GM0361        <5") && text.contains("GM0362        ."), "\(text)")
  }

  /// A bar whose length followed the count would tell it.
  @Test func hiddenBarsAreAllTheSame() throws {
    let hidden = shapes(try page(), "hidden")
    #expect(hidden.count >= 5)
    let upright = hidden.filter { $0.contains(" height=\"10\"") }
    #expect(upright.count == 3, "\(hidden)")
    #expect(hidden.count == upright.count + hidden.count { $0.contains(" width=\"10\" height=\"16\"") }, "\(hidden)")
  }

  @Test func barsFollowTheCountsThatAreShown() throws {
    let now = try #require(shapes(try page(), "now").first { !$0.contains("height=\"12\"") })
    let before = try #require(shapes(try page(), "before").first { !$0.contains("height=\"12\"") })
    // The largest of the chart fills it; 701 of 737 do not.
    #expect(now.contains(" height=\"176\"") && before.contains(" height=\"167\""), "\(now) \(before)")
  }

  @Test func pageIsInTheLanguageThatIsAsked() throws {
    let (dutch, english) = (try page(.nl), try page(.en))
    #expect(dutch.contains("<html lang=\"nl\">") && dutch.contains("vierde kwartaal van 2026"))
    #expect(english.contains("<html lang=\"en\">") && english.contains("fourth quarter of 2026"))
    #expect(english.contains("<td>1,900</td>") && english.contains("fourth quarter of 2025"))
    #expect(!dutch.contains("a year before") && !english.contains("een jaar eerder"))
    let year = try page(.en, Self.changed("period", "2026"))
    #expect(year.contains("<h1>Noord-Holland Noord: 2026</h1>"))
  }

  @Test func pageNeedsNothingElseAndRunsNothing() throws {
    for page in [try page(), try page(.en), try register(.nl), try register(.en)] {
      for word in ["<script", "javascript", "http:", "https:", "src=", "href=", "url(", " style=", "onload", "@import"]
      {
        #expect(!page.contains(word), "\(word)")
      }
      let style = try #require(page.split(separator: "<style>").last?.split(separator: "</style>").first)
      let hash = Base64.encode(SHA256.hash(Array(style.utf8)))
      #expect(page.contains("style-src 'sha256-\(hash)'"))
      #expect(openElements(page) == [])
    }
  }

  @Test func namesStayTexts() throws {
    let page = try page()
    #expect(!page.contains(Self.organisation))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"))
    let table = StatisticsCSV.text(try DocumentSamples.document(Self.changed("name", "=1+1")))
    #expect(table.contains("2026-Q4,organisation,o-1,<script>alert(1)</script> & co,signals,12"))
    #expect(table.contains("2025-10,region,,,signals,701") && table.contains("2026-12,region,,,signals,."))
  }

  @Test func periodInWhichNothingWasCountedHasAPage() throws {
    let page = try page(.nl, Self.changed("lines", []))
    #expect(page.contains("<dd class=\"figure\">-</dd>") && openElements(page) == [])
  }

  @Test(arguments: [
    (["LANG": "nl_NL.UTF-8"], "nl"), (["LC_ALL": "en_GB", "LANG": "nl_NL"], "en"),
    (["LC_ALL": "", "LC_MESSAGES": "nl", "LANG": "C"], "nl"), (["LANG": "nld"], "en"), ([:], "en"),
    (["LANG": "NL@euro"], "nl"), (["LANG": "nl-BE"], "nl"), (["LC_ALL": "C", "LC_MESSAGES": "nl", "LANG": "nl"], "en"),
    (["SAMENLOOP_LANGUAGE": "nl", "LC_ALL": "C"], "nl"), (["SAMENLOOP_LANGUAGE": "en", "LC_ALL": "nl_NL"], "en"),
    (["SAMENLOOP_LANGUAGE": "fr", "LANG": "nl_NL"], "nl"), (["SAMENLOOP_LANGUAGE": "", "LANG": "nl"], "nl"),
  ])
  func localeChoosesTheLanguage(variables: [String: String], expected: String) {
    #expect(TextLanguage.ofEnvironment { variables[$0] }.rawValue == expected)
  }

  @Test func numbersHaveTheirThousandsApart() {
    #expect(
      [0, 999, 1_000, 63_761, 1_000_000].map(TextLanguage.nl.number) == ["0", "999", "1.000", "63.761", "1.000.000"])
    #expect(TextLanguage.en.number(321_183) == "321,183")
    #expect(
      (1...12).map(TextLanguage.nl.shortMonth).joined(separator: " ")
        == "jan feb mrt apr mei jun jul aug sep okt nov dec")
  }

  // MARK: - The record of processing

  private func register(_ language: TextLanguage) throws -> String {
    let one: JSONValue = ["nl": "Zin & zo.", "en": "Sentence & so."]
    return RegisterPage(
      try DocumentSamples.document([
        "region": "nhn", "name": "Noord-Holland Noord", "environment": "training", "madeAt": "2026-11-30T10:00:00Z",
        "contact": ["name": "Desk", "phone": "", "email": "desk@nhn.example"],
        "activities": [
          [
            "kind": "signals", "name": one, "purpose": one, "ground": one, "people": one, "data": one,
            "recipients": one, "retention": one,
          ]
        ],
        "recipients": [
          [
            "agreementId": "a", "peer": "gooi", "name": "Gooi",
            "privacyOfficer": ["name": "B. Smit", "email": "fg@gooi.example"],
            "status": "concluded", "inForce": true, "purpose": "Find <each other>", "legalBasis": "Jeugdwet",
            "kinds": ["youth", "guardian"], "contactRelease": "approval", "history": true, "silenceDays": 90,
            "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2028-01-01T00:00:00Z",
          ],
          [
            "agreementId": "b", "peer": "drenthe", "status": "revoked", "inForce": false, "purpose": "P",
            "legalBasis": "L", "kinds": ["youth"], "contactRelease": "automatic", "history": false, "silenceDays": 90,
            "validFrom": "2025-01-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z",
            "closedAt": "2025-06-02T00:00:00Z",
          ],
        ],
        "transfers": one, "measures": [one], "missing": ["privacyOfficer"],
      ]), in: language
    ).html
  }

  @Test func recordOfProcessingHasEachAgreementAndWhatIsMissing() throws {
    let (dutch, english) = (try register(.nl), try register(.en))
    #expect(dutch.contains("<td>staat niet in node.json</td>") && english.contains("<td>is not in node.json</td>"))
    #expect(english.contains("Gooi, B. Smit, fg@gooi.example") && english.contains("Find &lt;each other&gt;"))
    #expect(english.contains("youths, guardians, contact details on release, also what ended"))
    #expect(english.contains("2026-01-01 – 2028-01-01") && english.contains("in force"))
    #expect(dutch.contains("gewist op 2025-06-02") && dutch.contains("Zin &amp; zo.") && !dutch.contains("Sentence"))
    #expect(dutch.contains("oefenomgeving"))
  }

  // MARK: - Helpers

  private static func changed(_ member: String, _ value: JSONValue) -> JSONValue {
    .object((quarter.objectValue ?? [:]).merging([member: value]) { $1 })
  }

  /// The elements that are left open, or closed where another one is open.
  private func openElements(_ page: String) -> [String] {
    var open: [String] = []
    for part in page.split(separator: "<").dropFirst(1) {
      let tag = part.prefix { $0 != ">" }
      let name = String(tag.prefix { $0 != " " && $0 != "/" || $0 == "/" && tag.first == "/" })
      if name.hasPrefix("/") {
        guard open.last == String(name.dropFirst()) else { return open + [name] }
        open.removeLast()
      } else if !tag.hasSuffix("/"), name != "meta" {
        open.append(name)
      }
    }
    return open
  }
}
