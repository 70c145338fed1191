import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine

/// `samenloop status --check`: each trouble is a reason of its own, and what people decided is none.
@Suite(.timeLimit(.minutes(30))) struct StatusCheckTests {
  private func reasons(_ members: JSONValue) throws -> [String] {
    StatusCheck.reasons(try DocumentSamples.status(members))
  }

  private func reasons(peer members: JSONValue) throws -> [String] {
    try reasons(["peers": [DocumentSamples.peer(members)]])
  }

  @Test func quietNodeHasNoReason() throws {
    #expect(try reasons([:]) == [])
    #expect(try reasons(peer: ["agreementEnds": [["kind": "youth", "at": "2027-11-21T00:00:00Z"]]]) == [])
    for state in ["in step", "exchanging", "suspended", "joining", "pending", "rejected", "hibernating"] {
      #expect(try reasons(peer: ["state": .string(state)]) == [], "\(state)")
    }
  }

  @Test(arguments: ["unreachable", "waiting", "held back", "no agreement"])
  func peerThatDoesNotExchangeIsAReason(state: String) throws {
    let found = try reasons(peer: [
      "state": .string(state), "reason": "why", "next": "samenloop status", "downSince": "2026-11-20T23:00:00Z",
    ])
    #expect(found == ["gooi: \(state) since 2026-11-20T23:00:00Z: why. Next: samenloop status"])
  }

  @Test func idlePeerThatIsAwayIsAReason() throws {
    #expect(
      try reasons(peer: ["downSince": "2026-11-20T23:00:00Z"])
        == ["gooi: does not answer since 2026-11-20T23:00:00Z"])
    // The sample's time is midnight: a restart takes less than five minutes, and nobody asks a suspended peer.
    let (brief, long): (JSONValue, JSONValue) = ("2026-11-20T23:55:01Z", "2026-11-20T23:55:00Z")
    for state in ["in step", "unreachable"] {
      #expect(try reasons(peer: ["state": .string(state), "downSince": brief]) == [], "\(state)")
      #expect(try reasons(peer: ["state": .string(state), "downSince": long]).count == 1, "\(state)")
    }
    #expect(try reasons(peer: ["state": "suspended", "downSince": long]) == [])
    #expect(try reasons(peer: ["clockSkewSeconds": -400]) == ["gooi: its clock differs by 400 s: set both by NTP"])
  }

  @Test func troublesOfTheNodeAreReasons() throws {
    let troubles: [(JSONValue, String)] = [
      (["storage": "the disk is full"], "storage: the disk is full"),
      (
        ["clock": ["state": "in-doubt", "machine": "2026-11-21T00:00:00Z", "differing": []]],
        "the clock is in doubt: samenloop clock confirm --date DATE"
      ),
      (["trustFaults": ["a file"]], "a file"),
      (["restoration": ["restored": true, "evidence": [], "next": "import"]], "restored from a backup: import"),
      (
        ["requests": ["open": 2, "overdue": 1]],
        "1 requests of people are overdue: the privacy officer answers them"
      ),
    ]
    for (members, reason) in troubles { #expect(try reasons(members) == [reason]) }
  }

  /// The sample's time is 2026-11-21.
  @Test func endsAreReasonsInTheLastTwoWeeks() throws {
    func certificate(_ end: String) throws -> [String] {
      try reasons(["certificateEnds": [["certificate": "authority", "at": .string(end)]]])
    }
    #expect(try certificate("2026-12-06T00:00:00Z") == [])
    #expect(try certificate("2026-12-04T00:00:00Z") == ["the certificate authority ends on 2026-12-04"])
    #expect(try certificate("2026-11-20T00:00:00Z") == ["the certificate authority ended on 2026-11-20"])
    #expect(
      try reasons(peer: ["agreementEnds": [["kind": "guardian", "at": "2026-11-22T00:00:00Z"]]])
        == ["gooi: the agreement on guardian entries ends on 2026-11-22"])
  }

  @Test func statusTellsSinceWhenAPeerIsAwayAndWhomToCall() throws {
    let peer = DocumentSamples.peer([
      "downSince": "2026-11-20T23:00:00Z", "contact": ["name": "Beheer Gooi", "phone": "+31 35 0000000", "email": ""],
      "agreementEnds": [["kind": "youth", "at": "2026-12-01T12:00:00Z"]],
    ])
    let text = StatusText.text(try DocumentSamples.status(["peers": [peer]]))
    #expect(text.contains("gooi does not answer since 2026-11-20T23:00:00Z: call Beheer Gooi, +31 35 0000000. Matches"))
    #expect(
      text.contains("exchange of youth entries with gooi ends on 2026-12-01, in 10 days. Next: samenloop agreement"))
    #expect(
      !StatusText.text(try DocumentSamples.status(["peers": [DocumentSamples.peer([:])]])).contains("answer since"))
  }
}
