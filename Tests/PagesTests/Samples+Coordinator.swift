import LocalAPI
import PeerProtocol

@testable import Pages

extension Samples {
  func involvement(_ organisation: String, _ sector: String, _ contact: String, _ phone: String) -> InvolvementDocument
  {
    InvolvementDocument(
      organisation: .init(id: given("org-1"), name: given(organisation), sector: given(sector)),
      contact: ContactDocument(
        name: given(contact), phone: given(phone), email: given("post") + "@voorbeeld.example"),
      since: Self.month("2026-03"), involvement: Word(.direct), temporary: false)
  }

  func signal(
    _ id: String, _ organisation: String, _ sector: String, _ contact: String,
    shielding: StoredSignalDocument.Shielding = .none
  )
    -> StoredSignalDocument
  {
    StoredSignalDocument(
      id: given(id), status: Word(.active), inFeed: true, organisationId: given("org-2"),
      organisation: given(organisation), sector: given(sector), contactName: given(contact),
      contactPhone: given("072 - 555 01 23"), contactEmail: given("team") + "@voorbeeld.example",
      municipality: given("GM0361"), shielding: Word(shielding), involvement: Word(.indirect),
      startedOn: Self.day("2026-02-11"), termEndsOn: Self.day("2028-02-11"), informedOn: Self.day("2026-02-12"),
      disclosedTo: [.init(peer: given("gooi"), firstOn: Self.day("2026-11-03"), lastOn: Self.day("2026-11-21"))])
  }

  func match(_ id: String, kind: MatchDocument.Kind = .youth, at: String = "2026-11-03T10:20:00Z") -> MatchDocument {
    MatchDocument(
      matchId: given(id), kind: Word(kind), scope: Word(.across), peer: given("gooi"), status: Word(.open), new: true,
      signals: [given("48213")],
      involvements: [involvement("Jeugdteam Hilversum", "wijkteam", "Youssef el Idrissi", "+31 35 555 01 99")],
      own: MatchSideDocument(), theirs: MatchSideDocument(), detectedAt: Self.moment(at))
  }

  var colleagues: [Colleague] {
    ["Marieke de Wit", "Sjoerd Bakker"].map { Colleague(id: given($0), name: given($0)) }
  }

  var worklistLines: [WorklistLine] {
    var proposed = match("match-b", at: "2026-11-24T09:00:00Z")
    proposed.theirs.coordination = .init(
      state: Word(.proposed), at: Self.moment("2026-11-25T09:00:00Z"), holder: given("gooi"))
    proposed.signals = [given("48214")]
    var within = match("match-c", at: "2026-11-29T22:30:00Z")
    within.scope = Word(.within)
    var empty = match("match-d", kind: .family, at: "2026-11-30T07:00:00Z")
    empty.involvements = []
    var assigned = match("match-a")
    assigned.assignee = colleagues[1].id
    let school = signal("48213", "Basisschool De Regenboog", "onderwijs", "Anneke Visser")
    let health = signal("48214", "GGD Hollands Noorden", "jeugdgezondheidszorg", "Fatima Yilmaz", shielding: .desk)
    return [
      WorklistLine(
        .init(
          reasons: [Word(.noContact), Word(.overdue)], match: assigned, due: Self.moment("2026-11-17T10:20:00Z"),
          related: [given("match-b")]), own: [school], peerName: given("Gooi en Vechtstreek")),
      WorklistLine(
        .init(
          reasons: [Word(.nobodyLeads)], match: proposed, due: Self.moment("2026-12-08T09:00:00Z"),
          related: [given("match-a")]), own: [school, health], peerName: given("Gooi en Vechtstreek")),
      WorklistLine(
        .init(reasons: [Word(.unread), Word(.noContact)], match: within), own: [school, health], peerName: nil),
      WorklistLine(
        .init(
          reasons: [Word(.unread), Word(.awaitsRelease)], match: empty, due: Self.moment("2026-12-01T07:00:00Z")),
        own: [health], peerName: given("Drenthe")),
      WorklistLine(
        .init(reasons: [Word(.birthDateConflict)], signals: [school, health]), own: [], peerName: nil),
    ]
  }

