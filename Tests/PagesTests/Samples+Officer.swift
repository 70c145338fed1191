import LocalAPI
import PeerProtocol

@testable import Pages

extension Samples {
  func agreement(_ id: String, _ peer: String, inForce: Bool, until: String) -> AgreementDocument {
    AgreementDocument(
      agreementId: given(id), peer: given(peer), status: Word(inForce ? .concluded : .received), inForce: inForce,
      kinds: ["youth", "guardian"], validFrom: Self.moment("2026-01-01T00:00:00Z"), validUntil: Self.moment(until),
      contactRelease: Word(.approval),
      approvals: [
        ApprovalDocument(role: Word(.operator), name: given("Joost Smit"), at: Self.moment("2026-11-27T13:00:00Z"))
      ], nextStep: given("samenloop agreement approve"),
      terms: AgreementTermsDocument(
        purpose: given(
          "Professionals vroeg met elkaar in contact brengen als een jeugdige verhuist tussen beide regio’s"),
        legalBasis: given("Jeugdwet, artikel 7.1.4.1; AVG artikel 6, eerste lid, onder e"),
        kinds: ["youth", "guardian"],
        limits: [
          given("noord-holland-noord"): .init(active: 10_000, perDay: 800, perYear: 20_000),
          given("gooi"): .init(active: 6_500, perDay: 500, perYear: 13_000),
        ], contactRelease: Word(.approval), history: true, followUpDays: 14, silenceDays: 90,
        validFrom: Self.moment("2026-01-01T00:00:00Z"), validUntil: Self.moment(until), replaces: given("earlier"),
        framework: given("Landelijk kader"), parties: [given("gooi"), given("noord-holland-noord")],
        environment: Word(.production)),
      limitExceptions: [exception])
  }

  var exception: LimitExceptionDocument {
    LimitExceptionDocument(
      documentId: given("exception-1"), agreementId: given("agreement-1"), region: given("gooi"), additions: 2_800,
      used: 0, from: Self.moment("2026-12-01T00:00:00Z"), until: Self.moment("2026-12-15T00:00:00Z"),
      reason: given("Een organisatie voert haar signalen opnieuw in"), status: Word(.received), inForce: false,
      approvals: [], declined: given("later"), nextStep: given("approve"))
  }

  var officerScreen: OfficerScreen {
    let peers = ["gooi", "zaanstreek", "drenthe"].map(given)
    return OfficerScreen(
      regionNames: regionNames, witnessedAt: Self.moment("2026-11-30T06:02:00Z"), witnesses: 3,
      tasks: OfficerTask.sorted(
        [
          OfficerTask(.accessRequest(id: given("2026-114")), due: Self.day("2026-12-09")),
          OfficerTask(.agreement(id: given("agreement-2"), peer: given("drenthe"))),
          OfficerTask(.exception(id: given("exception-1"), agreement: given("agreement-1"), peer: given("gooi"))),
          OfficerTask(.review(id: given("2026-10")), due: Self.day("2026-11-28")),
          OfficerTask(.alarm(code: "limit-exceeded", peer: given("zaanstreek"))),
          OfficerTask(.alarm(code: given("new-alarm"), peer: nil)),
          OfficerTask(.death(id: given("death-3")), due: Self.day("2026-12-01")),
          OfficerTask(.objection(id: given("objection-3"))), OfficerTask(.legalGround, due: Self.day("2026-12-31")),
          OfficerTask(.credential(id: given("c"), name: given("Noor Jansen"))),
          OfficerTask(.agreementEnds(id: given("agreement-1"), peer: given("gooi")), due: Self.day("2026-12-31")),
        ], Self.today),
      exchanges: zip(peers, [6_812, 6_790, 0]).map { peer, sent in
        .init(
          peer: peer, entriesSent: sent, entriesReceived: sent / 2, contactsSent: sent / 200,
          contactsReceived: sent == 0 ? nil : sent / 210, openMatches: sent / 300)
      },
      comparisons: [
        .init(peer: peers[0], last: .init(at: Self.moment("2026-11-28T09:00:00Z"), agreed: true, different: 0)),
        .init(peer: peers[1], last: .init(at: Self.moment("2026-11-28T09:00:00Z"), agreed: false, different: 2)),
        .init(peer: peers[2], last: nil),
      ],
      agreements: [
        agreement("agreement-1", "gooi", inForce: true, until: "2027-01-01T00:00:00Z"),
        agreement("agreement-3", "zaanstreek", inForce: true, until: "2028-01-01T00:00:00Z"),
        agreement("agreement-2", "drenthe", inForce: false, until: "2028-01-01T00:00:00Z"),
      ],
      erasure: .init(
        due: 3, done: 1_204, unconfirmed: 12,
        waiting: [.init(peer: peers[1], count: 12, since: Self.moment("2026-11-27T12:00:00Z"))]),
      looks: [
        .init(
          person: given("Marieke de Wit"), role: Word(.coordinator), count: 148,
          lastAt: Self.moment("2026-11-27T15:00:00Z")),
        .init(
          person: given("Sjoerd Bakker"), role: Word(.coordinator), count: 61,
          lastAt: Self.moment("2026-11-26T15:00:00Z")),
        .init(
          person: given("Verwijsindex"), role: Word(text: given("robot")), count: 12,
          lastAt: Self.moment("2026-11-25T15:00:00Z")),
      ])
  }

