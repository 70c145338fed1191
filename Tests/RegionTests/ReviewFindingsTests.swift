import PeerProtocol
import Testing

@testable import Region

/// What two readers of the rules on mistakes found.
@Suite(.timeLimit(.minutes(30))) struct ReviewFindingsTests {
  @Test func upheldObjectionErasesEveryIdentityOfTheYouth() throws {
    var region = RegionState()
    region.report(Samples.signal("link", youth: ["bsn", "vnr"]))
    try region.object(.lodged, "link")
    try region.withdraw("link", .mistaken)
    region.report(Samples.signal("s2", youth: ["bsn"]))
    region.report(Samples.signal("s3", youth: ["vnr"]))
    try region.object(.upheld, "s2")
    #expect(try region.object(.upheld, "s2", by: Samples.officer).signals == 2)
    #expect(region.signals.count == 0 && region.signals.allHolds.isEmpty)
  }

  @Test func correctedRowKeepsTheObjectionsOfTwoYouthsApart() throws {
    var region = RegionState()
    region.report(Samples.signal("s50", youth: ["x"]))
    region.report(Samples.signal("s53", youth: ["x"]))
    region.report(Samples.signal("s52", youth: ["y"]))
    try region.object(.lodged, "s50")
    region.report(Samples.signal("s50", youth: ["y"], note: "corrected"))
    #expect(!region.isFound("x") && !region.isFound("y"), "both are held until people decide")
    try region.object(.upheld, "s53")
    try region.object(.upheld, "s53", by: Samples.officer)
    #expect(region.signals.ids == ["s50", "s52"] && !region.isFound("y"))
    try region.object(.rejected, "s50")
    #expect(region.isFound("y"))
  }

  @Test func rejectionForOneYouthLeavesTheObjectionOfTheOther() throws {
    var region = RegionState()
    region.report(Samples.signal("s50", youth: ["x"]))
    region.report(Samples.signal("s53", youth: ["x"]))
    try region.object(.lodged, "s53")
    region.report(Samples.signal("s50", youth: ["y"], note: "corrected"))
    try region.object(.rejected, "s50")
    #expect(region.isFound("y") && !region.isFound("x"))
  }

  @Test func deathThatNamesFewerIdentitiesLetsTheOthersGo() {
    var region = RegionState()
    region.report(Samples.signal("s70", youth: ["a"]))
    var other = Samples.signal("s71", youth: ["b"])
    other.reporter.organisationId = "school"
    region.report(other)
    region.report(Samples.signal("dead", youth: ["a", "b"], ended: .deceased))
    #expect(!region.isFound("a") && !region.isFound("b"))
    region.report(Samples.signal("dead", youth: ["a"], ended: .deceased, note: "corrected"))
    #expect(!region.isFound("a") && region.isFound("b"))
    region.endHolds(Samples.today.adding(days: 4))
    #expect(region.signals.ids == ["s71"])
  }

  @Test func reportThatSaysNothingOfShieldingLowersNothing() {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"], shielding: .withheld))
    var silent = Samples.signal("s1", youth: ["a"], note: "without the column")
    silent.leavesShielding = true
    region.report(silent)
    #expect(region.signals.summary("s1")?.shielding == .withheld && !region.isFound("a"))
    region.report(Samples.signal("s1", youth: ["a"], note: "none, as a word"))
    #expect(region.signals.summary("s1")?.shielding == Shielding.none && region.isFound("a"))
  }

  @Test func twoOfficersAreNotIndexAndOfficer() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["a"]))
    try region.object(.upheld, "s1", by: Samples.officer)
    let second = Approval(role: "privacy-officer", credential: [9], name: "Second", at: Timestamp(seconds: 5))
    #expect(throws: Refusal.self) { try region.object(.upheld, "s1", by: second) }
    let namesake = Approval(role: "index", credential: [8], name: Samples.officer.name, at: Timestamp(seconds: 6))
    #expect(try region.object(.upheld, "s1", by: namesake).standing == .awaitsSecondPerson)
    #expect(region.signals.count == 1)
  }

  @Test func objectionOfARefusedRowWithoutAYouthIsLodgedByTheGoodOne() {
    var region = RegionState()
    var protection = Protection()
    protection.lodgesObjection = true
    let refused = RefusedReport(id: "s1", field: "subject", isUnreadable: true, protection: protection, youth: [])
    for event in SignalDecisions(region).decideRefusals([refused], today: Samples.today, at: 5).events {
      region.apply(event)
    }
    var good = Samples.signal("s1", youth: ["a"])
    good.objection = .lodged
    region.report(good)
    #expect(!region.isFound("a") && region.signals.allHolds.count == 1)
  }

  @Test func ageLimitStaysWhereTheSourceIsInNoFileAnyMore() {
    var region = RegionState()
    var dated = Samples.signal("dated", youth: ["a"])
    dated.eraseOn = Samples.today.adding(days: 1)
    region.report(dated)
    region.report(Samples.signal("undated", youth: ["a"]))
    region.sweep(Samples.today.adding(days: 1))
    #expect(region.signals.count == 0)
    for event in HoldDecisions(region).decideCorrections(unnamedBy: ["undated"], at: 7) { region.apply(event) }
    let outcome = region.report(Samples.signal("undated", youth: ["a"]), today: Samples.today.adding(days: 1))
    #expect(outcome == .keptErased(.ageLimit))
  }

  @Test func correctedBirthDateLeavesNoConflictInTheCount() {
    var region = RegionState()
    var first = Samples.signal("s1", youth: ["a"])
    first.eraseOn = Samples.today.adding(days: 900)
    var second = Samples.signal("s2", youth: ["a"])
    second.eraseOn = Samples.today.adding(days: 1_900)
    region.report(first)
    region.report(second)
    #expect(region.signals.dateConflicts == 2)
    var again = Samples.signal("s2", youth: ["a"], note: "again")
    again.eraseOn = second.eraseOn
    region.report(again)
    #expect(region.signals.dateConflicts == 2)
    var corrected = Samples.signal("s2", youth: ["a"], note: "corrected")
    corrected.eraseOn = first.eraseOn
    region.report(corrected)
    #expect(region.signals.dateConflicts == 0)
  }
}