  func worklist(_ lines: [WorklistLine], _ filter: WorklistFilter = WorklistFilter()) -> WorklistPage {
    let families = WorklistFamily.families(of: lines)
    return WorklistPage(
      families: families, filter: filter,
      offer: .init(
        municipalities: [MunicipalityName(code: given("GM0361"), name: given("Alkmaar"))],
        organisations: [given("Basisschool De Regenboog"), given("GGD Hollands Noorden")],
        sectors: ["onderwijs", "jeugdgezondheidszorg", given("eigen-sector")]), total: families.count,
      overdue: families.filter { $0.isOverdue(on: Self.today) }.count, colleagues: colleagues,
      regionNames: regionNames, nextPage: lines.isEmpty ? nil : given("cursor"))
  }

  /// A match with which everything happened.
  var fullMatch: MatchDocument {
    var full = match("match-a")
    full.own = MatchSideDocument(
      followUp: .init(
        state: Word(.noneNeeded), at: Self.moment("2026-11-10T10:00:00Z"), reason: Word(.notReached),
        outcome: [Word(.betterFit)]), consent: Word(.given),
      coordination: .init(
        state: Word(.proposed), at: Self.moment("2026-11-11T10:00:00Z"), holder: given("noord-holland-noord")),
      handover: .init(state: Word(.wanted), at: Self.moment("2026-11-12T10:00:00Z")))
    full.theirs = MatchSideDocument(
      followUp: .init(state: Word(.contacted), at: Self.moment("2026-11-13T10:00:00Z")),
      consent: Word(text: given("new-word")),
      coordination: .init(state: Word(.proposed), at: Self.moment("2026-11-14T10:00:00Z"), holder: given("gooi")))
    full.release = Word(.awaiting)
    full.awaitingRelease = [given("48213")]
    full.related = [match("match-b")]
    full.archived = [involvement("Kinderopvang Zonnetje", "kinderopvang", "Team", "072 555 09 09")]
    return full
  }

  func matchPage(_ match: MatchDocument, _ reasons: [WorklistDocument.Reason]) -> MatchPage {
    MatchPage(
      MatchScreen(
        match: match, ownRegion: given("noord-holland-noord"), regionNames: regionNames,
        own: [
          signal("48213", "Basisschool De Regenboog", "onderwijs", "Anneke Visser"),
          signal("48214", "GGD Hollands Noorden", "jeugdgezondheidszorg", "Fatima Yilmaz", shielding: .desk),
        ].compactMap(Professional.init), reasons: reasons.map { Word($0) } + [Word(text: given("later-word"))],
        due: Self.day("2026-12-04"), assignee: colleagues[0], colleagues: colleagues,
        history: [
          .init(at: Self.moment("2026-11-04T08:00:00Z"), event: .read, person: given("Marieke de Wit")),
          .init(
            at: Self.moment("2026-11-05T08:00:00Z"), event: .assigned(given("Sjoerd Bakker")),
            person: given("Marieke de Wit")),
          .init(at: Self.moment("2026-11-06T08:00:00Z"), event: .reminded),
          .init(at: Self.moment("2026-11-07T08:00:00Z"), event: .consent(.own, Word(.given))),
          .init(at: Self.moment("2026-11-08T08:00:00Z"), event: .released),
        ]))
  }

  var coordinator: [Sample] {
    var ended = match("match-e")
    ended.status = Word(.ended)
    ended.endedAt = Self.moment("2026-11-20T10:00:00Z")
    ended.contactsReceivedAt = Self.moment("2026-11-04T10:00:00Z")
    ended.involvements = []
    var within = match("match-w")
    within.scope = Word(.within)
    return [
      Sample(name: "worklist", page: worklist(worklistLines), role: .coordinator),
      Sample(name: "worklist-empty", page: worklist([]), role: .coordinator),
      Sample(
        name: "worklist-filtered",
        page: worklist([], WorklistFilter(municipality: given("GM0361"), isOverdueOnly: true)), role: .coordinator),
      Sample(
        name: "match", page: matchPage(fullMatch, [.overdue, .nobodyLeads, .awaitsRelease]), role: .coordinator),
      Sample(name: "match-new", page: matchPage(match("match-n"), [.unread, .noContact]), role: .coordinator),
      Sample(name: "match-ended", page: matchPage(ended, []), role: .coordinator),
      Sample(name: "match-within", page: matchPage(within, [.unread]), role: .coordinator),
      Sample(
        name: "confirm-release",
        page: ConfirmationPage(
          .releaseContacts(
            match: given("match-a"), signals: [given("48213"), given("48214")], peer: given("Gooi en Vechtstreek"))),
        role: .coordinator),
    ]
  }
}
