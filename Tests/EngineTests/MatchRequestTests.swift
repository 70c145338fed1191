import Cryptography
import PeerProtocol
import PrivateMatching
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What a node answers to messages about matches (Schemas/peer-protocol.md, section 6).
@Suite(.timeLimit(.minutes(30))) struct MatchRequestTests {
  /// One youth that both regions know; the match is detected at the node and not proven yet.
  private func detected() throws -> (peer: ForeignPeer, match: MatchId) {
    let peer = try ForeignPeer()
    let report = Report(
      id: "own", youth: ["vnr:1000000000"], person: "person", startedOn: peer.node.today.adding(days: -1))
    try peer.world.put(report, at: 0)
    try peer.world.put(
      Report(id: "theirs", youth: ["vnr:1000000000"], person: "other", startedOn: report.startedOn), at: 1)
    // Batches pass, the proofs do not yet: the match is driven by hand.
    for _ in 0..<3 {
      for number in [0, 1] {
        let node = peer.world.nodes[number]
        for delivery in node.engine.outboxes.nextDeliveries(to: peer.world.nodes[1 - number].name) {
          if case .match = delivery.key { continue }
          node.engine.outboxes.complete(delivery, peer.world.network.carry(delivery.call, from: node.tlsKey))
        }
      }
    }
    let match = try #require(peer.node.state.matches.records.keys.first)
    return (peer, match)
  }

  private func proof(_ peer: ForeignPeer, _ match: MatchId, region: String = "region-1") throws -> [UInt8] {
    let identity = try Identity("vnr:1000000000")
    let pseudonym = try peer.arithmetic.pseudonyms(of: [identity], kind: .youth)
    let own = try peer.node.arithmetic.pseudonyms(of: [identity], kind: .youth)
    let point = try peer.node.arithmetic.blindedPoints(of: own, agreement: peer.key.agreement.bytes, kind: .youth)[0]
    return try peer.arithmetic.prove(
      MatchStatement(
        agreement: peer.key.agreement.bytes, kind: .youth, matchId: match.bytes, ownPseudonym: pseudonym[0],
        peerPoint: point, region: region))
  }

  private func put(_ peer: ForeignPeer, _ match: MatchId, _ view: MatchView) -> PeerResponse {
    peer.ask("PUT", peer.path + "/matches/" + match.base64URL, view.bytes)
  }

  private func view(_ proof: [UInt8], revision: Int, seen: Int, person: String = "x") -> MatchView {
    MatchView(
      proof: proof, revision: revision, seen: seen,
      involvements: [
        Involvement(
          organisation: .init(id: "o", name: "O", sector: "jgz"), contact: Contact(name: person, phone: "1", email: ""),
          since: YearMonth(months: 24_300), until: nil, involvement: .direct, temporary: false, left: nil,
          youthMatch: nil)
      ], followUp: nil, consent: nil, coordination: nil, handover: nil)
  }

  @Test func aBareProofIsAnsweredByABareProof() throws {
    let (peer, match) = try detected()
    #expect(peer.node.state.matches.shown.isEmpty)
    let response = put(peer, match, MatchView(proof: try proof(peer, match)))
    #expect(response.status == 200)
    let answer = try MatchView(parsing: response.body)
    #expect(answer.isProofOnly)
    #expect(peer.node.state.matches.records[match]?.isProven == true)
    #expect(peer.node.state.matches.shown.count == 1)
  }

  @Test(arguments: ["forged", "another match", "another region"])
  func aProofThatFailsGetsNothing(how: String) throws {
    let (peer, match) = try detected()
    let held = peer.held()
    var bytes: [UInt8]
    switch how {
    case "another match": bytes = try proof(peer, #require(MatchId([UInt8](repeating: 1, count: 16))))
    case "another region": bytes = try proof(peer, match, region: "region-0")
    default:
      bytes = try proof(peer, match)
      bytes[63] ^= 1
    }
    let response = put(peer, match, view(bytes, revision: 5, seen: 0))
    let problem = peer.refusal(response)
    #expect(problem.status == 403 && problem.code == .unprovenMatch)
    #expect(!String(decoding: response.body, as: UTF8.self).contains("person"))
    #expect(peer.held() == held)
    #expect(peer.node.state.peering.alarms[peer.world.nodes[1].name]?.contains { $0.code == "unproven-match" } == true)
  }

  @Test func aMatchThatIsNotHeldIsUnknown() throws {
    let (peer, match) = try detected()
    let other = try #require(MatchId([UInt8](repeating: 1, count: 16)))
    #expect(peer.refusal(put(peer, other, MatchView(proof: try proof(peer, match)))).code == .unknownMatch)
    try peer.world.withdraw("own", reason: "risk-gone", at: 0)
    let problem = peer.refusal(put(peer, match, MatchView(proof: try proof(peer, match))))
    #expect(problem.status == 404 && problem.code == .unknownMatch)
  }

  /// A bare proof begins a match: what this node has to begin waits a turn for more of them. A view begins none.
  @Test func bareProofMovesTheTurnAndAViewDoesNot() throws {
    let (peer, match) = try detected()
    let made = try proof(peer, match)
    func began() -> Int { peer.node.engine.lanes.lane(peer.world.nodes[1].name) { $0.peerBeganAt } }
    let before = began()
    #expect(put(peer, match, MatchView(proof: made)).status == 200)
    let afterProof = began()
    #expect(afterProof > before)
    peer.world.time.advance(5_000)
    #expect(put(peer, match, view(made, revision: 10, seen: 0, person: "new")).status == 200)
    #expect(began() == afterProof)
  }

  @Test func detailsFollowAProofAndOlderViewsAreIgnored() throws {
    let (peer, match) = try detected()
    let made = try proof(peer, match)
    #expect(put(peer, match, MatchView(proof: made)).status == 200)
    let answer = try MatchView(parsing: put(peer, match, view(made, revision: 10, seen: 0, person: "new")).body)
    #expect(answer.involvements?.first?.contact.name == "person")
    #expect(answer.seen == 10)
    let late = try MatchView(parsing: put(peer, match, view(made, revision: 9, seen: 0, person: "old")).body)
    #expect(late.seen == 10)
    #expect(peer.node.state.matches.records[match]?.view?.involvements?.first?.contact.name == "new")
    // A peer that holds a higher revision than ours: this node was restored, and ours goes on above it once an operator
    // confirmed the import.
    let above = (answer.revision ?? 0) + 1_000_000_000
    #expect(peer.refusal(put(peer, match, view(made, revision: 11, seen: above))).code == .unknownMatch)
    _ = try peer.node.engine.restoreWatch.confirmImport(importedOtherwise: true)
    #expect(put(peer, match, view(made, revision: 11, seen: above)).status == 200)
    #expect(peer.node.state.matches.records[match]?.revision == above + 1)
  }

  /// A withdrawal and an addition of one entry in one batch: what came under the old entry is gone at once.
  @Test func anEntryThatIsAddedAnewStartsWithoutAView() throws {
    let (peer, match) = try detected()
    let made = try proof(peer, match)
    #expect(put(peer, match, view(made, revision: 10, seen: 0, person: "erased")).status == 200)
    let before = try #require(peer.node.state.matches.records[match])
    #expect(before.view != nil)
    peer.world.time.advance(-3_600_000)
    #expect(peer.send(try peer.batch([peer.point(0)], withdraw: [peer.handle(0)])).status == 200)
    let record = try #require(peer.node.state.matches.records[match])
    #expect(record.view == nil && !record.isProven)
    // The peer may still hold our view of its former life: the next one is above that, whatever the clock says.
    #expect(record.revision > before.revision)
    #expect(peer.node.state.matches.shown.values.allSatisfy { !$0.isOpen })
  }
}
