import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What stores of format 1 say of a release: one moment for the whole match.
@Suite(.timeLimit(.minutes(30))) struct FirstFormatReleaseTests {
  private func work(releasedAt: Int) throws -> MatchWork {
    var writer = ByteWriter()
    for _ in 0..<4 { writer.bool(false) }
    writer.int(releasedAt)
    var reader = ByteReader(writer.bytes, format: 1)
    let work = try MatchWork(from: &reader)
    #expect(reader.isAtEnd)
    return work
  }

  @Test func firstFormatReleaseIsReadAsWholeMatch() throws {
    #expect(try work(releasedAt: 5).isReleasedThroughout && work(releasedAt: 5).released.isEmpty)
    #expect(try !work(releasedAt: 0).isReleasedThroughout)
  }

  @Test func openedStoreNamesTheSignalsThatWereReleased() throws {
    var state = RegionState()
    let id = try #require(MatchId([UInt8](repeating: 1, count: 16)))
    let other = try #require(MatchId([UInt8](repeating: 2, count: 16)))
    for name in [id, other] {
      state.matches.shown[name] = ShownMatch(
        id: name, kind: .youth, peer: Samples.drenthe, members: [name], detectedAt: 1)
    }
    state.matches.shown[id]?.work = try work(releasedAt: 5)
    let events = MatchDecisions(state).decideReleasesOfBefore()
    #expect(events.count == 1)
    for event in events { state.apply(event) }
    #expect(MatchDecisions(state).decideReleasesOfBefore().isEmpty)
    state.apply(.matches(.releasesNamed(id, signals: ["a"])))
    #expect(state.matches.shown[id]?.work.released == ["a"])
  }
}
