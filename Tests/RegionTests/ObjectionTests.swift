import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What suspends the exchange of a youth: an objection, a family that was not informed, a legal ground that ended.
struct ObjectionTests {
  private func object(_ region: inout RegionState, _ step: ObjectionStep, _ id: String) throws -> Int {
    let decision = try region.decideObjection(step, on: id, today: Samples.today, at: 3)
    for event in decision.events { region.apply(event) }
    return decision.signals
  }

  private func region() -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["bsn", "vnr"], guardians: ["g"]))
    region.report(Samples.signal("s2", youth: ["vnr"]))
    region.report(Samples.signal("s3", youth: ["other"]))
    return region
  }

  private func isGuardianFound(_ region: RegionState) -> Bool {
    region.signals.guardians.reference(of: Samples.person("g")).map { region.belongsInFeed($0, .guardian) } ?? false
  }

  @Test func anObjectionSuspendsEverySignalOnTheYouth() throws {
    var region = region()
    #expect(isGuardianFound(region))
    #expect(try object(&region, .lodged, "s2") == 2)
    #expect(!region.isFound("bsn") && !region.isFound("vnr") && region.isFound("other"))
    #expect(!isGuardianFound(region))
    #expect(region.signals.count == 3, "the signals stay")
    #expect(region.signals.summary("s1")?.objectedOn == Samples.today)
    #expect(try region.decideObjection(.lodged, on: "s1", today: Samples.today, at: 4).events.isEmpty)
    #expect(try object(&region, .rejected, "s1") == 2)
    #expect(region.isFound("bsn") && region.isFound("vnr") && isGuardianFound(region))
    #expect(region.signals.objections == 0)
  }

  @Test func newAndChangedSignalsOnTheYouthStayOutOfTheFeeds() throws {
    var region = region()
    _ = try object(&region, .lodged, "s1")
    region.report(Samples.signal("s4", youth: ["vnr", "third"]))
    #expect(!region.isFound("third"))
    region.report(Samples.signal("s1", youth: ["bsn", "vnr"], note: "another contact"))
    #expect(!region.isFound("bsn"))
    // The objection is the youth's, not the signal's: it outlives the signal that it was lodged with.
    try region.withdraw("s1", .mistaken)
    #expect(!region.isFound("vnr"))
    #expect(try object(&region, .rejected, "s4") == 2)
    #expect(region.isFound("vnr") && region.isFound("third"))
    #expect(region.signals.objections == 0)
  }

  @Test func anObjectionThatIsUpheldErasesAllAndArchivesNothing() throws {
    var region = region()
    try region.withdraw("s2", .riskGone)
    _ = try object(&region, .lodged, "s1")
    #expect(try object(&region, .upheld, "s1") == 2)
    #expect(region.signals.ids == ["s3"])
    #expect(region.signals.erased.keys.sorted() == ["s1", "s2"])
    #expect(region.signals.objections == 0)
    #expect(try object(&region, .upheld, "s1") == 0, "twice is once")
    #expect(throws: Problem.self) { try region.decideObjection(.lodged, on: "s1", today: Samples.today, at: 5) }
  }

  @Test func aReportMayTellOfAnObjection() {
    var region = region()
    func report(_ signal: SignalContent, _ step: ObjectionStep) {
      for event in region.decideReport(signal, objection: step, today: Samples.today, profile: .jeugdwet, at: 6).events
      {
        region.apply(event)
      }
    }
    report(Samples.signal("s2", youth: ["vnr"], note: "1"), .lodged)
    #expect(!region.isFound("bsn"))
    report(Samples.signal("s2", youth: ["vnr"], note: "2"), .rejected)
    #expect(region.isFound("bsn"))
    report(Samples.signal("s2", youth: ["vnr"], note: "3"), .upheld)
    #expect(region.signals.ids == ["s3"])
  }

  @Test func whoIsObjectedAboutIsInNoMatchWithinTheRegion() throws {
    var region = region()
    #expect(region.matchesWithin(municipality: nil).count == 1)
    _ = try object(&region, .lodged, "s1")
    #expect(region.matchesWithin(municipality: nil).isEmpty)
  }

  @Test func theRegionMayHoldExchangeUntilTheFamilyIsInformed() throws {
    var region = region()
    for event in region.decideRules(ExchangeRules(holdsUninformed: true), at: 1) { region.apply(event) }
    #expect(!region.isFound("other"))
    #expect(region.decideRules(ExchangeRules(holdsUninformed: true), at: 2).isEmpty)
    var informed = Samples.signal("s3", youth: ["other"], note: "informed")
    informed.informedOn = Samples.today
    region.report(informed)
    #expect(region.isFound("other") && !region.isFound("bsn"))
    #expect(region.matchesWithin(municipality: nil).count == 1, "it is exchange that waits")
    for event in region.decideRules(ExchangeRules(), at: 3) { region.apply(event) }
    #expect(region.isFound("bsn"))
  }

  @Test func nothingIsInAnyFeedOnceTheLegalGroundEnded() {
    var region = region()
    for event in region.decideRules(ExchangeRules(hasEnded: true), at: 1) { region.apply(event) }
    #expect(!region.isFound("other") && !region.isFound("bsn") && !isGuardianFound(region))
    #expect(region.signals.count == 3)
  }
}
