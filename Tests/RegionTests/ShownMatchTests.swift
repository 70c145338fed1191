import Cryptography
import PeerProtocol
import TestSupport
import Testing

@testable import Region

/// Users see one match per youth and peer, also when signals show later that two youths are one, or are not.
@Suite(.timeLimit(.minutes(30))) struct ShownMatchTests {
  private let agreement = DocumentId(SHA256.hash(Array("agreement".utf8)))

  /// A region with a match on each of the identities `names`, with the same peer.
  private func region(_ names: [String]) throws -> RegionState {
    var state = RegionState()
    for name in names { state.apply(.signals(.recorded(Samples.signal("signal \(name)", youth: [name]), at: 1))) }
    let key = FeedKey(agreement: try #require(agreement), kind: .youth)
    for (number, name) in names.enumerated() {
      let identity = try identity(name, state)
      let id = try match(number)
      let handle = try #require(Handle([UInt8](repeating: UInt8(number), count: 16)))
      state.matches.store(
        MatchRecord(
          id: id, key: key, peer: Samples.drenthe, identity: identity, ownHandle: handle, peerHandle: handle,
          revision: 1))
      state.apply(.matches(.proven(id, peerProof: [1], at: 10 + number)))
    }
    return state
  }

  private func match(_ number: Int) throws -> MatchId {
    try #require(MatchId([UInt8](repeating: UInt8(number + 1), count: 16)))
  }

  private func identity(_ name: String, _ state: RegionState) throws -> UInt32 {
    try #require(state.signals.youths.reference(of: Samples.person(name)))
  }

  private func open(_ state: RegionState) -> [MatchId: Set<MatchId>] {
    state.matches.shown.filter(\.value.isOpen).mapValues(\.members)
  }

  /// Replays the changes and gives what a follower holds then.
  private func followed(_ state: RegionState) -> Set<MatchId> {
    var held: Set<MatchId> = []
    for (number, change) in state.matches.changes.enumerated() {
      #expect(change.sequence == number + 1)
      switch change.kind {
      case .new: #expect(held.insert(change.match).inserted)
      case .changed: #expect(held.contains(change.match))
      case .ended: #expect(held.remove(change.match) != nil)
      }
    }
    return held
  }

  @Test func aSignalWithBothNumbersJoinsAndItsErasureParts() throws {
    var state = try region(["a", "b", "c"])
    let (a, b, c) = (try match(0), try match(1), try match(2))
    #expect(open(state) == [a: [a], b: [b], c: [c]])
    state.apply(.signals(.recorded(Samples.signal("link", youth: ["b", "a"]), at: 20)))
    #expect(open(state) == [a: [a, b], c: [c]])
    #expect(followed(state) == [a, c])
    state.apply(.signals(.erased([ErasedSignal(id: "link", mark: Samples.mark("link"))], reason: .mistaken, at: 30)))
    #expect(open(state) == [a: [a], b: [b], c: [c]])
    #expect(followed(state) == [a, b, c])
    #expect(state.matches.records.values.allSatisfy { $0.shown == $0.id })
  }

  /// Two matches turn out to be one youth's: what was done with either is kept, the latest word of each kind.
  @Test func workOnEitherOutlivesAJoin() throws {
    var state = try region(["a", "b"])
    let (a, b) = (try match(0), try match(1))
    func work(_ id: MatchId, _ action: MatchAction, at: Int) throws {
      for event in try MatchDecisions(state).decide(action, on: id, at: at) { state.apply(event) }
    }
    try work(a, .followUp(.notified, reason: nil, outcome: []), at: 11_000)
    try work(a, .propose(Samples.drenthe), at: 12_000)
    try work(a, .consent(.given), at: 13_000)
    try work(b, .followUp(.contacted, reason: nil, outcome: []), at: 14_000)
    try work(b, .handover(.wanted), at: 15_000)
    try work(b, .consent(.refused), at: 16_000)
    let before = try #require(state.matches.records[a]?.revision)
    state.apply(.signals(.recorded(Samples.signal("link", youth: ["a", "b"]), at: 20_000)))
    let joined = try #require(state.matches.shown[a]?.work)
    #expect(joined.followUp?.state == .contacted && joined.coordination?.holder == Samples.drenthe)
    #expect(joined.handover?.state == .wanted && joined.consent == .refused)
    #expect(state.matches.shown[b]?.work == MatchWork(), "nothing stays with the one that ended")
    #expect(state.matches.records.values.allSatisfy { $0.revision > before }, "the peer gets it in both")
  }

  @Test func aLinkThatMovesPartsOneAndJoinsAnother() throws {
    var state = try region(["a", "b", "c"])
    let (a, b, c) = (try match(0), try match(1), try match(2))
    state.apply(.signals(.recorded(Samples.signal("link", youth: ["a", "b"]), at: 20)))
    state.apply(.signals(.recorded(Samples.signal("link", youth: ["b", "c"]), at: 30)))
    #expect(open(state)[a] == [a])
    #expect(Set(open(state).values) == [[a], [b, c]])
    #expect(followed(state) == Set(open(state).keys))
  }

  /// The name of the first member may be taken by a match that it left: then the next free name is taken.
  @Test func aNameThatIsTakenIsNotTakenOver() throws {
    var state = try region(["a", "b"])
    let (a, b) = (try match(0), try match(1))
    state.apply(.signals(.recorded(Samples.signal("link", youth: ["a", "b"]), at: 20)))
    #expect(open(state) == [a: [a, b]])
    // The match that gave the name ends; the youth's other one goes on under it.
    let record = try #require(state.matches.records[a])
    state.matches.remove(a, at: 30)
    #expect(open(state) == [a: [b]])
    state.apply(.signals(.erased([ErasedSignal(id: "link", mark: Samples.mark("link"))], reason: .mistaken, at: 40)))
    var again = record
    again.shown = nil
    again.peerProof = []
    state.matches.store(again)
    state.apply(.matches(.proven(a, peerProof: [2], at: 50)))
    #expect(Set(open(state).values) == [[a], [b]])
    #expect(open(state).count == 2)
    #expect(followed(state) == Set(open(state).keys))
  }

  @Test func whatIsNoLongerActiveLeavesAndComesBack() throws {
    var state = try region(["a"])
    let a = try match(0)
    state.matches.update(a) { $0.view = MatchView(proof: []) }
    state.apply(.signals(.ended(ids: ["signal a"], reason: .riskGone, on: 5, at: 20)))
    #expect(open(state).isEmpty && followed(state).isEmpty)
    #expect(state.matches.records[a]?.view == nil, "a view stays although no signal of ours is active")
    state.apply(.signals(.recorded(Samples.signal("new", youth: ["a"]), at: 30)))
    #expect(open(state) == [a: [a]] && followed(state) == [a])
  }

  @Test func everyStepIsTheSameInEveryRun() throws {
    func steps() throws -> [MatchChange] {
      var state = try region(["a", "b", "c", "d"])
      state.apply(.signals(.recorded(Samples.signal("link", youth: ["a", "b", "c", "d"]), at: 20)))
      state.apply(.signals(.erased([ErasedSignal(id: "link", mark: Samples.mark("link"))], reason: .mistaken, at: 30)))
      return state.matches.changes
    }
    let first = try steps()
    for _ in 0..<10 { #expect(try steps() == first) }
  }
}