  /// A screen with more regions than fit.
  var fullScreen: OfficerScreen {
    var screen = officerScreen
    let more = (1...4).map { given("region-\($0)") }
    screen.exchanges += more.map {
      .init(
        peer: $0, entriesSent: 63_761, entriesReceived: 321_183, contactsSent: 1_204, contactsReceived: 1_190,
        openMatches: 1)
    }
    screen.comparisons += more.map { .init(peer: $0, last: nil) }
    screen.agreements += more.map { agreement($0, $0, inForce: true, until: "2028-01-01T00:00:00Z") }
    screen.erasure.waiting += more.map { .init(peer: $0, count: 3, since: Self.moment("2026-08-27T12:00:00Z")) }
    screen.looks =
      (screen.looks ?? [])
      + (1...4).map {
        .init(person: given("Persoon \($0)"), role: Word(.privacyOfficer), count: $0, lastAt: Self.now)
      }
    return screen
  }

  /// A screen on which nothing waits.
  var quietScreen: OfficerScreen {
    var screen = officerScreen
    screen.tasks = []
    screen.comparisons = screen.exchanges.map { one in
      .init(peer: one.peer, last: .init(at: Self.moment("2026-11-28T09:00:00Z"), agreed: true, different: 0))
    }
    screen.erasure = .init(due: 0, done: nil, unconfirmed: 0, waiting: [])
    return screen
  }

