import Glibc
import Testing

@testable import Transport

/// `Retry-After` as a number and as a date (RFC 9110 sections 5.6.7 and 10.2.3), as a server sends it.
@Suite(.timeLimit(.minutes(30))) struct RetryAfterTests {
  /// What a client makes of each text.
  private func waits(_ texts: [String]) throws -> [Int?] {
    let server = try TestServer { request in
      HTTPResponse(status: 503, headers: [("Retry-After", texts[Int(request.path.dropFirst()) ?? 0])])
    }
    let client = try TestIdentity.selfSigned("client").client()
    defer { client.close() }
    return try texts.indices.map { try client.send(server.request("/\($0)")).get().retryAfter }
  }

  @Test func secondsAreTakenUpToADay() throws {
    #expect(try waits(["7", "007", "120", "86400"]) == [7, 7, 120, 86_400])
    #expect(try waits(["86401", "99999999999999999999"]) == [nil, nil])
  }

  @Test func unreadableTextIsNoWait() throws {
    #expect(try waits(["soon", "", "GMT", "Sun, 31 Foo 1994 08:49:37 GMT"]) == [nil, nil, nil, nil])
  }

  @Test func dateCountsFromTheMachinesClock() throws {
    let now = Int(time(nil))
    let found = try waits([HTTPDate.text(now + 600), HTTPDate.text(now - 600), HTTPDate.text(now + 90_000)])
    #expect((590...600).contains(try #require(found[0])))
    // A moment that has passed is no wait.
    #expect(found[1] == 0)
    #expect(found[2] == nil)
  }

  @Test func answerWithoutTheFieldAsksForNoWait() throws {
    let server = try TestServer()
    let client = try TestIdentity.selfSigned("client").client()
    defer { client.close() }
    #expect(try client.send(server.request("/")).get().retryAfter == nil)
  }

  @Test func dateIsWrittenInTheFixedForm() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(1_709_164_800) == "Thu, 29 Feb 2024 00:00:00 GMT")
  }
}
