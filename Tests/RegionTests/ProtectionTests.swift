import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What protects in a row that is refused otherwise, and who sees what is protected: nobody else.
@Suite(.timeLimit(.minutes(30))) struct ProtectionTests {
  /// Two signals on a youth of which a peer and colleagues may know, and one that is asked about.
  private func region(_ shielding: Shielding = .none) -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"], shielding: shielding))
    region.report(Samples.signal("s2", youth: ["a"], guardians: ["g"]))
    region.report(Samples.signal("s3", youth: ["a"]))
    return region
  }

  private func refused(
    _ id: String?, _ change: (inout Protection) -> Void = { _ in }, youth: [String] = [], isUnreadable: Bool = false
  ) -> RefusedReport {
    var protection = Protection()
    change(&protection)
    return RefusedReport(
      id: id, field: "contact_phone", isUnreadable: isUnreadable, protection: protection,
      youth: youth.map { Samples.person($0) })
  }

  private func apply(_ reports: RefusedReport..., to region: inout RegionState) -> [Bool] {
    let decision = SignalDecisions(region).decideRefusals(reports, today: Samples.today, at: 5)
    for event in decision.events { region.apply(event) }
    #expect(
      SignalDecisions(region).decideRefusals(reports, today: Samples.today, at: 6).events.isEmpty, "twice is once")
    return decision.protected
  }

  private func ids(_ region: RegionState) -> [String] { region.matchesWithin.first?.signals.map(\.id) ?? [] }

  @Test func shieldingOfARefusedRowIsRaisedAndNeverLowered() {
    var region = region(.desk)
    #expect(apply(refused("s1") { $0.shielding = .none }, to: &region) == [false])
    #expect(region.signals.summary("s1")?.shielding == .desk)
    #expect(apply(refused("s1") { $0.shielding = .withheld }, to: &region) == [true])
    #expect(apply(refused("s1") { $0.shielding = .desk }, to: &region) == [true])
    #expect(region.signals.summary("s1")?.shielding == .withheld)
    #expect(ids(region) == ["s2", "s3"])
  }

  /// The next good row says what counts, also where it says what was said before.
  @Test func goodRowEndsWhatARefusedOneBrought() {
    for change in [{ $0.shielding = .withheld }, { $0.suspends = true }] as [(inout Protection) -> Void] {
      var region = region()
      #expect(apply(refused("s1", change), to: &region) == [true])
      #expect(region.signals.refusedRows.figures(ids: 9).ids == ["s1"])
      #expect(region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"])) == .updated)
      #expect(ids(region) == ["s1", "s2", "s3"])
      #expect(region.signals.refusedRows.figures(ids: 9).count == 0)
      #expect(region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"])) == .unchanged)
    }
  }

  @Test func endInARefusedRowSuspendsAndErasesNothing() {
    var region = region()
    #expect(apply(refused("s1") { $0.suspends = true }, to: &region) == [true])
    #expect(region.signals.count == 3 && region.signals.summary("s1")?.isInFeed == false)
    #expect(region.signals.summary("s1")?.endReason == nil)
  }

  @Test func whatEndedStaysEndedBehindARefusedRow() throws {
    var region = region()
    try region.withdraw("s1", .riskGone)
    _ = apply(refused("s1") { $0.shielding = .withheld }, to: &region)
    #expect(region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"])) == .unchanged)
    #expect(region.signals.summary("s1")?.isArchived == true)
    #expect(region.signals.refusedRows.figures(ids: 9).count == 0)
  }

  @Test func objectionInARefusedRowConcernsTheYouth() {
    for id in ["s1", "unknown", nil] {
      var region = region()
      region.report(Samples.signal("other", youth: ["b"]))
      #expect(apply(refused(id, { $0.lodgesObjection = true }, youth: ["a"]), to: &region) == [true])
      #expect(!region.isFound("a") && region.isFound("b"))
      #expect(region.signals.figures.objectedTo == 3)
    }
    var region = region()
    #expect(apply(refused("unknown", { $0.lodgesObjection = true }, youth: ["c"]), to: &region) == [true])
    #expect(region.isFound("a"))
    region.report(Samples.signal("late", youth: ["c"]))
    #expect(!region.isFound("c"), "it belongs to the youth, whenever a signal comes")
  }

  /// People decide; the same row the next day is no news.
  @Test func objectionThatWasRejectedIsNotLodgedAgainByTheSameRow() throws {
    var region = region()
    let row = refused("s1", { $0.lodgesObjection = true }, youth: ["a"])
    _ = apply(row, to: &region)
    for event in try HoldDecisions(region).decideObjection(
      .rejected, on: "s1", today: Samples.today, by: Samples.officer, at: 7
    )
    .events {
      region.apply(event)
    }
    _ = apply(row, to: &region)
    #expect(region.isFound("a"))
  }

  @Test func refusedSignalStaysInSightUntilItIsResolved() throws {
    for way in ["good", "withdrawn", "gone"] {
      var region = RegionState()
      #expect(apply(refused("new", isUnreadable: true), refused("other"), to: &region) == [false, false])
      #expect(region.signals.refusedRows.figures(ids: 9).ids == ["new"])
      switch way {
      case "good": region.report(Samples.signal("new", youth: ["a"]))
      case "withdrawn": try region.withdraw("new", .mistaken)
      default:
        #expect(region.signals.refusedRows.unnamed(by: ["new"]) == [])
        for event in SignalDecisions(region).decideResolution(of: region.signals.refusedRows.unnamed(by: []), at: 9) {
          region.apply(event)
        }
      }
      #expect(region.signals.refusedRows.figures(ids: 9).count == 0, "\(way)")
    }
  }

  @Test func firstIdsAreNamedInOrder() {
    var region = RegionState()
    let rows = ["c", "a", "e", "b", "d"].map { refused($0, isUnreadable: true) }
    for event in SignalDecisions(region).decideRefusals(rows, today: Samples.today, at: 5).events {
      region.apply(event)
    }
    let figures = region.signals.refusedRows.figures(ids: 3)
    #expect(figures.ids == ["a", "b", "c"] && figures.count == 5 && figures.byField == ["contact_phone": 5])
  }

  // MARK: - Who sees what is withheld

  @Test func withheldSignalIsShownToNobodyWithinTheRegion() {
    let region = region(.withheld)
    #expect(ids(region) == ["s2", "s3"])
    var pair = RegionState()
    pair.report(Samples.signal("s1", youth: ["a"], shielding: .withheld))
    pair.report(Samples.signal("s2", youth: ["a"]))
    // With one other signal there is no match at all: that one exists would be told by it.
    #expect(pair.matchesWithin.isEmpty)
  }

  @Test func municipalityOfAWithheldSignalOpensNoMatch() {
    var region = RegionState()
    var hidden = Samples.signal("s1", youth: ["a"], shielding: .withheld)
    hidden.municipality = "GM0384"
    region.report(hidden)
    region.report(Samples.signal("s2", youth: ["a"]))
    region.report(Samples.signal("s3", youth: ["a"]))
    let youth = region.signals.youths.references[0]
    #expect(WithinRegion(region).match(of: youth, municipality: "GM0384") == nil)
    #expect(WithinRegion(region).match(of: youth, municipality: "GM0363") != nil)
  }

  @Test func archivedWithheldSignalIsShownInNoMatch() throws {
    var region = region(.withheld)
    try region.withdraw("s1", .riskGone)
    let match = try #require(region.matchesWithin.first)
    #expect(MatchReader(region).archive(of: match).isEmpty)
    region = self.region()
    try region.withdraw("s1", .riskGone)
    #expect(MatchReader(region).archive(of: try #require(region.matchesWithin.first)).map(\.id) == ["s1"])
  }

  @Test func municipalityOfAnOldStoreIsComparedInItsOneForm() {
    for written in ["0363", "gm0363", "GM 0363"] {
      var region = RegionState()
      for id in ["s1", "s2"] {
        var signal = Samples.signal(id, youth: ["a"])
        signal.municipality = written
        region.report(signal)
      }
      #expect(WithinRegion(region).match(of: region.signals.youths.references[0], municipality: "GM0363") != nil)
      #expect(region.signals.summary("s1")?.municipality == "GM0363")
    }
  }

  // MARK: - What is stored already

  private func stored(_ id: String, _ sector: String, _ shielding: Shielding = .none) -> SignalContent {
    var signal = Samples.signal(id, youth: [id], shielding: shielding)
    signal.reporter.sector = sector
    return signal
  }

  @Test func storedSectorsAreJudgedAnew() {
    var region = RegionState()
    let words = [
      "Vrouwenopvang", "vrouwen-opvang ", "vrouwenopvag", "vrouwenopvang", "Wijkteam", "kermis", "opvang", "BLIJFHUIS",
    ]
    for (number, word) in words.enumerated() { region.report(stored("s\(number)", word)) }
    region.report(stored("desk", "Vrouwenopvang", .desk))
    var next: Int? = 0
    var raised = 0
    while let start = next {
      let review = SignalDecisions(region).decideSectorReview(start..<start + 2, sectors: SectorList(), at: 9)
      for event in review.events { region.apply(event) }
      raised += review.raised
      next = review.next
    }
    #expect(raised == 4)
    #expect(["s0", "s1", "s2", "s7"].allSatisfy { !region.isFound($0) })
    // What stands in its one form was somebody's choice, and so is another shielding.
    #expect(["s3", "s4", "s5", "s6", "desk"].allSatisfy { region.isFound($0) })
    #expect(region.signals.refusedRows.figures(ids: 9).ids == ["s2", "s5"])
    #expect(SignalDecisions(region).decideSectorReview(0..<99, sectors: SectorList(), at: 9).events.isEmpty)
  }
}

