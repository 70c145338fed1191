import PeerProtocol
import Testing

@testable import Region

/// What the state knows of the machine's clock.
@Suite(.timeLimit(.minutes(30))) struct ClockTrustTests {
  private func snapshot(of state: RegionState) -> [[UInt8]] {
    var items: [[UInt8]] = []
    RegionSnapshotWriter(state).write { items.append($0) }
    return items
  }

  @Test func eventsTellTheNewestMoment() {
    var state = RegionState()
    state.apply(.signals(.erased([], reason: .mistaken, at: 5_000)))
    state.apply(.peering(.contactMade(Samples.drenthe, at: Timestamp(seconds: 3))))
    #expect(state.clock.newestMoment == 5_000)
    state.apply(.clock(.observed(at: 4_000)))
    #expect(state.clock.newestMoment == 4_000)
  }

  /// A snapshot of the first format has no word on the clock: what it holds tells the newest moment.
  @Test func anOldSnapshotTellsTheNewestMomentToo() throws {
    var state = RegionState()
    state.apply(.peering(.alarmRaised(Samples.drenthe, code: "x", count: 1, at: Timestamp(seconds: 7))))
    var reader = RegionSnapshotReader()
    for item in snapshot(of: state) where item.first != SnapshotItem.clock.rawValue { try reader.read(item) }
    #expect(try reader.finish().clock.newestMoment == 7_000)
  }

  @Test func aDoubtSurvivesASnapshotAndEndsWithANewBase() throws {
    var state = RegionState()
    state.apply(.signals(.erased([], reason: .mistaken, at: 9_000_000_000_000)))
    state.apply(.clock(.doubtBegan(.init(cause: .start, clock: 1_000, expected: 9_000_000_000_000))))
    var reader = RegionSnapshotReader()
    for item in snapshot(of: state) { try reader.read(item) }
    var restored = try reader.finish()
    #expect(restored.clock == state.clock && restored.clock.isInDoubt)
    restored.apply(.clock(.doubtEnded(.steady, at: 1_000, differing: [])))
    #expect(!restored.clock.isInDoubt && restored.clock.newestMoment == 1_000)
  }

  /// Neither a peer that was heard nor an invitation stands in the future after a doubt.
  @Test func momentsOfAWrongYearAreCutBack() {
    var state = RegionState()
    state.apply(.peering(.contactMade(Samples.drenthe, at: Timestamp(seconds: 4_000_000_000))))
    state.apply(
      .peering(
        .invitationCreated(Invitation(id: [1], secret: [2], expiresAt: Timestamp(seconds: 4_000_000_000)))))
    state.apply(.clock(.doubtBegan(.init(cause: .start, clock: 1_000, expected: 2_000))))
    state.apply(.clock(.doubtEnded(.confirmed, at: 1_000_000, differing: [])))
    #expect(state.peering.heardAt[Samples.drenthe] == 1_000)
    #expect(state.peering.invitations.map(\.expiresAt.seconds) == [1_000 + 48 * 3_600])
  }
}
