import Testing

@testable import Region

/// How long a hold is kept on a youth whom no signal names any more.
@Suite(.timeLimit(.minutes(30))) struct HoldRetentionTests {
  @Test func mergedHoldCountsFromTheLastDayOnWhichTheYouthWasNamed() {
    var later = Samples.hold
    later.namedOn = 20_100
    var merged = Samples.hold
    merged.merge(later)
    #expect(merged.namedOn == 20_100)
    later.merge(Samples.hold)
    #expect(later.namedOn == 20_100)
  }
}
