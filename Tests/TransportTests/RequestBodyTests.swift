import TestSupport
import Testing

@testable import Transport

/// How the body of a request arrives.
@Suite(.timeLimit(.minutes(30))) struct RequestBodyTests {
  private let client: TestIdentity

  init() throws { client = try .selfSigned("client") }

  /// Gives every byte in an array with room for many, as a connection does where one byte came of a long body.
  private final class Trickle: BodySource {
    private var left: Int

    init(_ count: Int) { left = count }

    func readBody(upTo count: Int) throws(HTTPBodyError) -> [UInt8] {
      guard left > 0 else { return [] }
      left -= 1
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count)
      bytes.append(UInt8(truncatingIfNeeded: left))
      return bytes
    }

    func hold(_ count: Int) -> Bool { true }
    func mayGoOn() -> Bool { true }
  }

  /// Many of them may be waited for.
  @Test func startOfALongBodyTakesLittleMemory() throws {
    let body = RequestBody(Trickle(100), declaredLength: nil)
    let bytes = try body.collect(limit: 65_536)
    #expect(bytes == (0..<100).reversed().map { UInt8($0) })
    #expect(bytes.capacity < 8_192)
  }

  @Test func longBodyArrivesUnchanged() throws {
    let body = (0..<200_001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let server = try TestServer { request in
      HTTPResponse(status: (try? request.body.collect(limit: 1 << 20)) == body ? 200 : 400)
    }
    let connection = try RawClient(port: server.port, identity: client)
    let head = Array("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
    for _ in 0..<3 {
      connection.send(head + body)
      #expect(connection.answer()?.status == 200)
    }
  }

  /// A client that sends does not wait to be told to (RFC 9110 section 10.1.1).
  @Test func startedBodyGetsNoContinue() throws {
    let server = try TestServer { request in
      HTTPResponse(status: 200, body: (try? request.body.collect(limit: 100)) ?? [])
    }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nabc")
    pause(milliseconds: 20)
    connection.send("de")
    let answers = connection.everythingUntilClose()
    #expect(answers.hasPrefix("HTTP/1.1 200 OK") && answers.hasSuffix("abcde"))
  }
}
