import LocalAPI
import PeerProtocol

@testable import Pages

/// Made-up requests of people.
extension Samples {
  var requests: [SubjectRequestDocument] {
    [
      SubjectRequestDocument(
        id: given("request-3"), kind: Word(.access), capacity: Word(.youth), receivedOn: Self.day("2026-11-01"),
        dueOn: Self.day("2026-11-29"), daysLeft: -1, reason: given("case 12")),
      SubjectRequestDocument(
        id: given("request-4"), kind: Word(.objection), capacity: Word(.parent), receivedOn: Self.day("2026-11-20"),
        dueOn: Self.day("2026-12-18"), daysLeft: 18, decision: given("objection-3")),
      SubjectRequestDocument(
        id: given("request-2"), kind: Word(text: given("later")), capacity: Word(text: given("aunt")),
        receivedOn: Self.day("2026-10-01"), dueOn: Self.day("2026-10-29"), outcome: Word(.answered), closedAt: Self.now),
    ]
  }

  /// About somebody of whom there is nothing.
  var emptyReport: SubjectReportDocument {
    func sentence(_ text: String) -> SubjectReportDocument.Sentence { .init(nl: given(text), en: given(text)) }
    return SubjectReportDocument(
      request: requests[0], madeAt: Self.now, region: given("nhn"), name: given("Noord-Holland Noord"),
      contact: ContactDocument(name: given("FG"), phone: nil, email: nil),
      explanation: .init(
        purpose: sentence("purpose"), ground: sentence("ground"), retention: sentence("retention"),
        recipients: sentence("recipients"), leftOut: sentence("left out"), leftOutFor: given("word"),
        rights: sentence("rights")), signals: [], matches: [], recipients: [], disclosures: [], looks: [])
  }

  var subjectReport: SubjectReportDocument {
    var report = emptyReport
    report.signals = [
      .init(
        part: Word(.youth), status: Word(.active), organisation: given("De Regenboog"), sector: given("onderwijs"),
        startedOn: Self.day("2026-03-01"), leftOn: Self.day("2026-10-01"), informedOn: Self.day("2026-03-02"),
        consent: Word(.given), objectedOn: Self.day("2026-11-01"), keptUntil: Self.day("2028-03-01")),
      .init(
        part: Word(.parent), status: Word(text: given("later")), organisation: given("Desk"),
        startedOn: Self.day("2026-03-01"), endedOn: Self.day("2026-05-01"), keptUntil: Self.day("2028-03-01")),
    ]
    report.matches = [
      .init(
        region: given("gooi"), foundOn: Self.day("2026-04-01"), open: true,
        told: [.init(organisation: given("Wijkteam"), since: Self.month("2026-02"))])
    ]
    report.recipients = [
      .init(peer: given("gooi"), firstOn: Self.day("2026-04-02"), lastOn: Self.day("2026-05-02")),
      .init(peer: given("other"), firstOn: Self.day("2026-04-02"), lastOn: Self.day("2026-04-02")),
    ]
    report.looks = [.init(on: Self.day("2026-06-02"), purpose: given("care-coordination"))]
    return report
  }
}