  var officer: [Sample] {
    var unwitnessed = quietScreen
    unwitnessed.witnessedAt = nil
    unwitnessed.witnesses = 0
    var uncounted = quietScreen
    uncounted.looks = nil
    for place in uncounted.exchanges.indices { uncounted.exchanges[place].contactsReceived = nil }
    var bare = agreement("agreement-4", "gooi", inForce: false, until: "2028-01-01T00:00:00Z")
    bare.terms = nil
    let waiting = agreement("agreement-2", "drenthe", inForce: false, until: "2028-01-01T00:00:00Z")
    let held = agreement("agreement-1", "gooi", inForce: true, until: "2027-01-01T00:00:00Z")
    func page(_ agreement: AgreementDocument) -> AgreementPage {
      AgreementPage(
        agreement: agreement, ownRegion: given("noord-holland-noord"), regionNames: regionNames,
        isApprovedByReader: false)
    }
    let pages: [(String, any Page)] = [
      ("officer", OfficerPage(officerScreen)), ("officer-quiet", OfficerPage(quietScreen)),
      ("officer-full", OfficerPage(fullScreen)),
      ("officer-unwitnessed", OfficerPage(unwitnessed)), ("officer-uncounted", OfficerPage(uncounted)),
      ("agreement", page(waiting)),
      ("agreement-in-force", page(held)), ("agreement-bare", page(bare)),
      ("agreements", AgreementsPage(agreements: [waiting, held], regionNames: regionNames)),
      ("agreements-empty", AgreementsPage(agreements: [], regionNames: [:])),
      (
        "exception",
        ExceptionPage(exception: exception, agreement: held, regionNames: regionNames, isApprovedByReader: false)
      ), ("search", SearchPage()),
      ("search-found", SearchPage(found: subjectReport, regionNames: regionNames)),
      ("search-nothing", SearchPage(found: emptyReport)),
      ("requests", RequestsPage(requests: requests)), ("requests-empty", RequestsPage(requests: [])),
      ("tasks", TasksPage(tasks: officerScreen.tasks, regionNames: regionNames)),
      ("tasks-empty", TasksPage(tasks: [], regionNames: [:])),
      (
        "records",
        RecordsPage(
          .sentContacts, peer: given("gooi"), peerName: given("Gooi"), table: recordTable, nextPage: given("cursor"),
          section: .overview)
      ),
      ("records-empty", RecordsPage(.looks, table: RecordTable(columns: [], rows: []), section: .overview)),
      ("decisions", decisionsPage), ("decisions-empty", DecisionsPage(decisions: [], proposals: [])),
      ("confirm-objection", ConfirmationPage(.erase(decision: given("objection-3"), kind: .objection))),
      ("confirm-death", ConfirmationPage(.erase(decision: given("death-3"), kind: .death))),
      ("confirm-revoke", ConfirmationPage(.revokeAgreement(id: given("agreement-1"), peer: given("Gooi")))),
      (
        "confirm-exception",
        ConfirmationPage(
          .rejectException(id: given("exception-1"), agreement: given("agreement-2"), peer: given("Drenthe")))
      ),
      ("confirm-credential", ConfirmationPage(.declineCredential(id: given("ab12"), name: given("F. de Wit")))),
      ("confirm-reject", ConfirmationPage(.rejectAgreement(id: given("agreement-2"), peer: given("Drenthe")))),
    ]
    return pages.map { Sample(name: $0.0, page: $0.1, role: .privacyOfficer) }
  }

  var decisionsPage: DecisionsPage {
    let word = ApprovalDocument(role: Word(.index), name: given("Verwijsindex"), at: Self.now)
    return DecisionsPage(
      decisions: [
        .init(
          id: given("death-3"), kind: Word(.death), standing: Word(.reported), since: Self.day("2026-11-28"),
          signals: [given("48213")], formerSignals: [], reportedBy: [given("48100")],
          erasesOn: Self.day("2026-12-01"), next: given("confirm"), otherwise: given("refuse")),
        .init(
          id: given("objection-3"), kind: Word(.objection), standing: Word(.awaitsSecondPerson),
          since: Self.day("2026-11-20"), signals: [given("48214")], formerSignals: [], firstWord: word,
          next: given("uphold"), otherwise: given("reject")),
      ],
      proposals: [
        .init(
          id: given("0f3a"), name: given("Noor Jansen"), validUntil: Self.moment("2027-12-01T00:00:00Z"),
          approvals: [word], alarms: 1, countsAt: Self.moment("2026-12-05T00:00:00Z"), next: given("approve"))
      ])
  }

  var recordTable: RecordTable {
    RecordTable(
      columns: [
        .init(.month), .init(.region), .init(.number, isNumber: true), .init(.lastLook), .init(.status),
        .init(.approvedBy),
      ],
      rows: [
        [
          .day(Self.day("2026-11-03")), .text(given("Gooi, en \"Vechtstreek\"")), .number(1_204), .moment(Self.now),
          .phrase(.inForce), .link(given("48213"), .match(given("match-a"))),
        ],
        [.day(Self.day("2026-11-04")), .text(given("=HYPERLINK(1)")), .number(-3), .nothing, .nothing, .nothing],
      ])
  }
}
