import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// Which entries of a peer's feed a generation named.
@Suite(.timeLimit(.minutes(30))) struct IncomingFeedTests {
  private func addition(_ number: UInt8) throws -> ReceivedAddition {
    ReceivedAddition(
      handle: try #require(Handle([UInt8](repeating: number, count: 16))), point: Samples.person("person \(number)"),
      token: try #require(MatchToken([UInt8](repeating: number, count: 16))))
  }

  @Test func unnamedEntriesAreThoseThatNeitherTheGenerationNorItsLastBatchNames() throws {
    var feed = IncomingFeed(peer: Samples.drenthe)
    let all = try (1...3).map { try addition($0) }
    func put(_ addition: ReceivedAddition) {
      feed.put(
        addition.handle,
        IncomingFeed.Entry(
          point: addition.point, token: addition.token, generation: feed.generation, addedOn: .load))
    }
    feed.generation = 1
    all.forEach(put)
    #expect(feed.named == 3 && feed.unnamed.isEmpty)
    (feed.generation, feed.named) = (2, 0)
    put(all[0])
    #expect(feed.named == 1 && feed.isNamed(all[0].handle) && !feed.isNamed(all[1].handle))
    #expect(Set(feed.unnamed) == [all[1].handle, all[2].handle])
    #expect(feed.unnamed(but: [all[1]]) == [all[2].handle])
  }
}
