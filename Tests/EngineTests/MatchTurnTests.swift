import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// Who begins a match: the side that the answer to its batch told of it, and the other where that one stays silent.
@Suite(.timeLimit(.minutes(30))) struct MatchTurnTests {
  private let peer: ForeignPeer
  private let match: MatchId
  /// Which node began by itself when both had found the match; what they send is kept back.
  private let begun: [Int]

  init() throws {
    peer = try ForeignPeer()
    let start = peer.node.today.adding(days: -1)
    for number in [0, 1] {
      let report = Report(id: "\(number)", youth: ["vnr:1000000000"], person: "person \(number)", startedOn: start)
      try peer.world.put(report, at: number)
    }
    var begun: [Int] = []
    for _ in 0..<3 {
      for number in [0, 1] {
        let node = peer.world.nodes[number]
        for delivery in node.engine.outboxes.nextDeliveries(to: peer.world.nodes[1 - number].name) {
          if case .match = delivery.key {
            begun.append(number)
          } else {
            node.engine.outboxes.complete(delivery, peer.world.network.carry(delivery.call, from: node.tlsKey))
          }
        }
      }
    }
    match = try #require(peer.node.state.matches.records.keys.first)
    self.begun = begun
  }

  private var engine: Engine { peer.node.engine }
  private var name: RegionName { peer.world.nodes[1].name }
  private func begins() -> Bool { engine.outboxes.nextDeliveries(to: name).contains { $0.key == .match(match) } }

  @Test func theSideThatItsAnswerTellsBegins() {
    #expect(begun == [1])
    #expect(!begins())
  }

  @Test func aSilentPeerGetsItsTurnAndNoMore() {
    #expect(engine.outboxes.millisecondsUntilDue(name) <= MatchRecord.turnMilliseconds)
    peer.world.time.advance(MatchRecord.turnMilliseconds - 1)
    #expect(!begins())
    #expect(engine.outboxes.millisecondsUntilDue(name) <= 10)
    peer.world.time.advance(1)
    #expect(begins())
    #expect(!begins())
  }

  /// Nothing would be sent however often one looks.
  @Test func aPeerThatIsKeptOutIsNotLookedAtAllTheTime() throws {
    _ = try engine.peering.suspend(region: name.text, reason: "a stolen key")
    #expect(engine.outboxes.millisecondsUntilDue(name) > 1_000)
    _ = try engine.peering.resume(region: name.text)
    #expect(engine.outboxes.millisecondsUntilDue(name) <= MatchRecord.turnMilliseconds)
    _ = try engine.restoreWatch.announce()
    #expect(engine.outboxes.millisecondsUntilDue(name) > 1_000)
    _ = try engine.restoreWatch.confirmImport(importedOtherwise: true)
    #expect(engine.outboxes.millisecondsUntilDue(name) <= MatchRecord.turnMilliseconds)
  }

  @Test func aPeerThatBeginsOthersIsWaitedForButNotForever() {
    for _ in 0..<EngineLimits.longestTurnMilliseconds / 200 {
      peer.world.time.advance(200)
      engine.lanes.lane(name) { $0.peerBeganAt = peer.node.clock.uptimeMilliseconds }
      #expect(!begins())
    }
    peer.world.time.advance(MatchRecord.turnMilliseconds)
    engine.lanes.lane(name) { $0.peerBeganAt = peer.node.clock.uptimeMilliseconds }
    #expect(begins())
  }

  @Test func aClockThatWasSetBackMakesNothingWait() {
    peer.node.clock.set(by: -3_600_000)
    #expect(!begins())
    peer.world.time.advance(MatchRecord.turnMilliseconds)
    #expect(begins())
  }

  @Test func aMatchThatThePeerBeganIsAnsweredWithOurViewAtOnce() throws {
    let other = peer.world.nodes[1]
    // The peer's message, which was kept back, is what it sends again later.
    let proof = try other.arithmetic.prove(
      #require(other.engine.statement(other.state.matches.records[match], other.state)))
    let body = MatchView(proof: proof).bytes
    #expect(peer.ask("PUT", peer.path + "/matches/" + match.base64URL, body).status == 200)
    let delivery = try #require(engine.outboxes.nextDeliveries(to: name).first { $0.key == .match(match) })
    #expect(try !MatchView(parsing: #require(delivery.call.body)).isProofOnly)
  }
}

extension Engine {
  fileprivate func statement(_ match: MatchRecord?, _ state: RegionState) -> MatchStatement? {
    match.flatMap { matches.statement($0, state) }
  }
}
