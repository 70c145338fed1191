import PeerProtocol
import Testing

@Suite(.timeLimit(.minutes(30))) struct ProblemTests {
  @Test func hasTheMembersOfTheStandard() {
    let problem = Problem(
      .limitExceeded, "Wait, or ask for an exception.", members: ["limit": 10, "code": "x", "status": 1], retryAfter: 60
    )
    #expect(
      problem.json == [
        "type": "urn:samenloop:problem:limit-exceeded", "title": "More than the agreement allows", "status": 429,
        "detail": "Wait, or ask for an exception.", "code": "limit-exceeded", "limit": 10,
      ])
  }

  /// Codes and statuses as Schemas/peer-protocol.md names them.
  @Test(arguments: [
    ("unknown-peer", 403), ("peer-suspended", 403), ("invitation-invalid", 403), ("agreement-not-active", 403),
    ("card-mismatch", 403), ("stale-card", 409), ("sequence-gap", 409), ("sequence-conflict", 409),
    ("limit-exceeded", 429), ("invalid-point", 400), ("duplicate-point", 400), ("invalid-receipt", 400),
    ("unproven-match", 403), ("unknown-match", 404), ("inconsistent-log", 409), ("malformed", 400), ("too-large", 413),
  ])
  func knowsTheCodes(_ code: String, _ status: Int) throws {
    #expect(try #require(ProblemCode(rawValue: code)).status == status)
  }

  @Test func titlesDiffer() {
    #expect(Set(ProblemCode.allCases.map(\.title)).count == ProblemCode.allCases.count)
  }

  @Test func readsWhatAPeerAnswered() {
    let sent = Problem(.staleCard, "Send a higher version.", members: ["version": 4])
    #expect(Problem(status: 409, body: sent.json.bytes) == sent)
    #expect(Problem(status: 404, body: Array("<html>".utf8)).code == .notFound)
    #expect(Problem(status: 502, body: []).code == .internalError)
    #expect(Problem(status: 418, body: []).code == .malformed)
    let hostile: JSONValue = ["code": "no-such-code", "detail": "\u{1B}[31mred", "status": 200]
    let read = Problem(status: 403, body: hostile.bytes)
    #expect(read.code == .forbidden)
    #expect(read.status == 403)
    #expect(read.detail == "")
  }

  @Test func namesASignatureFault() {
    let problem = Problem(JWSError.duplicateSigner)
    #expect(problem.status == 400)
    #expect(problem.detail.contains("the same key signed twice"))
  }
}
