import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// An objection belongs to the youth until it is decided on: no new id, withdrawal or file undoes it.
@Suite(.timeLimit(.minutes(30))) struct YouthObjectionTests {
  private func lodged() throws -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["bsn"]))
    try region.object(.lodged, "s1")
    return region
  }

  @Test func newIdAfterTheWithdrawalStaysOutOfTheFeed() throws {
    var region = try lodged()
    try region.withdraw("s1", .mistaken)
    #expect(region.signals.count == 0 && region.signals.allHolds.count == 1)
    region.report(Samples.signal("s2", youth: ["bsn"]))
    #expect(!region.isFound("bsn") && region.signals.summary("s2")?.objectedOn == Samples.today)
  }

  @Test func identityThatIsLinkedLaterIsHeldAlsoWithoutTheLink() throws {
    var region = try lodged()
    region.report(Samples.signal("link", youth: ["bsn", "vnr"]))
    try region.withdraw("link", .mistaken)
    try region.withdraw("s1", .mistaken)
    region.report(Samples.signal("s3", youth: ["vnr"]))
    #expect(!region.isFound("vnr"))
    // The signal that it was lodged with turns out to be about another number.
    var moved = try lodged()
    moved.report(Samples.signal("s1", youth: ["other"], note: "corrected"))
    #expect(!moved.isFound("other"))
  }

  @Test func rowThatIsEndedInTheSameReportLodgesAllTheSame() {
    var region = RegionState()
    var row = Samples.signal("s1", youth: ["bsn"], ended: .mistaken)
    row.objection = .lodged
    region.report(row)
    region.report(Samples.signal("s2", youth: ["bsn"]))
    #expect(!region.isFound("bsn"))
  }

  @Test func endReasonObjectionEndsOneSignalOnly() throws {
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["bsn"]))
    region.report(Samples.signal("s2", youth: ["bsn"]))
    try region.withdraw("s1", .objection)
    #expect(region.isFound("bsn") && region.signals.ids == ["s2"])
  }

  @Test func objectionIsDecidedByAFormerSignalOrItsOwnName() throws {
    for name in ["s1", "objection-1"] {
      var region = try lodged()
      try region.withdraw("s1", .mistaken)
      #expect(try region.object(.rejected, name).standing == .released)
      region.report(Samples.signal("s2", youth: ["bsn"]))
      #expect(region.isFound("bsn"))
      #expect(throws: Refusal.self) { try region.object(.rejected, name) }
    }
  }

  @Test func oldRowDoesNotLodgeARejectedObjectionAnew() throws {
    var region = RegionState()
    var row = Samples.signal("s1", youth: ["bsn"])
    row.objection = .lodged
    region.report(row)
    try region.object(.rejected, "s1")
    #expect(region.report(row) == .unchanged && region.isFound("bsn"))
    // Also where the index left the signal out for a while.
    let found = RetentionDecisions(region).unnamed(in: 0..<10, named: [])
    for event in RetentionDecisions(region).decideRemovals(found.signals, at: 5).events { region.apply(event) }
    #expect(region.report(row) == .restored && region.isFound("bsn"))
  }

  @Test func rowOfAReportDoesNotEndWhatAPersonUpheld() throws {
    var region = try lodged()
    try region.object(.upheld, "s1")
    var row = Samples.signal("s1", youth: ["bsn"], note: "x")
    row.objection = .rejected
    region.report(row)
    #expect(!region.isFound("bsn"))
    #expect(throws: Refusal.self, "who upheld it does not reject it") { try region.object(.rejected, "s1") }
    #expect(try region.object(.lodged, "s1").standing == .held, "but takes the word back")
    #expect(try region.object(.rejected, "s1").standing == .released)
    #expect(region.isFound("bsn"))
  }

  @Test func objectionWithoutSignalsLeavesAfterFiveYears() throws {
    var region = try lodged()
    try region.withdraw("s1", .mistaken, at: 1_780_000_000_000)
    region.endHolds(Samples.today.adding(years: 4))
    #expect(region.signals.allHolds.count == 1)
    region.endHolds(Samples.today.adding(years: 6))
    #expect(region.signals.allHolds.isEmpty)
  }

  @Test func holdsSurviveASnapshot() throws {
    var region = try lodged()
    region.report(Samples.signal("d", youth: ["bsn", "vnr"], ended: .deceased))
    try region.object(.upheld, "s1")
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(region).write { try reader.read($0) }
    var copy = try reader.finish()
    #expect(canonical(copy) == canonical(region))
    copy.report(Samples.signal("new", youth: ["vnr"]))
    #expect(!copy.isFound("vnr"))
  }

  /// A store of the last release kept objections on the signals alone.
  @Test func objectionOfAnEarlierStoreBecomesTheYouths() throws {
    var writer = ByteWriter()
    writer.byte(1)
    writer.byte(4)
    writer.int(5)
    writer.string("s1")
    writer.int(20_000)
    var region = RegionState()
    region.report(Samples.signal("s1", youth: ["bsn"]))
    for event in try RegionEvent.events(record: writer.bytes) { region.apply(event) }
    #expect(!region.isFound("bsn") && region.signals.allHolds.first?.since == 20_000)
    try region.withdraw("s1", .mistaken)
    region.report(Samples.signal("s2", youth: ["bsn"]))
    #expect(!region.isFound("bsn"))
  }
}
