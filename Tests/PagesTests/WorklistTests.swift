import LocalAPI
import PeerProtocol
import TestSupport
import Testing

@testable import Pages

@Suite(.timeLimit(.minutes(30))) struct WorklistTests {
  private func line(_ id: String, related: [String] = [], due: String? = nil) -> WorklistLine {
    WorklistLine(
      matchId: id, signals: [id], kind: Word(.youth), peerName: "Gooi", own: [], theirs: [], municipalities: [],
      detectedAt: Samples.now, reasons: [], next: .none, due: due.map(Samples.day), related: related)
  }

  @Test func relatedMatchesAreOneFamily() {
    // c names b only, and b names a: all three belong together, and stand where a does. d names a match that is not here.
    let lines = [
      line("a"), line("x"), line("b", related: ["a"]), line("c", related: ["b"]), line("d", related: ["gone"]),
    ]
    let families = WorklistFamily.families(of: lines)
    #expect(families.map { $0.lines.map(\.matchId) } == [["a", "b", "c"], ["x"], ["d"]])
    #expect(WorklistFamily.families(of: []).isEmpty)
  }

  @Test func linesWithoutMatchStayApart() {
    var conflict = line("a")
    conflict.matchId = nil
    #expect(WorklistFamily.families(of: [conflict, conflict, line("a")]).count == 3)
  }

  /// Families by going over all pairs until nothing changes, for random relations.
  @Test(arguments: 0..<50) func familiesAreTheClosureOfRelations(_ seed: UInt64) {
    let random = SeededRandom(seed: seed)
    let count = Int(random.next() % 30) + 1
    let lines = (0..<count).map { index in
      line(String(index), related: (0..<Int(random.next() % 3)).map { _ in String(random.next() % UInt64(count)) })
    }
    var groups = lines.indices.map { $0 }
    for _ in lines {
      for (index, one) in lines.enumerated() {
        for other in one.related.compactMap(Int.init) {
          let least = min(groups[index], groups[other])
          groups[index] = least
          groups[other] = least
        }
      }
    }
    let families = WorklistFamily.families(of: lines)
    #expect(families.count == Set(groups).count)
    for family in families {
      let found = family.lines.compactMap { $0.matchId.flatMap { Int($0) } }
      #expect(Set(found.map { groups[$0] }).count == 1 && found == found.sorted())
    }
    #expect(families.flatMap(\.lines).count == lines.count)
  }

  @Test func lineTakesBothSidesFromDocuments() throws {
    let lines = Samples().worklistLines
    let first = try #require(lines.first)
    #expect(first.own.map(\.organisation) == ["Basisschool De Regenboog"])
    #expect(first.theirs.map(\.contact.phone) == ["+31 35 555 01 99"])
    #expect(first.due == Samples.day("2026-11-17") && first.isOverdue(on: Samples.today))
    #expect(first.municipalities == ["GM0361"] && first.next == .makeContact)
    // Within the region the involvements are the own ones, and stand on one side only.
    #expect(lines[2].theirs.isEmpty && lines[2].peerName == nil && lines[2].due == nil)
    #expect(lines[4].matchId == nil && lines[4].signals == ["48213", "48214"] && lines[4].next == .correctBirthDate)
  }

  @Test func dueDayItselfIsNotOverdue() {
    #expect(!line("a", due: "2026-11-30").isOverdue(on: Samples.today))
    #expect(line("a", due: "2026-11-29").isOverdue(on: Samples.today))
    #expect(!line("a").isOverdue(on: Samples.today))
  }

  @Test(arguments: [
    ([WorklistDocument.Reason.unread, .noContact, .nobodyLeads], nil, nil, NextAction.makeContact),
    ([.unread], nil, nil, .read), ([.nobodyLeads], nil, nil, .proposeLead),
    ([.nobodyLeads], "gooi", nil, .answerProposal(region: "gooi")),
    ([.nobodyLeads], "gooi", "nhn", .answerProposal(region: "gooi")),
    ([.nobodyLeads], nil, "nhn", .awaitAnswer(region: "nhn")), ([.handoverWanted], nil, nil, .handOver),
    ([.noContact, .awaitsRelease], nil, nil, .releaseContacts), ([.refused, .noContact], nil, nil, .discussRefusal),
    ([.birthDateConflict, .unread], nil, nil, .correctBirthDate), ([], nil, nil, .none),
    ([.overdue], nil, nil, .makeContact),
  ]) func nextActionIsWhatOnlyThisSideCanDo(
    _ reasons: [WorklistDocument.Reason], _ named: String?, _ own: String?, _ expected: NextAction
  ) {
    #expect(NextAction(reasons: reasons, named: named, ownNamed: own) == expected)
  }

  @Test func everyReasonHasANextAction() {
    for reason in WorklistDocument.Reason.allCases {
      #expect(NextAction(reasons: [reason], named: nil, ownNamed: nil) != .none)
    }
  }

  @Test func filterKeepsWholeFamilies() throws {
    let families = WorklistFamily.families(of: Samples().worklistLines)
    func count(_ filter: WorklistFilter) -> Int {
      families.count { filter.keeps($0, reader: "Sjoerd Bakker", today: Samples.today) }
    }
    #expect(count(WorklistFilter()) == 4)
    #expect(count(WorklistFilter(municipality: "GM0361")) == 4 && count(WorklistFilter(municipality: "GM0363")) == 0)
    #expect(count(WorklistFilter(organisation: "Jeugdteam Hilversum")) == 1)
    #expect(count(WorklistFilter(sector: "jeugdgezondheidszorg")) == 4)
    #expect(count(WorklistFilter(organisation: "Basisschool De Regenboog", sector: "wijkteam")) == 0)
    #expect(count(WorklistFilter(isOverdueOnly: true)) == 1 && count(WorklistFilter(isMineOnly: true)) == 1)
    #expect(count(WorklistFilter(sector: "politie", isOverdueOnly: true)) == 0)
    let other = families.count {
      WorklistFilter(isMineOnly: true).keeps($0, reader: "Marieke de Wit", today: Samples.today)
    }
    #expect(other == 0)
  }

  @Test func lineShowsFourProfessionalsAndSaysHowManyMore() throws {
    var crowded = Samples().worklistLines[0]
    crowded.theirs = (1...50).map {
      Professional(organisation: "Organisatie \($0)", sector: nil, contact: ContactDocument())
    }
    let page = Samples().worklist([crowded])
    let root = try MarkupParser.document(page.bytes(in: Samples().frame(.english, .coordinator)))
    #expect(root.text.contains("Organisatie 4") && !root.text.contains("Organisatie 5"))
    #expect(root.all.contains { $0["href"] == "/pages/matches/match-a" && $0.text == "46 more" })
  }

  @Test func filterGoesThroughTheAddress() {
    let filter = WorklistFilter(
      municipality: "GM0361", organisation: "A & B", sector: "ggz", isOverdueOnly: true, isMineOnly: true)
    #expect(WorklistFilter(query: filter.query) == filter)
    #expect(WorklistFilter(query: [("sector", ""), ("mine", "no"), ("other", "x")]).isEmpty)
  }

  @Test func listSaysHowManyAndKeepsTheFilterOnTheNextPage() throws {
    let page = Samples().worklist(Samples().worklistLines, WorklistFilter(sector: "ggz"))
    let root = try MarkupParser.document(page.bytes(in: Samples().frame(.english, .coordinator)))
    #expect(root.text.contains("4 families, 1 family is overdue"))
    let links = root.all.compactMap { $0["href"] }
    #expect(links.contains("/pages/worklist?sector=ggz&after=cursor"))
    #expect(links.contains("/pages/records/worklist.csv?sector=ggz"))
    #expect(root.all.contains { $0["value"] == "GM0361" } && links.contains("tel:+31355550199"))
  }

  @Test func historyJoinsWhatBothSourcesTell() {
    let match = Samples().fullMatch
    let derived = MatchHistoryEntry.entries(of: match) { "<\($0)>" }
    #expect(derived.first?.event == .detected && derived.map(\.at) == derived.map(\.at).sorted())
    #expect(derived.contains { $0.event == .coordination(.theirs, Word(.proposed), holder: "<gooi>") })
    var named = derived[1]
    named.person = "Marieke"
    let merged = MatchHistoryEntry.merged([named], derived)
    #expect(merged.count == derived.count && merged.contains(named))
  }

  @Test func formsOfAMatchFitItsState() throws {
    func actions(_ name: String) throws -> [String] {
      let sample = try #require(Samples().coordinator.first { $0.name == name })
      let root = try MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, .coordinator)))
      return root.all.filter { $0.tag == "form" }.compactMap { $0["action"] }
    }
    let open = try actions("match")
    for action in Link.MatchFormAction.allCases {
      #expect(open.contains("/pages/matches/match-a/\(action.rawValue)"), "\(action)")
    }
    #expect(open.count { $0.hasSuffix("/coordination") } == 2)
    let new = try actions("match-new")
    #expect(new.count { $0.hasSuffix("/coordination") } == 1 && !new.contains { $0.hasSuffix("/release") })
    // An ended match and one within the region have no other region to tell anything.
    #expect(try actions("match-ended").isEmpty && actions("match-within").isEmpty)
  }

  @Test func whatCannotBeTakenBackIsConfirmed() throws {
    for sample in Samples().all where sample.name.hasPrefix("confirm") {
      let root = try MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, sample.role)))
      let form = try #require(root.all.first { $0.tag == "form" })
      #expect(form.all.contains { $0["name"] == "confirmed" && $0["value"] == "yes" })
      #expect(root.all.contains { $0.tag == "a" && $0.text == "Nee, ga terug" })
    }
    // The form that leads to the question does not answer it.
    for sample in Samples().all where !sample.name.hasPrefix("confirm") {
      let root = try MarkupParser.document(sample.page.bytes(in: Samples().frame(.dutch, sample.role)))
      #expect(!root.all.contains { $0["name"] == "confirmed" }, "\(sample.name)")
    }
  }
}
