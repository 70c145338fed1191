import Node
import PeerProtocol
import Simulation
import Testing

@testable import Engine
@testable import Region

/// What fuzzers and testers that others wrote found in requests of a region's own people.
@Suite(.timeLimit(.minutes(30))) struct TesterFindingsTests {
  /// It was stored, and the node did not start again: the journal takes no outcome twice.
  @Test func anOutcomeStandsOnceInAFollowUp() throws {
    let twice: JSONValue = ["state": "contacted", "outcome": ["earlier", "earlier"]]
    #expect(throws: Refusal.self) { try MatchAction(step: "follow-up", twice) }
    let both: JSONValue = ["state": "contacted", "outcome": ["earlier", "better-fit"]]
    guard case .followUp(let state, let reason, let outcome) = try MatchAction(step: "follow-up", both) else {
      Issue.record("no follow-up")
      return
    }
    let stored = FollowUp(state: state, reason: reason, outcome: outcome, at: Timestamp(seconds: 5))
    #expect(try FollowUp(parsing: stored.bytes) == stored)
  }

  /// The peer refused the revocation for it, again and again, and never learned that the agreement had ended.
  @Test(arguments: ["a\nb", "a\u{0}", "\u{202E}a", "a\u{2028}", "", String(repeating: "a", count: 501)])
  func aReasonThatAPeerRefusesIsRefusedHere(reason: String) throws {
    let peer = try ForeignPeer()
    let engine = peer.node.engine
    let officer = Approver(role: "privacy-officer", credential: [1], name: "n")
    let agreement = try #require(engine.agreements.agreements().first?.record.id.base64URL)
    let problem = #expect(throws: Refusal.self) {
      try engine.agreements.revoke(id: agreement, reason: reason, approver: officer)
    }
    #expect(problem?.code == .malformed)
    #expect(throws: Refusal.self) { try engine.peering.suspend(region: peer.world.nodes[1].name.text, reason: reason) }
    _ = try engine.agreements.revoke(id: agreement, reason: "over \u{e9}", approver: officer)
  }

  /// A member's name may be anything that somebody sent by mistake.
  @Test func anUnknownMemberOfASignalIsNotRepeated() throws {
    let peer = try ForeignPeer()
    let problem = #expect(throws: Refusal.self) {
      try peer.node.engine.putSignal(id: "s", document: ["bsn:900000016": "x", "é": 1, "subject": "bsn:900000028"])
    }
    let faults = try #require(problem?.members["faults"]?.arrayValue)
    let told = "body: 2 members whose names are not repeated here are not known; there are "
    #expect(faults.first?.stringValue?.hasPrefix(told) == true)
    #expect(!faults.contains { $0.stringValue?.contains("900000") == true || $0.stringValue?.contains("é") == true })
  }

  @Test(arguments: ["+1", "00", "01", "-1", " 1", "1 ", "x", String(repeating: "0", count: 201)])
  func aCursorHasOneForm(cursor: String) throws {
    let peer = try ForeignPeer()
    #expect(throws: Refusal.self) { try peer.node.engine.changesPage(after: cursor, limit: 10) }
    #expect(try peer.node.engine.changesPage(after: "0", limit: 10)["changes"] != nil)
  }
}
