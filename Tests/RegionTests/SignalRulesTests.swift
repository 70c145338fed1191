import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// The rules of DOMAIN and of the import that a region's signals follow.
@Suite(.timeLimit(.minutes(30))) struct SignalRulesTests {
  @Test func theSameReportTwiceChangesNothing() {
    var region = RegionState()
    let signal = Samples.signal("s1", youth: ["a"])
    #expect(region.report(signal) == .added)
    #expect(
      SignalDecisions(region).decideReport(signal, today: Samples.today, profile: .jeugdwet, at: 5).events.isEmpty)
    #expect(region.report(signal) == .unchanged)
    #expect(region.signals.count == 1)
  }

  @Test func aChangedReportIsAnUpdate() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    #expect(region.report(Samples.signal("s1", youth: ["b"], note: "other youth")) == .updated)
    #expect(!region.isFound("a"))
    #expect(region.isFound("b"))
    #expect(region.signals.youths.reference(of: Samples.person("a")) == nil, "nothing names the first youth any more")
  }

  @Test func aWithdrawnSignalStaysWithdrawnWhenItComesAgainUnchanged() throws {
    var region = RegionState()
    let signal = Samples.signal("s1", youth: ["a"])
    for reason in [EndReason.riskGone, .mistaken] {
      region.report(Samples.signal("s1", youth: ["a"], note: reason.name))
      try region.withdraw("s1", reason)
      #expect(!region.isFound("a"))
      let again = region.report(Samples.signal("s1", youth: ["a"], note: reason.name))
      #expect(again == (reason == .mistaken ? .keptErased(.mistaken) : .unchanged))
      #expect(!region.isFound("a"))
    }
    #expect(region.report(signal) == .restored, "other contents are news")
    #expect(region.isFound("a"))
  }

  @Test(arguments: [EndReason.mistaken, .objection])
  func whatWasMistakenOrObjectedToIsErasedAtOnce(reason: EndReason) throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"]))
    try region.withdraw("s1", reason)
    #expect(region.signals.count == 0)
    #expect(region.signals.youths.count == 0)
    #expect(region.signals.guardians.count == 0)
    #expect(region.signals.marks.byId.keys.sorted() == ["s1"])
  }

  @Test func aSignalReportedAsMistakenIsNeverStored() {
    var region = RegionState()
    #expect(region.report(Samples.signal("s1", youth: ["a"], ended: .mistaken)) == .notKept)
    #expect(region.signals.count == 0)
    #expect(region.signals.youths.count == 0)
  }

  @Test func anotherReasonEndsOneSignalOnly() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    region.report(Samples.signal("s2", youth: ["a"]))
    try region.withdraw("s1", .riskGone)
    #expect(region.isFound("a"))
    try region.withdraw("s2", .riskGone)
    #expect(!region.isFound("a"))
    #expect(region.signals.summary("s1")?.status == .archived)
  }

  @Test func whoMovedAwayStaysFindableAndIsShownAsLeft() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    try region.withdraw("s1", .movedAway)
    #expect(region.isFound("a"))
    #expect(region.signals.summary("s1")?.status == .left)
    try region.withdraw("s1", .riskGone)
    #expect(!region.isFound("a"))
  }

  @Test func whatIsWithheldIsNeverInAFeed() {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"], guardians: ["g"], shielding: .withheld))
    #expect(!region.isFound("a"))
    #expect(
      region.signals.guardians.reference(of: Samples.person("g")).map { region.belongsInFeed($0, .guardian) } == false)
    region.report(Samples.signal("s2", youth: ["a"], shielding: .desk))
    #expect(region.isFound("a"))
  }

  @Test func theTermEndsASignal() {
    var region = RegionState()
    region.report(Samples.signal("old", youth: ["a"], started: "2024-06-15"))
    #expect(!region.isFound("a"), "ran out before it came")
    region.report(Samples.signal("young", youth: ["b"], started: "2024-06-16"))
    #expect(region.isFound("b"))
    region.sweep(Samples.today.adding(days: 1))
    #expect(!region.isFound("b"))
    #expect(region.signals.summary("young")?.endReason == .term)
  }

  @Test func aMonthThatIsTooShortEndsATermOnItsLastDay() throws {
    let leap = try #require(CalendarDate(iso: "2024-02-29"))
    #expect(leap.adding(months: 24).iso == "2026-02-28")
    #expect(leap.adding(months: 12 * 4).iso == "2028-02-29")
    let end = try #require(CalendarDate(iso: "2026-08-31"))
    #expect(end.adding(months: 6).iso == "2027-02-28")
    #expect(end.adding(months: 4).iso == "2026-12-31")
  }

  @Test func anUnknownSignalIsNamed() {
    let region = RegionState()
    #expect(throws: Refusal.self) {
      try SignalDecisions(region).decideWithdrawal(
        "none", reason: .riskGone, today: Samples.today, profile: .jeugdwet, at: 1)
    }
  }

  /// What an update replaces has to leave the disk, too: a corrected identity above all.
  @Test func anUpdateErasesWhatItReplaces() {
    var region = RegionState()
    let first = RegionEvent.signals(.recorded(Samples.signal("s1", youth: ["a"]), at: 1))
    let corrected = RegionEvent.signals(.recorded(Samples.signal("s1", youth: ["b"]), at: 2))
    #expect(!first.erases(from: region))
    region.apply(first)
    #expect(corrected.erases(from: region))
  }
}
