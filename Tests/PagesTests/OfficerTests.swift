import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct OfficerTests {
  private func verdict(_ change: (inout OfficerScreen) -> Void) -> OfficerVerdict {
    var screen = Samples().quietScreen
    change(&screen)
    return OfficerVerdict(screen, now: Samples.now)
  }

  @Test func quietScreenIsInOrder() {
    let verdict = verdict { _ in }
    #expect(verdict.level == .good && verdict.sentences.count == 1)
    #expect(
      verdict.sentences[0].text(in: .english)
        == "Exchange with 3 regions follows the agreements. Nothing waits for you.")
  }

  @Test func disagreementAndAlarmAreTrouble() {
    #expect(verdict { $0.comparisons[0].last?.agreed = false }.level == .trouble)
    #expect(verdict { $0.tasks = [OfficerTask(.alarm(code: "split-view", peer: "gooi"))] }.level == .trouble)
    #expect(verdict { $0.tasks = [OfficerTask(.review(id: "r"), due: Samples.day("2026-11-29"))] }.level == .trouble)
  }

  @Test func whatWaitsIsAttention() {
    #expect(verdict { $0.tasks = [OfficerTask(.review(id: "r"), due: Samples.today)] }.level == .attention)
    #expect(verdict { $0.comparisons[0].last = nil }.level == .attention)
    #expect(verdict { $0.witnessedAt = nil }.level == .attention)
    #expect(verdict { $0.witnessedAt = Samples.now.adding(seconds: -86_400) }.level == .good)
    #expect(verdict { $0.witnessedAt = Samples.now.adding(seconds: -86_401) }.level == .attention)
  }

  @Test func worstThingIsSaidFirst() {
    let verdict = OfficerVerdict(Samples().officerScreen, now: Samples.now)
    #expect(verdict.level == .trouble)
    #expect(
      verdict.sentences[0].text(in: .dutch)
        == "Wij en Zaanstreek-Waterland zijn het niet eens over wat is uitgewisseld.")
    #expect(verdict.sentences.last?.text(in: .dutch) == "8 zaken wachten op u.")
  }

  @Test func tasksComeFromDocuments() throws {
    let samples = Samples()
    let alarm = AlarmDocument(code: "limit-exceeded", count: 1, lastAt: Samples.now)
    var status = samples.status(peers: [], isBroken: false)
    status.alarms = [alarm]
    status.legalGround = .init(validUntil: Samples.moment("2026-12-31T22:00:00Z"), state: Word(.endsSoon), days: 31)
    status.reviews = ReviewsDocument(
      share: 5, every: Word(.month),
      next: .init(
        id: "2026-10", from: Samples.day("2026-10-01"), to: Samples.day("2026-11-01"),
        overdueOn: Samples.day("2026-12-01"), stage: Word(.due)))
    let decisions = DecisionsDocument(decisions: [
      .init(
        id: "death-1", kind: Word(.death), standing: Word(.reported), since: Samples.today, signals: [],
        formerSignals: [], erasesOn: Samples.day("2026-12-03"), next: "", otherwise: ""),
      .init(
        id: "objection-1", kind: Word(.objection), standing: Word(.lodged), since: Samples.today, signals: [],
        formerSignals: [], next: "", otherwise: ""),
    ])
    var approved = samples.agreement("c", "gooi", inForce: false, until: "2028-01-01T00:00:00Z")
    approved.approvals.append(ApprovalDocument(role: Word(.privacyOfficer), name: "N", at: Samples.now))
    approved.limitExceptions = []
    let tasks = OfficerTask.tasks(
      status: status, decisions: decisions,
      agreements: [
        samples.agreement("a", "gooi", inForce: true, until: "2026-12-15T00:00:00Z"),
        samples.agreement("b", "drenthe", inForce: false, until: "2028-01-01T00:00:00Z"), approved,
      ], today: Samples.today)
    let exception = OfficerTask(.exception(id: "exception-1", agreement: "a", peer: "gooi"))
    #expect(
      tasks.map(\.kind).prefix(5) == [
        .alarm(code: "limit-exceeded", peer: nil), .review(id: "2026-10"), .death(id: "death-1"),
        .agreementEnds(id: "a", peer: "gooi"), .legalGround,
      ])
    #expect(tasks.contains(exception) && tasks.contains(OfficerTask(.agreement(id: "b", peer: "drenthe"))))
    #expect(tasks.contains(OfficerTask(.objection(id: "objection-1"))))
    #expect(tasks.contains { $0.kind == .credential(id: "c", name: "Noor Jansen") })
    // What the officer approved already does not wait for them.
    #expect(!tasks.contains { $0.kind == .agreement(id: "c", peer: "gooi") })
    // The last day on which a review is in time is the one before it is overdue.
    #expect(tasks.first { $0.kind == .review(id: "2026-10") }?.due == Samples.day("2026-11-30"))
  }

  @Test func screenIsFilledFromDocuments() {
    let samples = Samples()
    var status = samples.status(
      peers: [
        StatusPeerDocument(
          region: "gooi", state: Word(.inStep), pending: 0, unconfirmedWithdrawals: 0, reason: "", next: "",
          received: 7, sent: 9, openMatches: 2, limits: [], alarms: [])
      ], isBroken: false)
    let month = Samples.month("2026-11")
    status.disclosures = [
      .init(month: month, peer: "gooi", kind: Word(.youth), views: 3),
      .init(month: month, peer: "gooi", kind: Word(.family), views: 1),
      .init(month: month, peer: "drenthe", kind: Word(.youth), views: 5),
    ]
    let since = Samples.moment("2026-11-20T00:00:00Z")
    let screen = OfficerScreen(
      status: status, peers: PeersDocument(peers: []),
      agreements: AgreementsDocument(agreements: [
        samples.agreement("a", "gooi", inForce: true, until: "2028-01-01T00:00:00Z")
      ]), decisions: DecisionsDocument(decisions: []),
      withdrawals: WithdrawalsDocument(
        withdrawals: [
          .init(peer: "gooi", agreement: "a", kind: "youth", unconfirmed: 2, oldestSince: Samples.now, ageSeconds: 0),
          .init(peer: "gooi", agreement: "a", kind: "guardian", unconfirmed: 3, oldestSince: since, ageSeconds: 9),
        ], endings: []), comparisons: [], looks: [], requests: [], today: Samples.today)
    #expect(
      screen.exchanges == [
        .init(peer: "gooi", entriesSent: 9, entriesReceived: 7, contactsSent: 4, contactsReceived: nil, openMatches: 2)
      ])
    #expect(
      screen.erasure == .init(due: 0, done: nil, unconfirmed: 5, waiting: [.init(peer: "gooi", count: 5, since: since)])
    )
    // Under an agreement in force that nobody ever compared, the screen says so.
    #expect(screen.comparisons == [.init(peer: "gooi", last: nil)])
  }

  @Test func everyNumberLeadsToItsRecordsWithCSVBesideIt() throws {
    let root = try MarkupParser.document(
      OfficerPage(Samples().officerScreen).bytes(in: Samples().frame(.dutch, .privacyOfficer)))
    for section in root.all where section.tag == "section" {
      let numbers = section.all.filter { ["td", "dd"].contains($0.tag) && $0.text.first?.isNumber ?? false }
      for cell in numbers where !cell.all.contains(where: { $0.tag == "time" }) && !cell.text.contains("dagen") {
        let links = cell.all.compactMap { $0["href"] }
        #expect(links.count == 1 && links.allSatisfy { $0.hasPrefix("/pages/records/") }, "\(cell.text)")
      }
      let hasTable = section.all.contains { $0.tag == "table" }
      #expect(!hasTable || section.all.contains { $0["href"]?.contains(".csv") ?? false })
    }
    #expect(root.all.count { $0.tag == "section" } == 6)
    let links = root.all.compactMap { $0["href"] }
    let files = Set(links.filter { $0.hasSuffix(".csv") })
    // Alarms and reviews are what to do, whose own list is a file.
    for link in links where link.hasPrefix("/pages/records/") && !link.contains(".csv") {
      let path = String(link.prefix { $0 != "?" })
      #expect(["alarms", "reviews"].contains { path.hasSuffix($0) } || files.contains(path + ".csv"), "\(link)")
    }
    #expect(files.contains("/pages/records/tasks.csv"))
  }

  @Test func searchedNumberNeverStandsInAPage() throws {
    let root = try MarkupParser.document(
      SearchPage().bytes(in: Samples().frame(.dutch, .privacyOfficer)))
    let field = try #require(root.all.first { $0["name"] == "identity" })
    #expect(field["value"] == nil && field["autocomplete"] == "off")
    let form = try #require(root.all.first { $0.tag == "form" })
    #expect(form["method"] == "post" && form.all.contains { $0["name"] == "reason" })
  }

  @Test func termsStandBeforeTheButtonThatApproves() throws {
    func texts(_ page: any Page) throws -> [String] {
      try MarkupParser.document(page.bytes(in: Samples().frame(.dutch, .privacyOfficer))).texts
    }
    for name in ["agreement", "exception"] {
      let page = try #require(Samples().officer.first { $0.name == name }?.page)
      let all = try texts(page)
      let terms = try #require(all.firstIndex(of: "Voorwaarden"))
      let button = try #require(all.firstIndex { $0.hasPrefix("Keur deze") })
      #expect(terms < button, "\(name)")
    }
    // Without terms nobody can approve.
    let bare = try #require(Samples().officer.first { $0.name == "agreement-bare" }?.page)
    #expect(try !texts(bare).contains { $0.hasPrefix("Keur deze") })
  }

  @Test func eachDecisionGoesToAnAddressOfItsOwn() throws {
    let bytes = Samples().decisionsPage.bytes(in: Samples().frame(.dutch, .privacyOfficer))
    let actions = try MarkupParser.document(bytes).all.compactMap { $0["action"] }
    #expect(
      actions == [
        "/pages/decisions/death-3/death-confirmed", "/pages/decisions/death-3/death-refused",
        "/pages/decisions/objection-3/upheld", "/pages/decisions/objection-3/rejected",
        "/pages/credentials/0f3a/approval", "/pages/credentials/0f3a/rejection",
      ])
  }

  @Test func nobodyDecidesOnAKindThatHasNoWords() throws {
    var page = Samples().decisionsPage
    page.decisions = page.decisions.prefix(1).map { decision in
      var later = decision
      later.kind = Word(text: "later")
      return later
    }
    let bytes = page.bytes(in: Samples().frame(.dutch, .privacyOfficer))
    let actions = try MarkupParser.document(bytes).all.compactMap { $0["action"] }
    #expect(actions.count == 2 && actions.allSatisfy { $0.hasPrefix("/pages/credentials/") })
  }

  @Test func onlyAnOfficerDecidesOnAnException() throws {
    let page = try #require(Samples().officer.first { $0.name == "exception" }?.page)
    let root = try MarkupParser.document(page.bytes(in: Samples().frame(.dutch, .operator)))
    #expect(!root.all.contains { $0.tag == "form" })
  }

  @Test func recordsAsCSVRunNothingInASpreadsheet() {
    let text = String(decoding: Samples().recordTable.csv(in: .english), as: UTF8.self)
    #expect(
      text == """
        \u{FEFF}Month,Region,Number,Last time,Status,Approved by\r
        2026-11-03,"Gooi, en ""Vechtstreek""\",1204,2026-11-30T08:15:00Z,In force,48213\r
        2026-11-04,'=HYPERLINK(1),-3,,,\r

        """)
    func field(_ text: String) -> String {
      let table = RecordTable(columns: [.init(.number)], rows: [[.text(text)]])
      return String(decoding: table.csv(in: .dutch), as: UTF8.self).split(separator: "\r\n", maxSplits: 1).last.map(
        String.init) ?? ""
    }
    #expect(
      field("+31 35") == "+31 35\r\n" && field("@a") == "'@a\r\n" && field("-a") == "'-a\r\n"
        && field("+a") == "'+a\r\n")
    #expect(field("a\r\nb") == "\"a\r\nb\"\r\n" && field("\t=1") == "'\t=1\r\n")
  }

  @Test func everyAlarmOfTheNodeHasWords() {
    #expect(AlarmWords.codes.count >= 21)
    for code in AlarmWords.codes {
      let words = AlarmWords.words(code)
      for language in PageLanguage.allCases { #expect(!(words?.remedy.text(in: language).isEmpty ?? true), "\(code)") }
    }
    #expect(AlarmWords.words("unheard-of") == nil)
  }
}

