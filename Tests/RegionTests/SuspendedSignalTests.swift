import Testing

@testable import Region

/// A suspended signal stays stored, and nobody else learns of it.
@Suite(.timeLimit(.minutes(30))) struct SuspendedSignalTests {
  private func region() -> RegionState {
    var region = RegionState()
    region.report(Samples.signal("s", youth: ["a"]))
    region.report(Samples.signal("t", youth: ["b"]))
    return region
  }

  @Test func suspendedSignalLeavesTheFeedUntilTheLastReasonEnds() throws {
    var region = region()
    region.apply(.signals(.suspended(ids: ["s"], reason: .reportedDeath, at: 5)))
    region.apply(.signals(.suspended(ids: ["s"], reason: .awaitsSecondPerson, at: 6)))
    #expect(region.signals.summary("s")?.isInFeed == false)
    #expect(region.signals.summary("t")?.isInFeed == true)
    region.apply(.signals(.suspensionEnded(ids: ["s"], reason: .reportedDeath, at: 7)))
    #expect(region.signals.summary("s")?.isInFeed == false)
    region.apply(.signals(.suspensionEnded(ids: ["s"], reason: .awaitsSecondPerson, at: 8)))
    #expect(region.signals.summary("s")?.isInFeed == true)
  }

  @Test func reportEndsOnlyTheSuspensionByRefusedRow() throws {
    var region = region()
    region.apply(.signals(.held(Samples.hold, at: 4)))
    region.apply(.signals(.suspended(ids: ["s"], reason: .refusedEnd, at: 5)))
    region.report(Samples.signal("s", youth: ["a"], note: "again"))
    let row = try #require(region.signals.row("s"))
    #expect(region.signals.rows[Int(row)]?.suspension == [.reportedDeath, .awaitsSecondPerson])
  }

  @Test func snapshotKeepsSuspension() throws {
    var region = region()
    region.apply(.signals(.suspended(ids: ["s"], reason: .refusedEnd, at: 5)))
    var reader = RegionSnapshotReader()
    try RegionSnapshotWriter(region).write { try reader.read($0) }
    let copy = try reader.finish()
    #expect(canonical(copy) == canonical(region))
    #expect(copy.signals.summary("s")?.isInFeed == false)
  }
}
