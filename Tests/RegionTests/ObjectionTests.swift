import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What suspends the exchange of a youth: an objection, a family that was not informed, a legal ground that ended.
@Suite(.timeLimit(.minutes(30))) struct ObjectionTests {
  private func object(_ region: inout RegionState, _ step: ObjectionStep, _ id: String) throws -> Int {
    try region.object(step, id).signals
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
    #expect(
      try HoldDecisions(region).decideObjection(.lodged, on: "s1", today: Samples.today, by: Samples.officer, at: 4)
        .events.isEmpty)
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
    let first = try region.object(.upheld, "s1")
    #expect(first.standing == .awaitsSecondPerson && first.signals == 2)
    #expect(try region.object(.upheld, "s2").standing == .awaitsSecondPerson, "one person twice is one person")
    #expect(region.signals.ids == ["s1", "s2", "s3"] && !region.isFound("bsn"))
    let second = try region.object(.upheld, "s1", by: Samples.officer)
    #expect(second.standing == .erased && second.signals == 2)
    #expect(region.signals.ids == ["s3"])
    #expect(region.signals.marks.byId.keys.sorted() == ["s1", "s2"])
    #expect(region.signals.objections == 0 && region.signals.allHolds.isEmpty)
    #expect(try object(&region, .upheld, "s1") == 0, "twice is once")
    #expect(throws: Refusal.self) { try region.object(.lodged, "s1") }
  }

  /// A report on the youth of `s1` and `s2`, that says something of an objection.
  private func tell(_ region: inout RegionState, _ step: ObjectionStep?, _ note: String, id: String = "s2") {
    var signal = Samples.signal(id, youth: ["vnr"], note: note)
    signal.objection = step
    region.report(signal)
  }

  @Test func aReportMayTellOfAnObjection() throws {
    var region = region()
    tell(&region, .lodged, "1")
    #expect(!region.isFound("bsn"))
    tell(&region, .rejected, "2")
    #expect(region.isFound("bsn"))
    tell(&region, .upheld, "3")
    #expect(region.signals.ids == ["s1", "s2", "s3"] && !region.isFound("bsn"), "a row is one person's word")
    #expect(throws: Refusal.self, "the one who wrote the row does not decide alone") {
      try region.object(.rejected, "s2", by: Approval(role: "index", credential: [], name: "", at: Samples.officer.at))
    }
    try region.object(.upheld, "s1", by: Samples.officer)
    #expect(region.signals.ids == ["s3"])
  }

  /// An index goes on saying what it said; people may have decided otherwise since.
  @Test func whatAReportSaidBeforeIsNoNews() throws {
    var region = region()
    tell(&region, .rejected, "1")
    _ = try object(&region, .lodged, "s1")
    tell(&region, .rejected, "another telephone number")
    #expect(!region.isFound("bsn"))
    tell(&region, .rejected, "a signal that was not reported before", id: "s5")
    #expect(!region.isFound("bsn"))
    tell(&region, nil, "2")
    tell(&region, .rejected, "3")
    #expect(region.isFound("bsn"), "said anew")

    tell(&region, .lodged, "4")
    _ = try object(&region, .rejected, "s1")
    tell(&region, .lodged, "5")
    #expect(region.isFound("bsn"))
    tell(&region, .lodged, "a signal that was not reported before", id: "s6")
    #expect(!region.isFound("bsn"), "the careful side")
  }

  /// It is lodged between the look at what a file of the whole index leaves out, and the removal.
  @Test func nothingIsRemovedThatIsObjectedToMeanwhile() throws {
    var region = region()
    let found = RetentionDecisions(region).unnamed(in: 0..<10, named: ["s1"])
    #expect(found.signals.count == 2 && found.objectedTo == 0)
    _ = try object(&region, .lodged, "s1")
    let removal = RetentionDecisions(region).decideRemovals(found.signals, at: 5)
    #expect(removal.count == 1)
    for event in removal.events { region.apply(event) }
    #expect(region.signals.ids == ["s1", "s2"])
  }

  @Test func whatWasSaidOutlivesASnapshot() throws {
    var region = region()
    tell(&region, .rejected, "1")
    _ = try object(&region, .lodged, "s1")
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(region).write { try reader.read($0) }
    var read = try reader.finish()
    tell(&read, .rejected, "2")
    #expect(!read.isFound("bsn"))
  }

  @Test func whoIsObjectedAboutIsInNoMatchWithinTheRegion() throws {
    var region = region()
    #expect(region.matchesWithin.count == 1)
    _ = try object(&region, .lodged, "s1")
    #expect(region.matchesWithin.isEmpty)
  }

  @Test func theRegionMayHoldExchangeUntilTheFamilyIsInformed() throws {
    var region = region()
    for event in RetentionDecisions(region).decideRules(ExchangeRules(holdsUninformed: true), at: 1) {
      region.apply(event)
    }
    #expect(!region.isFound("other"))
    #expect(RetentionDecisions(region).decideRules(ExchangeRules(holdsUninformed: true), at: 2).isEmpty)
    var informed = Samples.signal("s3", youth: ["other"], note: "informed")
    informed.informedOn = Samples.today
    region.report(informed)
    #expect(region.isFound("other") && !region.isFound("bsn"))
    #expect(region.matchesWithin.count == 1, "it is exchange that waits")
    for event in RetentionDecisions(region).decideRules(ExchangeRules(), at: 3) { region.apply(event) }
    #expect(region.isFound("bsn"))
  }

  @Test func nothingIsInAnyFeedOnceTheLegalGroundEnded() {
    var region = region()
    for event in RetentionDecisions(region).decideRules(ExchangeRules(hasEnded: true), at: 1) { region.apply(event) }
    #expect(!region.isFound("other") && !region.isFound("bsn") && !isGuardianFound(region))
    #expect(region.signals.count == 3)
  }
}
