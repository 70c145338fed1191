import PeerProtocol
import Testing

/// What is taken over of the text that a peer sends with a problem.
@Suite struct ProblemDetailTests {
  private func detail(of length: Int) -> String {
    let sent: JSONValue = ["code": "conflict", "detail": .string(String(repeating: "a", count: length))]
    return Problem(status: 409, body: sent.bytes).detail
  }

  @Test func longestDetailIsKeptAndLongerOneIsLeftOut() {
    #expect(detail(of: ProtocolLimits.reason).utf8.count == ProtocolLimits.reason)
    #expect(detail(of: ProtocolLimits.reason + 1).isEmpty)
  }
}
