import Cryptography
import PeerProtocol
import Testing

@testable import Region

/// What is shown of many matches does not depend on the order of a set, which is another one after each start.
@Suite(.timeLimit(.minutes(30))) struct ShownMatchOrderTests {
  private static let names = (0..<40).map { "youth \($0)" }

  private func match(_ number: Int) throws -> MatchId {
    try #require(MatchId([UInt8](repeating: UInt8(number + 1), count: 16)))
  }

  /// A region with a match on each youth; all have one guardian, and the last was detected first.
  private func region() throws -> RegionState {
    var state = RegionState()
    let agreement = try #require(DocumentId(SHA256.hash(Array("agreement".utf8))))
    for name in Self.names {
      let signal = Samples.signal("signal \(name)", youth: [name], guardians: ["guardian"])
      state.apply(.signals(.recorded(signal, at: 1)))
    }
    for (number, name) in Self.names.enumerated() {
      let identity = try #require(state.signals.youths.reference(of: Samples.person(name)))
      let handle = try #require(Handle([UInt8](repeating: UInt8(number), count: 16)))
      let record = MatchRecord(
        id: try match(number), key: FeedKey(agreement: agreement, kind: .youth), peer: Samples.drenthe,
        identity: identity, ownHandle: handle, peerHandle: handle, revision: 1)
      state.matches.store(record)
      state.apply(.matches(.proven(record.id, peerProof: [1], at: 100 - number)))
    }
    return state
  }

  @Test func relatedMatchesAreOrderedByDetection() throws {
    let state = try region()
    let last = try #require(state.matches.shown[try match(39)])
    #expect(try MatchReader(state).related(to: last).map(\.id) == (0..<39).reversed().map { try match($0) })
  }

  @Test func matchThatSplitsIsNamedAfterItsLowestMember() throws {
    var state = try region()
    let link = Samples.signal("link", youth: Self.names)
    state.apply(.signals(.recorded(link, at: 200)))
    #expect(state.matches.shown.values.filter(\.isOpen).count == 1)
    let keeper = try #require(state.matches.shown.values.first(where: \.isOpen)?.id)
    let parted = try (0..<40).map { try match($0) }.filter { $0 != keeper }
    let others = try parted.map { id in try #require(try Self.names.indices.first { try match($0) == id }) }
    state.apply(.signals(.recorded(Samples.signal("rest", youth: others.map { Self.names[$0] }), at: 201)))
    state.apply(.signals(.erased([ErasedSignal(id: "link", mark: link.mark)], reason: .mistaken, at: 202)))
    let open = state.matches.shown.filter(\.value.isOpen).mapValues(\.members)
    #expect(open == [keeper: [keeper], try #require(parted.min()): Set(parted)])
  }
}
