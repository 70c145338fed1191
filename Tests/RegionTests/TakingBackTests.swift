import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What was erased or suspended on a false cause comes back; what people decided stays.
@Suite(.timeLimit(.minutes(30))) struct TakingBackTests {
  private static func signal(
    _ id: String, _ youth: [String] = ["a"], ended: EndReason? = nil, organisation: String = "org", note: String = ""
  ) -> SignalContent {
    var signal = Samples.signal(id, youth: youth, ended: ended, note: note + organisation)
    signal.reporter.organisationId = organisation
    return signal
  }

  /// Three signals of two organisations, of which the third says by a typing error that the youth died.
  private func mistakenDeath() -> RegionState {
    var region = RegionState()
    region.report(Self.signal("one"))
    region.report(Self.signal("two", organisation: "school"))
    #expect(region.matchesWithin.count == 1)
    region.report(Self.signal("dead", ended: .deceased))
    return region
  }

  private static let graceEnd = Samples.today.adding(days: 3)

  @Test func deathReportedOnceSuspendsOthersAndErasesThemAfterTheDaysOfGrace() {
    var region = mistakenDeath()
    #expect(region.signals.ids == ["one", "two"] && !region.isFound("a") && region.matchesWithin.isEmpty)
    #expect(region.report(Self.signal("new", ["a", "b"])) == .added)
    #expect(!region.isFound("b"), "what is reported during the wait is suspended, too")
    region.endHolds(Samples.today.adding(days: 2))
    #expect(region.signals.count == 3)
    region.endHolds(Self.graceEnd)
    #expect(region.signals.count == 0 && region.signals.youths.count == 0 && region.signals.allHolds.isEmpty)
    #expect(region.signals.marks["two"]?.signal.sources == ["dead"])
    #expect(region.report(Self.signal("two", organisation: "school")) == .keptErased(.deceased))
  }

  enum Correction: CaseIterable { case report, otherYouth, mistaken, mistakenRow, wholeIndex }

  private func correct(_ correction: Correction, _ region: inout RegionState) throws {
    switch correction {
    case .report: #expect(region.report(Self.signal("dead")) == .restored)
    case .otherYouth: region.report(Self.signal("dead", ["z"], ended: .deceased))
    case .mistaken: try region.withdraw("dead", .mistaken)
    case .mistakenRow: region.report(Self.signal("dead", ended: .mistaken))
    case .wholeIndex:
      for event in HoldDecisions(region).decideCorrections(unnamedBy: ["one", "two"], at: 7) { region.apply(event) }
    }
  }

  @Test(arguments: Correction.allCases)
  func correctedDeathGivesEverythingBack(correction: Correction) throws {
    var region = mistakenDeath()
    try correct(correction, &region)
    #expect(region.isFound("a") && region.matchesWithin.count == 1)
    region.endHolds(Self.graceEnd)
    #expect(region.signals.ids.filter { $0 != "dead" } == ["one", "two"])
  }

  @Test(arguments: Correction.allCases)
  func deathThatIsCorrectedAfterTheErasureRestoresWithTheNextReport(correction: Correction) throws {
    var region = mistakenDeath()
    region.endHolds(Self.graceEnd)
    try correct(correction, &region)
    #expect(region.report(Self.signal("one")) == .restored)
    #expect(region.report(Self.signal("two", organisation: "school")) == .restored)
    #expect(region.isFound("a"))
  }

  @Test func signalsOfThatFileStayWhereTheIndexNamesTheDeathStill() {
    var region = mistakenDeath()
    #expect(HoldDecisions(region).decideCorrections(unnamedBy: ["one", "two", "dead"], at: 7).isEmpty)
    #expect(region.report(Self.signal("dead", ended: .deceased)) == .unchanged)
    #expect(!region.isFound("a"))
  }

  @Test func deathReportedByAnotherOrganisationEndsTheWait() {
    var region = mistakenDeath()
    region.report(Self.signal("again", ended: .deceased, note: "same"))
    #expect(region.signals.ids == ["one", "two"], "the same organisation twice is one organisation")
    region.report(Self.signal("other", ended: .deceased, organisation: "ORG "))
    #expect(region.signals.ids == ["one", "two"], "and so it is in capitals")
    region.report(Self.signal("two", ended: .deceased, organisation: "school"))
    #expect(region.signals.ids.isEmpty && region.signals.allHolds.isEmpty)
    // Both have to take it back.
    region.report(Self.signal("dead", note: "alive"))
    #expect(region.report(Self.signal("one")) == .keptErased(.deceased))
  }

  @Test func confirmedDeathErasesOnTheWordOfTwo() throws {
    func confirm(_ region: inout RegionState, _ id: String, _ approval: Approval, isRefused: Bool = false) throws
      -> HoldDecision.Standing
    {
      let decision = try HoldDecisions(region).decideDeathConfirmation(
        of: id, isRefused: isRefused, today: Samples.today, by: approval, at: 4)
      for event in decision.events { region.apply(event) }
      return decision.standing
    }
    var region = RegionState()
    region.report(Self.signal("one"))
    region.report(Self.signal("two", ["a", "b"]))
    #expect(try confirm(&region, "one", Samples.index) == .awaitsSecondPerson)
    #expect(!region.isFound("b") && region.signals.count == 2)
    #expect(try confirm(&region, "two", Samples.index) == .awaitsSecondPerson, "one person twice is one person")
    region.endHolds(Samples.today.adding(days: 900))
    #expect(region.signals.count == 2, "no time replaces the second person")
    #expect(try confirm(&region, "one", Samples.index, isRefused: true) == .released)
    #expect(region.isFound("b"))
    var colleague = Samples.index
    colleague.credential = [9]
    colleague.name = "Colleague"
    _ = try confirm(&region, "one", Samples.index)
    #expect(throws: Refusal.self, "one of the two is a privacy officer") { try confirm(&region, "one", colleague) }
    #expect(try confirm(&region, "one", Samples.officer) == .erased)
    #expect(region.signals.count == 0)
    // A new report does not undo what two people decided.
    #expect(region.report(Self.signal("one", note: "changed")) == .keptErased(.deathConfirmed))
  }

  @Test func whatTwoPeopleErasedTwoPeopleLift() throws {
    var region = RegionState()
    region.report(Self.signal("one"))
    try region.object(.upheld, "one")
    try region.object(.upheld, "one", by: Samples.officer)
    #expect(region.report(Self.signal("one", note: "changed")) == .keptErased(.objectionUpheld))
    func lift(_ approval: Approval, _ id: String? = "one") throws -> Bool {
      let decision = try MarkDecisions(region).decideLift(id, by: approval, at: 5)
      for event in decision.events { region.apply(event) }
      return decision.isLifted
    }
    #expect(try !lift(Samples.officer))
    #expect(try !lift(Samples.officer), "one person twice is one person")
    var second = Samples.officer
    second.credential = [7]
    second.name = "Other"
    #expect(throws: Refusal.self, "index and privacy officer together") { try lift(second) }
    #expect(throws: Refusal.self) { try lift(Samples.officer, "none") }
    #expect(region.report(Self.signal("one")) == .keptErased(.objectionUpheld))
    #expect(try lift(Samples.index))
    #expect(region.report(Self.signal("one")) == .restored)
    #expect(region.isFound("a"))
  }

  @Test func marksOfUnknownCauseAreLiftedTogether() throws {
    var region = RegionState()
    for id in ["one", "two"] {
      region.apply(.signals(.erased([ErasedSignal(id: id, mark: Self.signal(id).mark)], reason: .ageLimit, at: 1)))
    }
    #expect(region.report(Self.signal("one")) == .keptErased(.unknown) && region.signals.marks.unknownCount == 2)
    for person in [Samples.index, Samples.officer] {
      for event in try MarkDecisions(region).decideLift(nil, by: person, at: 2).events { region.apply(event) }
    }
    #expect(region.signals.marks.unknownCount == 0 && region.signals.marks.lifts.isEmpty)
    #expect(region.report(Self.signal("one")) == .restored && region.report(Self.signal("two")) == .restored)
  }

  // MARK: - A clock that was wrong

  @Test func whatAWrongClockArchivedOrErasedComesBackWithTheSameReport() throws {
    var region = RegionState()
    for id in ["active", "gone", "moved"] { region.report(Self.signal(id, [id])) }
    var young = Self.signal("young", ["young"])
    young.eraseOn = Samples.today.adding(years: 10)
    region.report(young)
    try region.withdraw("gone", .riskGone)
    try region.withdraw("moved", .movedAway)
    for years in [3, 80] {
      var copy = region
      copy.sweep(Samples.today.adding(years: years))
      #expect(!copy.isFound("active") && copy.signals.count == (years == 3 ? 4 : 0))
      for id in ["active", "moved"] { #expect(copy.report(Self.signal(id, [id])) == .restored) }
      #expect(copy.report(young) == .restored)
      #expect(copy.report(Self.signal("gone", ["gone"])) == (years == 3 ? .unchanged : .restored))
      #expect(copy.isFound("active") && copy.isFound("young"))
      #expect(copy.signals.summary("moved")?.status == .left, "what people decided stays")
      #expect(copy.signals.summary("gone")?.status == .archived)
    }
  }

  @Test func whatIsOverByTheRightClockStaysErased() {
    var region = RegionState()
    region.report(Self.signal("old"))
    region.sweep(Samples.today.adding(years: 80))
    #expect(region.report(Self.signal("old"), today: Samples.today.adding(years: 20)) == .keptErased(.archiveEnded))
  }

  @Test func marksLeaveOnceTheyCanNoLongerMatter() {
    var region = RegionState()
    region.report(Self.signal("m", ended: .mistaken), at: 1_780_000_000_000)
    region.forgetMarks(Samples.today.adding(years: 6))
    #expect(region.signals.marks.byId.count == 1)
    region.forgetMarks(Samples.today.adding(years: 8))
    #expect(region.signals.marks.byId.isEmpty)
  }
}
