import Synchronization
import TestSupport
import Testing
import Transport

/// Small versions of the crowds that Tests/conformance/crowds.py sends to a real node.
@Suite(.timeLimit(.minutes(30))) struct CrowdTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

  init() throws { client = try .selfSigned("client") }

  private func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 2) } }

  @Test func slowConnectionsLeaveRoomForAPeer() throws {
    var limits = ServerLimits()
    limits.maxStrangers = 16
    limits.client = ClientLimits(maxConcurrent: 2)
    let stranger = try TestIdentity.selfSigned("stranger")
    let isStranger = stranger.pin
    let server = try TestServer(limits: limits, trust: .pins({ $0 == isStranger ? .stranger : .known }))
    let slow = try TestIdentity.selfSigned("slow")
    var peak: [RawClient] = []
    for number in 0..<60 {
      switch number % 6 {
      case 0: peak.append(try RawClient(port: server.port, identity: nil, handshakes: false))
      case 1:
        // The newest of them push out the oldest.
        guard let made = try? RawClient(port: server.port, identity: stranger) else { continue }
        made.send("GET / HT")
        peak.append(made)
      case 2, 3:
        peak.append(try RawClient(port: server.port, identity: slow))
        peak.last?.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\nx")
      case 4:
        peak.append(try RawClient(port: server.port, identity: slow))
        peak.last?.send("GET / HTTP/1.1\r\nHost: ")
      default:
        peak.append(try RawClient(port: server.port, identity: slow, receiveBuffer: 2_048))
        peak.last?.send(Self.get)
      }
    }
    // A peer is answered, and so is the slow one's own next request: waiting for a body takes nobody's place.
    for identity in [client, slow] {
      let connection = try RawClient(port: server.port, identity: identity)
      for _ in 0..<20 {
        connection.send(Self.get)
        #expect(connection.answer()?.status == 200)
      }
    }
    for one in peak { one.cut() }
    waitUntil { server.server.connectionCounts.strangers == 0 && server.server.connectionCounts.known == 0 }
    #expect(server.server.heldBytes == 0)
  }

  @Test(arguments: 0..<4) func connectionsDroppedAtAnyStepLeaveNothing(seed: Int) throws {
    var limits = ServerLimits()
    limits.handshakeDeadline = .milliseconds(500)
    let server = try TestServer(limits: limits) { request in
      let body = (try? request.body.collect(limit: 1 << 20)) ?? []
      return HTTPResponse(status: 200, body: body)
    }
    let random = SeededRandom(seed: UInt64(seed))
    let request =
      Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n".utf8)
      + [UInt8](repeating: 65, count: 30_000)
    for _ in 0..<60 {
      let shakes = random.next() % 4 > 0
      guard let connection = try? RawClient(port: server.port, identity: client, handshakes: shakes) else { continue }
      if shakes { connection.send(request.prefix(Int(random.next() % UInt64(request.count + 1)))) }
      if random.next() % 2 == 0 { connection.cut() }
    }
    waitUntil { server.server.connectionCounts.strangers == 0 && server.server.connectionCounts.known == 0 }
    #expect(server.server.heldBytes == 0)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.get)
    #expect(connection.answer()?.status == 200)
  }
}