/// A form that was refused.
@Suite(.timeLimit(.minutes(30))) struct FormRefusalTests {
  private func page(_ problem: ProblemDocument) throws -> MarkupElement {
    var frame = Samples().frame(.english, .privacyOfficer)
    frame.refusal = problem
    let root = try MarkupParser.document(SearchPage().bytes(in: frame))
    #expect(MarkupRules.faults(of: root).isEmpty)
    return root
  }

  @Test func faultNamesTheFieldAsTheFormDoes() throws {
    let root = try page(
      ProblemDocument(status: 400, code: Word(.malformed), faults: ["identity: is not one", "<b>: odd"]))
    let alert = try #require(root.all.first { $0["role"] == "alert" })
    #expect(alert.text.contains("Citizen service number or aliens number:"))
    #expect(alert.text.contains("<b>: odd") && alert.all.contains { $0["lang"] == "en" })
  }

  @Test func refusalWithoutFaultsSaysWhatTheNodeSays() throws {
    let root = try page(ProblemDocument(status: 409, detail: "It was decided", code: Word(.conflict)))
    let alert = try #require(root.all.first { $0["role"] == "alert" })
    #expect(alert.text.contains("It was decided"))
  }

  @Test func everyFieldThatPeopleFillInHasItsName() {
    let hidden: Set<FieldName> = [
      .token, .shown, .agree, .assignee, .from, .municipality, .organisation, .sector, .overdue, .mine, .after, .period,
    ]
    for name in FieldName.allCases { #expect((name.label == nil) == hidden.contains(name), "\(name)") }
  }
}
