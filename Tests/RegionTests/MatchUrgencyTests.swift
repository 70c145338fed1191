import PeerProtocol
import Testing

@testable import Region

/// What stands first on the worklist.
@Suite(.timeLimit(.minutes(30))) struct MatchUrgencyTests {
  private func brief(_ number: UInt8, due: Int?, isAwaited: Bool = true) throws -> MatchBrief {
    MatchBrief(
      id: try #require(MatchId([UInt8](repeating: number, count: 16))), parties: [], isAsking: true,
      isContactAwaited: isAwaited, due: due, releasing: [], assignee: nil, family: [])
  }

  /// The given order is by age. Where the professionals spoke, the day is of no interest any more.
  @Test func contactThatIsDueFirstStandsFirstThenTheOldest() throws {
    let given = [
      try brief(1, due: 50, isAwaited: false), try brief(2, due: nil), try brief(3, due: 300), try brief(4, due: 100),
      try brief(5, due: nil, isAwaited: false), try brief(6, due: 100), try brief(7, due: 200),
    ]
    let expected: [UInt8] = [4, 6, 7, 3, 1, 2, 5]
    #expect(MatchBriefs.mostUrgentFirst(given).map(\.id.bytes.first) == expected)
  }
}
