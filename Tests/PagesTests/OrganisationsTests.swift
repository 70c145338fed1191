import LocalAPI
import PeerProtocol
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct OrganisationsTests {
  private func root(_ page: any Page, _ role: Role = .privacyOfficer) throws -> MarkupElement {
    try MarkupParser.document(page.bytes(in: Samples().frame(.english, role)))
  }

  @Test func flaggedOrganisationsStandFirst() {
    let lines = OrganisationLine.lines(
      of: Samples().organisations(3, counts: true), silentSince: ["org-1002": Samples.today])
    #expect(lines.map(\.id) == ["org-1001", "org-x", "org-1002", "org-1003"])
    #expect(lines.map(\.flag) == [.counted(1_204), .counted(2), nil, nil])
    #expect(lines.map { $0.registered != nil } == [true, false, true, true])
    #expect(lines.map(\.silentSince) == [nil, nil, Samples.today, nil])
  }

  @Test func tableSaysWhatTheProfileLacks() {
    let lines = OrganisationLine.lines(of: Samples().organisations(2, counts: false), silentSince: [:])
    let csv = String(decoding: OrganisationLine.table(of: lines).csv(in: .english), as: UTF8.self)
    let rows = csv.split(separator: "\r\n").map(String.init)
    #expect(rows.count == 4)
    #expect(
      rows[1]
        == "org-1001,Jeugdteam 1,neighbourhood team,GM0361 GM0400,post@team.example,2026-01-01,2026-06-01,Ended,"
        + "\"Missing: municipalities, mailbox, later\",,yes")
    #expect(rows[3].hasSuffix(",Takes part,Complete,,") && rows[2].hasPrefix("org-x,Onbekend,,,,,,Not in the register"))
  }

  /// Every line is on exactly one page, forwards and backwards.
  @Test func pagesHoldEveryLineOnce() throws {
    let document = Samples().organisations(250, counts: true)
    let lines = OrganisationLine.lines(of: document, silentSince: [:])
    var (after, seen, pages): (String?, [String], Int) = (nil, [], 0)
    var formers: [String?] = []
    repeat {
      let page = OrganisationsPage(policy: document.policy, lines: lines, after: after)
      let root = try root(page)
      seen += root.all.filter { $0.tag == "th" && $0["scope"] == "row" }.map(\.text)
      let links = root.all.first { $0.tag == "nav" && $0["class"] == "pages" }?.all.compactMap { $0["href"] } ?? []
      let next = links.count == 2 || pages == 0 ? links.last : nil
      if pages > 0 { formers.append(links.first) }
      after = next.flatMap { $0.split(separator: "=").last.map(String.init) }
      pages += 1
    } while after != nil && pages < 5
    #expect(seen == lines.map(\.id) && pages == 3)
    #expect(formers == ["/pages/organisations", "/pages/organisations?after=\(lines[99].id)"])
  }

  @Test func keeperIsToldThatThereAreSignalsAndNotHowMany() throws {
    let samples = Samples()
    let keeper = try root(samples.organisationsPage(samples.organisations(3, counts: false)), .agreementKeeper)
    let officer = try root(samples.organisationsPage(samples.organisations(3, counts: true)))
    #expect(keeper.text.contains("There are signals of 2 organisations that do not take part."))
    #expect(!keeper.text.contains("1,204") && officer.text.contains("1,206 signals of 2 organisations"))
  }

  @Test func professionalOfAFlaggedOrganisationIsMarked() throws {
    let samples = Samples()
    var signal = samples.signal("1", "School", "onderwijs", "A. Visser")
    signal.organisationStanding = Word(.unknown)
    let marked = WorklistLine(
      .init(reasons: [Word(.noContact)], match: samples.match("m")), own: [signal], peerName: "Gooi")
    #expect(try root(samples.worklist([marked]), .coordinator).text.contains("Organisation: Not in the register"))
    signal.organisationStanding = nil
    let plain = WorklistLine(
      .init(reasons: [Word(.noContact)], match: samples.match("m")), own: [signal], peerName: "Gooi")
    #expect(try !root(samples.worklist([plain]), .coordinator).text.contains("Not in the register"))
  }

  @Test func flaggedSignalsWaitForTheOfficer() {
    var status = Samples().status(peers: [], isBroken: false)
    status.flagged = 3
    let tasks = OfficerTask.tasks(
      status: status, decisions: DecisionsDocument(decisions: []), agreements: [], today: Samples.today)
    let task = OfficerTask(.flaggedSignals(3))
    #expect(tasks.contains(task) && task.link == .organisations && task.level(on: Samples.today) == .attention)
  }

  // MARK: - Forms of the officer

  @Test func confirmationSendsBackWhatWasAsked() throws {
    let form = try #require(
      try root(
        ConfirmationPage(
          .compareLogs(
            .init(
              agreement: "a", peer: "Gooi", firstDay: Samples.day("2026-11-01"), lastDay: Samples.day("2026-11-30"),
              reason: .audit)))
      ).all.first { $0.tag == "form" })
    let fields = Dictionary(
      form.all.filter { $0["type"] == "hidden" }.map { ($0["name"] ?? "", $0["value"] ?? "") }
    ) { first, _ in first }
    #expect(form["action"] == "/pages/comparison")
    #expect(
      fields.filter { $0.key != "token" } == [
        "confirmed": "yes", "agreement": "a", "firstDay": "2026-11-01", "lastDay": "2026-11-30", "reason": "audit",
      ])
  }

  @Test func numberOfAnErasureIsTypedOnTheLastPageOnly() throws {
    let first = try root(ErasurePage())
    #expect(!first.all.contains { $0["name"] == "identity" || $0["name"] == "confirmed" })
    let second = try root(ErasurePage(.init(capacity: "parent", reason: "case 12", receivedOn: "2026-11-02")))
    let field = try #require(second.all.first { $0["name"] == "identity" })
    #expect(field["value"] == nil && field["autocomplete"] == "off")
    let hidden = second.all.filter { $0["type"] == "hidden" }.compactMap { $0["value"] }
    #expect(hidden.contains("parent") && hidden.contains("case 12") && hidden.contains("2026-11-02"))
  }

  @Test func onlyAgreementsWithAnExchangeAreCompared() {
    let held = Samples().agreement("a", "gooi", inForce: true, until: "2027-01-01T00:00:00Z")
    let waiting = Samples().agreement("b", "gooi", inForce: false, until: "2027-01-01T00:00:00Z")
    #expect(
      ComparisonPage(agreements: [waiting, held], regionNames: [:]).agreements.map(\.agreementId) == ["a"])
  }
}