/// What is protected of a signal in the matches with a peer.
@Suite(.timeLimit(.minutes(30))) struct ProtectedMatchTests {
  private let desk = Contact(name: "Desk", phone: "1", email: "")

  private func record(_ region: RegionState, _ kind: FeedKind, _ name: String) throws -> MatchRecord {
    let agreement = try #require(DocumentId(SHA256.hash(Array("agreement".utf8))))
    let handle = try #require(Handle([UInt8](repeating: 1, count: 16)))
    return MatchRecord(
      id: try #require(MatchId([UInt8](repeating: 2, count: 16))), key: FeedKey(agreement: agreement, kind: kind),
      peer: Samples.drenthe,
      identity: try #require(region.signals.identities(kind).reference(of: Samples.person(name))), ownHandle: handle,
      peerHandle: handle, revision: 1)
  }

  /// A youth and a sibling, with a visible signal each; what protects the other signals is tried in every way.
  private func family(_ protect: (inout RegionState) throws -> Void) rethrows -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("shown", youth: ["a"], guardians: ["g"]))
    region.report(Samples.signal("hidden", youth: ["a"], guardians: ["g"]))
    region.report(Samples.signal("sibling", youth: ["b"], guardians: ["g"]))
    try protect(&region)
    return region
  }

  private func ways() throws -> [RegionState] {
    [
      family {
        var signal = Samples.signal("hidden", youth: ["a"], guardians: ["g"], shielding: .withheld)
        signal.municipality = "GM0384"
        $0.report(signal)
      },
      family { $0.apply(.signals(.shieldingRaised(ids: ["hidden"], to: .withheld, at: 3))) },
      family { $0.apply(.signals(.suspended(ids: ["hidden"], reason: .refusedEnd, at: 3))) },
      try family { try $0.withdraw("hidden", .riskGone) },
    ]
  }

  @Test func protectedSignalIsInNoViewAndNoMatch() throws {
    for region in try ways() {
      let (youth, guardian) = (try record(region, .youth, "a"), try record(region, .guardian, "g"))
      func names(_ match: MatchRecord, isReleased: Bool) -> [String] {
        SharedSignals(region).involvements(match, desk: desk, isReleased: { _ in isReleased }, history: false).map(
          \.contact.name)
      }
      #expect(names(youth, isReleased: true) == ["N shown"])
      #expect(names(guardian, isReleased: true).sorted() == ["N shown", "N sibling"])
      #expect(SharedSignals(region).signals(shownIn: [youth]).map(\.id) == ["shown"])
      #expect(SharedSignals(region).signals(shownIn: [guardian]).map(\.id) == ["shown", "sibling"])
      #expect(SharedSignals(region).feedSignals(ofYouth: [youth.identity]).map(\.id) == ["shown"])
    }
  }

  /// Told within the region: who works for a municipality learns nothing by a signal that is shown to nobody.
  @Test func protectedSignalConcernsNoMunicipality() throws {
    var region = try ways()[0]
    let match = try record(region, .youth, "a")
    region.matches.store(match)
    region.apply(.matches(.proven(match.id, peerProof: [1], at: 5)))
    let shown = try #require(region.matches.shown[match.id])
    #expect(MatchReader(region).concerns(shown, "GM0363") && !MatchReader(region).concerns(shown, "GM0384"))
  }

  @Test func matchEndsAndIsFollowedWhenItsLastSignalIsProtected() throws {
    for event in [
      SignalEvent.shieldingRaised(ids: ["only"], to: .withheld, at: 9),
      .suspended(ids: ["only"], reason: .refusedEnd, at: 9),
    ] {
      var region = RegionState()
      region.report(Samples.signal("only", youth: ["a"]))
      let match = try record(region, .youth, "a")
      region.matches.store(match)
      region.apply(.matches(.proven(match.id, peerProof: [1], at: 5)))
      region.matches.update(match.id) { $0.view = MatchView(proof: []) }
      let before = region.matches.lastChange
      #expect(RegionEvent.signals(event).erases(from: region), "what the peer said has to leave the disk")
      region.apply(.signals(event))
      #expect(region.matches.shown[match.id]?.isOpen != true && region.matches.lastChange > before)
      #expect(region.matches.records[match.id]?.view == nil)
    }
  }

  @Test func deskStandsForOrganisationAndProfessional() throws {
    let region = family { $0.report(Samples.signal("hidden", youth: ["a"], guardians: ["g"], shielding: .desk)) }
    let seen = SharedSignals(region).involvements(
      try record(region, .youth, "a"), desk: desk, isReleased: { _ in true }, history: true)
    let shielded = try #require(seen.first { $0.organisation.id == "coordination-desk" })
    #expect(shielded.contact == desk && shielded.organisation.sector == "coordination-desk")
    #expect(seen.map(\.contact.name).sorted() == ["Desk", "N shown"])
  }
}
