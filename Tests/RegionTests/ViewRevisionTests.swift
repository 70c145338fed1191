import PeerProtocol
import Testing

@testable import Region

/// The number of our next view of a match.
@Suite(.timeLimit(.minutes(30))) struct ViewRevisionTests {
  @Test func revisionGrowsWithTheClockAndByOneWhereTheClockStands() {
    #expect(MatchRecord.revision(after: 5, at: 10) == 10)
    #expect(MatchRecord.revision(after: 10, at: 10) == 11)
    #expect(MatchRecord.revision(after: 20, at: 10) == 21)
  }

  @Test func revisionNeverPassesTheLargestNumberOfJSON() {
    let largest = ProtocolLimits.largestInteger
    #expect(MatchRecord.revision(after: largest - 1, at: 10) == largest)
    #expect(MatchRecord.revision(after: largest, at: 10) == largest)
    #expect(MatchRecord.revision(after: .max, at: 10) == largest)
  }
}
