import PeerProtocol
import Testing

@testable import Region

/// How long signals are kept (DOMAIN, "Rules that the node keeps").
@Suite(.timeLimit(.minutes(30))) struct RetentionTests {
  private static func day(_ iso: String) -> CalendarDate { Samples.sure(CalendarDate(iso: iso)) }

  private static func signal(
    _ id: String, _ youth: [String] = ["a"], started: String = "2026-01-10", eraseOn: String? = nil,
    ended: EndReason? = nil, note: String = ""
  ) -> SignalContent {
    var signal = Samples.signal(id, youth: youth, ended: ended, started: started, note: note + (eraseOn ?? ""))
    signal.eraseOn = eraseOn.map(day)
    return signal
  }

  private static func profile(_ change: (inout RetentionProfile) -> Void) -> RetentionProfile {
    var profile = RetentionProfile.jeugdwet
    change(&profile)
    return profile
  }

  /// Everything that a snapshot would hold.
  private func bytes(_ state: RegionState) -> [[UInt8]] {
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    return items
  }

  // MARK: - The age limit

  @Test func whoWasBornOnALeapDayComesOfAgeOnTheFirstOfMarch() {
    let profile = RetentionProfile.jeugdwet
    #expect(profile.eraseOn(birth: Self.day("2004-02-29")).iso == "2027-03-01")
    #expect(profile.eraseOn(birth: Self.day("2005-02-28")).iso == "2028-02-28")
    #expect(Self.profile { $0.ageLimitYears = 20 }.eraseOn(birth: Self.day("2004-02-29")).iso == "2024-02-29")
  }

  @Test func signalsWithDifferentDatesEndEachByItsOwn() {
    var region = RegionState()
    region.report(Self.signal("later", ["bsn"], eraseOn: "2027-09-01"))
    region.report(Self.signal("none", ["bsn", "vnr"]))
    #expect(region.signals.dateConflicts == 0)
    region.report(Self.signal("earlier", ["vnr"], eraseOn: "2027-03-01"))
    region.report(Self.signal("other", ["b"], eraseOn: "2027-03-02"))
    #expect(WithinRegion(region).birthDateConflicts(municipality: nil) == [["earlier", "later"]])
    #expect(
      WithinRegion(region).birthDateConflicts(municipality: "GM9999").isEmpty && region.signals.dateConflicts == 2)
    region.sweep(Self.day("2027-03-01"))
    #expect(region.signals.ids == ["later", "none", "other"])
    #expect(region.signals.dateConflicts == 0 && WithinRegion(region).birthDateConflicts(municipality: nil).isEmpty)
  }

  @Test func signalWithoutDateEndsByTheDateThatTheOthersAgreeOn() {
    var region = RegionState()
    region.report(Self.signal("told", ["bsn"], eraseOn: "2027-03-01"))
    region.report(Self.signal("none", ["bsn", "vnr"]))
    region.sweep(Self.day("2027-03-01"))
    #expect(region.signals.ids.isEmpty && region.signals.marks["none"]?.signal.sources == ["told"])
    // The clock was wrong: who told the date comes back, and so does what stood on it.
    let none = Self.signal("none", ["bsn", "vnr"])
    #expect(region.report(none, today: Self.day("2027-03-02")) == .keptErased(.ageLimit))
    #expect(region.report(Self.signal("told", ["bsn"], eraseOn: "2027-03-01")) == .restored)
    #expect(region.report(none, today: Self.day("2027-03-02")) == .restored)
  }

  @Test(arguments: [EndReason.mistaken, .objection, .sourceRemoved])
  func birthDateIsNotInheritedFrom(reason: EndReason) throws {
    var region = RegionState()
    region.report(Self.signal("a", eraseOn: "2026-08-01"))
    region.report(Self.signal("b"))
    if reason == .sourceRemoved {
      let found = RetentionDecisions(region).unnamed(in: 0..<10, named: ["b"])
      for event in RetentionDecisions(region).decideRemovals(found.signals, at: 5).events { region.apply(event) }
    } else {
      try region.withdraw("a", reason)
    }
    region.sweep(Self.day("2026-08-01"))
    #expect(region.signals.ids == ["b"])
  }

  @Test func theDateOutlivesAReportThatLeavesItOut() throws {
    var region = RegionState()
    region.report(Self.signal("a", eraseOn: "2026-08-01"))
    region.report(Self.signal("a", note: "without the date"))
    region.sweep(Self.day("2026-08-01"))
    #expect(region.signals.count == 0)
  }

  @Test func aCorrectedDateHolds() {
    var region = RegionState()
    region.report(Self.signal("a", eraseOn: "2026-08-01"))
    region.report(Self.signal("a", eraseOn: "2027-08-01"))
    region.sweep(Self.day("2026-08-02"))
    #expect(region.signals.ids == ["a"])
  }

  // MARK: - Terms and the archive

  @Test func aTermThatRanOutIsArchivedForFiveYears() {
    var region = RegionState()
    region.report(Self.signal("a", started: "2025-01-10"))
    // The node was off for months: the day is that on which it ran out, not that on which it was found.
    region.sweep(Self.day("2027-06-01"))
    #expect(region.signals.summary("a")?.endedOn?.iso == "2027-01-10")
    #expect(region.signals.summary("a")?.status == .archived)
    region.sweep(Self.day("2032-01-09"))
    #expect(region.signals.count == 1)
    region.sweep(Self.day("2032-01-10"))
    #expect(region.signals.count == 0)
    #expect(
      region.report(Self.signal("a", started: "2025-01-10"), today: Self.day("2032-02-01"))
        == .keptErased(.archiveEnded))
  }

  @Test func aNodeThatWasOffForYearsErasesAtOnce() {
    var region = RegionState()
    region.report(Self.signal("a", started: "2025-01-10"))
    region.report(Self.signal("b", ["b"], started: "2025-01-11"))
    region.sweep(Self.day("2032-01-10"))
    #expect(region.signals.ids == ["b"])
    #expect(region.signals.summary("b")?.status == .archived)
  }

  @Test func whatEndedLongAgoIsNeverTakenIn() {
    var region = RegionState()
    region.report(Self.signal("ran out", started: "2019-06-14"))
    region.report(Self.signal("archived", started: "2019-06-16"))
    #expect(region.signals.ids == ["archived"])
  }

  @Test func theAgeLimitEndsAnArchive() throws {
    var region = RegionState()
    region.report(Self.signal("a", eraseOn: "2026-09-01"))
    try region.withdraw("a", .riskGone)
    region.sweep(Self.day("2026-09-01"))
    #expect(region.signals.count == 0)
  }

  @Test func anEndAfterTheTermDoesNotLengthenTheArchive() {
    var region = RegionState()
    region.report(Self.signal("a", started: "2024-03-01", ended: .riskGone))
    region.sweep(Self.day("2031-02-28"))
    #expect(region.signals.count == 1)
    region.sweep(Self.day("2031-03-01"))
    #expect(region.signals.count == 0)
  }

  @Test func aRegionMayKeepNoArchive() throws {
    let none = Self.profile { $0.archiveYears = 0 }
    var region = RegionState()
    region.report(Self.signal("a"))
    region.report(Self.signal("b", ["b"], started: "2025-01-10"))
    for event in try SignalDecisions(region).decideWithdrawal(
      "a", reason: .riskGone, today: Samples.today, profile: none, at: 3)
    { region.apply(event) }
    #expect(region.signals.ids == ["b"])
    region.sweep(Self.day("2027-01-10"), none)
    #expect(region.signals.count == 0)
  }

  @Test func aShorterTermHoldsForWhatIsStoredToo() {
    var region = RegionState()
    region.report(Self.signal("a", started: "2025-08-01"))
    region.sweep(Self.day("2026-08-01"), Self.profile { $0.termMonths = 12 })
    #expect(region.signals.summary("a")?.endReason == .term)
    #expect(region.signals.summary("a")?.endedOn?.iso == "2026-08-01")
  }

  // MARK: - Moved away

  @Test func whoLeftIsFindableForTheTermOrForLess() throws {
    let months: [(Int?, String, String)] = [
      (nil, "2028-01-09", "2028-01-10"), (3, "2026-09-14", "2026-09-15"), (24, "2028-01-09", "2028-01-10"),
    ]
    for (months, last, end) in months {
      let profile = Self.profile { $0.movedAwayMonths = months }
      var region = RegionState()
      region.report(Self.signal("a"))
      try region.withdraw("a", .movedAway)
      region.sweep(Self.day(last), profile)
      #expect(region.isFound("a") && region.signals.summary("a")?.status == .left)
      region.sweep(Self.day(end), profile)
      #expect(!region.isFound("a"))
      let summary = try #require(region.signals.summary("a"))
      #expect(summary.status == .archived && summary.endedOn?.iso == end)
      #expect(summary.leftOn == Samples.today && summary.until == Samples.today.yearMonth)
    }
  }

  @Test func aRegionMayLetNobodyBeFoundWhoLeft() throws {
    let off = Self.profile { $0.movedAwayMonths = 0 }
    var region = RegionState()
    region.report(Self.signal("a"))
    for event in try SignalDecisions(region).decideWithdrawal(
      "a", reason: .movedAway, today: Samples.today, profile: off, at: 3)
    { region.apply(event) }
    let reported = Self.signal("b", ["b"], ended: .movedAway)
    for event in SignalDecisions(region).decideReport(reported, today: Samples.today, profile: off, at: 3).events {
      region.apply(event)
    }
    for id in ["a", "b"] {
      #expect(region.signals.summary(id)?.status == .archived)
      #expect(region.signals.summary(id)?.leftOn == Samples.today)
      #expect(!region.isFound(id))
    }
  }

  // MARK: - The sweep

  @Test(arguments: [(1, 1), (3, 2), (7, 100), (1_000, 1_000)])
  func aSweepIsTheSameHoweverItIsDivided(rows: Int, endings: Int) throws {
    var region = RegionState()
    for number in 0..<60 {
      let started = Self.day("2024-07-01").adding(days: number * 11)
      region.report(
        Self.signal(
          "s\(number)", ["y\(number % 23)"], started: started.iso,
          eraseOn: number % 7 == 0 ? Self.day("2026-09-01").adding(days: number).iso : nil),
        today: Self.day("2026-06-20"))
    }
    let before = region
    let today = Self.day("2026-10-20")
    region.sweep(today, rows: rows, endings: endings)
    var whole = before
    whole.sweep(today, rows: 10_000, endings: 10_000)
    #expect(region.signals.ids == whole.signals.ids)
    #expect(
      region.signals.ids.map { region.signals.summary($0)?.endedOn }
        == whole.signals.ids.map { whole.signals.summary($0)?.endedOn })
    #expect(region.signals.marks.byId == whole.signals.marks.byId && !whole.signals.marks.byId.isEmpty)
    #expect(region.signals.ids.contains { region.signals.summary($0)?.endReason == .term })
    let again = RetentionDecisions(region).decideSweep(
      from: 0, rows: 10_000, endings: 10_000, today: today, profile: .jeugdwet, at: 5)
    #expect(again.events.isEmpty && again.next == nil)
  }

  @Test func everyDateAndFlagSurvivesASnapshot() throws {
    var region = RegionState()
    region.report(Self.signal("a", ["a", "b"], eraseOn: "2027-01-01"))
    region.report(Self.signal("b", ["c"], ended: .movedAway))
    for event in try HoldDecisions(region).decideObjection(
      .lodged, on: "a", today: Samples.today, by: Samples.index, at: 4
    ).events {
      region.apply(event)
    }
    for event in RetentionDecisions(region).decideRules(ExchangeRules(holdsUninformed: true), at: 5) {
      region.apply(event)
    }
    var reader = RegionSnapshotReader()
    for item in bytes(region) { try reader.read(item) }
    let restored = try reader.finish()
    #expect(bytes(restored) == bytes(region))
    #expect(restored.signals.objections == 1)
  }

  // MARK: - A file that is the whole index

  @Test func whatTheSourceRemovedIsErasedAndNewsWhenItComesAgain() throws {
    var region = RegionState()
    for id in ["kept", "removed", "left", "archived", "changed"] { region.report(Self.signal(id, [id])) }
    try region.withdraw("left", .movedAway)
    try region.withdraw("archived", .riskGone)
    let found = RetentionDecisions(region).unnamed(in: 0..<100, named: ["kept"])
    #expect(found.signals.map(\.id).sorted() == ["changed", "left", "removed"])
    #expect(found.findable == 4 && found.next == nil)
    // Reported anew since the file was read.
    region.report(Self.signal("changed", ["changed"], note: "newer"))
    let decision = RetentionDecisions(region).decideRemovals(found.signals, at: 7)
    #expect(decision.count == 2)
    for event in decision.events { region.apply(event) }
    #expect(region.signals.ids == ["archived", "changed", "kept"])
    #expect(region.report(Self.signal("removed", ["removed"])) == .restored)
  }

  // MARK: - An aliens number that becomes a citizen service number

  private static func numbered(
    _ id: String, _ youth: [String], eraseOn: String? = nil, note: String = ""
  ) -> SignalContent {
    var content = signal(id, youth, eraseOn: eraseOn, note: note + youth.joined())
    for (place, name) in youth.enumerated() where name.hasPrefix("v") { content.aliens.reported |= 1 << place }
    return content
  }

  private func youth(_ region: RegionState, _ names: String...) -> [Bool] { names.map { region.isFound($0) } }

  @Test func anAliensNumberThatGaveWayIsKept() {
    var region = RegionState()
    region.report(Self.numbered("s", ["v1"]))
    region.report(Self.numbered("other", ["v1"]))
    region.report(Self.numbered("s", ["b1"]))
    #expect(youth(region, "v1", "b1") == [true, true])
    // It stays when the rest of the row changes,
    region.report(Self.numbered("s", ["b1"], note: "another contact"))
    #expect(youth(region, "v1", "b1") == [true, true])
    // and both signals are about one youth.
    let first = region.signals.youths.reference(of: Samples.person("v1")) ?? .max
    #expect(region.signals.youth(of: [first]).count == 2)
    region.report(Self.numbered("other", ["b1"]))
    #expect(youth(region, "v1", "b1") == [true, true])
  }

  @Test func aCorrectionIsNoSwap() {
    var region = RegionState()
    region.report(Self.numbered("bsn", ["b1"]))
    region.report(Self.numbered("bsn", ["b2"]))
    #expect(youth(region, "b1", "b2") == [false, true])
    region.report(Self.numbered("number", ["v1"]))
    region.report(Self.numbered("number", ["v2"]))
    #expect(youth(region, "v1", "v2") == [false, true])
    // Another date of birth: another child.
    region.report(Self.numbered("dates", ["v3"], eraseOn: "2030-01-01"))
    region.report(Self.numbered("dates", ["b3"], eraseOn: "2031-01-01"))
    #expect(youth(region, "v3", "b3") == [false, true])
    // Both were given, and one is taken back.
    region.report(Self.numbered("both", ["v4", "b4"]))
    region.report(Self.numbered("both", ["b4"]))
    #expect(youth(region, "v4", "b4") == [false, true])
    // What was kept goes when the row names another number, or another citizen service number.
    region.report(Self.numbered("kept", ["v5"]))
    region.report(Self.numbered("kept", ["b5"]))
    region.report(Self.numbered("kept", ["b6"]))
    #expect(youth(region, "v5", "b5", "b6") == [false, false, true])
  }
}
