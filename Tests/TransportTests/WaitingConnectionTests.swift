import Synchronization
import System
import TestSupport
import Testing

@testable import Transport

/// Connections whose clients take their time: their threads gave back what they did not need, or do something else.
@Suite(.timeLimit(.minutes(30))) struct WaitingConnectionTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  /// Longer than a thread waits before it gives back.
  private static let long = 700

  init() throws { client = try .selfSigned("client") }

  @Test(arguments: [0, 64]) func waitingConnectionsContinueTheirRequest(roomyConnections: Int) throws {
    var limits = ServerLimits()
    limits.roomyConnections = roomyConnections
    let server = try TestServer(limits: limits) { request in
      HTTPResponse(status: 200, body: (try? request.body.collect(limit: 1 << 20)) ?? [])
    }
    let connections = try (0..<8).map { _ in try RawClient(port: server.port, identity: client) }
    let body = [UInt8](repeating: UInt8(ascii: "b"), count: 50_000)
    for _ in 0..<2 {
      for connection in connections {
        connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n")
      }
      pause(milliseconds: Self.long)
      for connection in connections { connection.send(Array("\r\n".utf8) + body.prefix(20_001)) }
      pause(milliseconds: Self.long)
      for connection in connections { connection.send(body.dropFirst(20_001)) }
      #expect(connections.allSatisfy { $0.answer()?.body == body })
    }
    for connection in connections { connection.cut() }
    while server.server.connectionCounts.known > 0 { pause(milliseconds: 2) }
    #expect(server.server.heldBytes == 0)
  }

  @Test func stopAnswersIdleConnections() throws {
    var limits = ServerLimits()
    limits.roomyConnections = 0
    let server = try TestServer(limits: limits)
    let connections = try (0..<4).map { _ in try RawClient(port: server.port, identity: client) }
    for connection in connections {
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200)
    }
    pause(milliseconds: Self.long)
    #expect(server.server.stop(drain: 10))
    #expect(connections.allSatisfy { $0.answer() == nil })
  }

  private func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 2) } }

  @Test func idleConnectionsHoldNoThread() throws {
    let server = try TestServer()
    let connections = try (0..<8).map { _ in try RawClient(port: server.port, identity: client) }
    for _ in 0..<3 {
      waitUntil { server.server.waitingCount == 8 }
      for connection in connections { connection.send(Self.get) }
      #expect(connections.allSatisfy { $0.answer()?.status == 200 })
    }
    // Half of a head as well, and its other half after it.
    for connection in connections { connection.send("GET / HTTP/1.1\r\nHo") }
    waitUntil { server.server.waitingCount == 8 }
    for connection in connections { connection.send("st: a\r\n") }
    waitUntil { server.server.waitingCount == 8 }
    for connection in connections { connection.send("\r\n") }
    #expect(connections.allSatisfy { $0.answer()?.status == 200 })
    for connection in connections { connection.cut() }
    waitUntil { server.server.connectionCounts.known == 0 && server.server.waitingCount == 0 }
  }

  @Test func idleConnectionsTimeOut() throws {
    var limits = ServerLimits()
    // Long enough that a busy machine sees both of them wait.
    (limits.headDeadline, limits.idleTimeout) = (.seconds(3), .milliseconds(3_500))
    let server = try TestServer(limits: limits)
    let (idle, slow) = (
      try RawClient(port: server.port, identity: client), try RawClient(port: server.port, identity: client)
    )
    slow.send("GET / HTTP/1.1\r\nHost")
    waitUntil { server.server.waitingCount == 2 }
    // Bytes that come one by one win nobody time.
    slow.send(":")
    #expect(slow.answer()?.status == 408 && slow.answer() == nil)
    #expect(idle.answer() == nil)
    waitUntil { server.server.connectionCounts.known == 0 }
    #expect(server.server.waitingCount == 0)
  }

  @Test func stalledHeadTimesOutEarlier() throws {
    var limits = ServerLimits()
    (limits.headDeadline, limits.bodyGrace, limits.stallTimeout) = (.seconds(60), .seconds(60), .milliseconds(400))
    let server = try TestServer(limits: limits)
    for part in ["GET / HTTP/1.1\r\nHost", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"] {
      let connection = try RawClient(port: server.port, identity: client)
      connection.send(part)
      #expect(connection.answer()?.status == 408 && connection.answer() == nil)
    }
  }

  @Test func slowHeadThatProgressesDoesNotStall() throws {
    var limits = ServerLimits()
    limits.stallTimeout = .milliseconds(2_500)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    for piece in ["POST / HT", "TP/1.1\r\nHo", "st: a\r\nContent-", "Length: 4\r\n\r", "\nh", "a", "l", "f"] {
      connection.send(piece)
      pause(milliseconds: 1_000)
    }
    #expect(connection.answer()?.status == 200)
  }

  @Test(arguments: [0, 64]) func handshakeInPiecesHoldsNoThread(roomyConnections: Int) throws {
    var limits = ServerLimits()
    (limits.roomyConnections, limits.handshakeDeadline) = (roomyConnections, .seconds(60))
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client, handshakes: false)
    waitUntil { server.server.waitingCount == 1 }
    // The header of the first record is cut as well.
    try connection.shakeHands(inPieces: [1, 3, 100, 60]) {
      waitUntil { server.server.waitingCount == 1 }
      pause(milliseconds: 20)
    }
    for _ in 0..<2 {
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200)
      waitUntil { server.server.waitingCount == 1 }
    }
  }

  @Test(arguments: [0, 64]) func stalledHandshakeTimesOut(roomyConnections: Int) throws {
    var limits = ServerLimits()
    (limits.roomyConnections, limits.handshakeDeadline) = (roomyConnections, .seconds(1))
    let server = try TestServer(limits: limits)
    let beginnings: [[UInt8]] = [[], [22], [22, 3, 1, 1, 0, 1], [UInt8](repeating: 22, count: 5)]
    let silent = try beginnings.map { bytes in
      let connection = try RawClient(port: server.port, identity: nil, handshakes: false)
      connection.sendPlain(bytes)
      return connection
    }
    // Properly, so that what it was told before arrives.
    #expect(silent.allSatisfy { $0.endsWithoutReset })
    #expect(server.refused("took too long"))
    waitUntil { server.server.connectionCounts.strangers == 0 && server.server.waitingCount == 0 }
  }

  @Test(arguments: [0, 64]) func stopDoesNotWaitForHandshakes(roomyConnections: Int) throws {
    var limits = ServerLimits()
    (limits.roomyConnections, limits.handshakeDeadline) = (roomyConnections, .seconds(600))
    let server = try TestServer(limits: limits)
    let beginnings: [[UInt8]] = [[], [22, 3, 1, 1, 0, 1]]
    let silent = try beginnings.map { bytes in
      let connection = try RawClient(port: server.port, identity: nil, handshakes: false)
      connection.sendPlain(bytes)
      return connection
    }
    waitUntil { server.server.waitingCount == silent.count }
    let end = Deadline.after(.seconds(30))
    #expect(server.server.stop(drain: 60))
    #expect(.now < end)
  }

  @Test(arguments: [0, 64]) func closedHandshakeIsNotWaitedFor(roomyConnections: Int) throws {
    var limits = ServerLimits()
    (limits.roomyConnections, limits.handshakeDeadline) = (roomyConnections, .seconds(600))
    let server = try TestServer(limits: limits)
    let silent = try RawClient(port: server.port, identity: nil, handshakes: false)
    silent.sendPlain([22, 3, 1, 1, 0, 1])
    waitUntil { server.server.waitingCount == 1 }
    silent.halfClose()
    #expect(server.refused("left within the handshake"))
    // No record of a handshake: nobody waits for the rest of it.
    let plain = try RawClient(port: server.port, identity: nil, handshakes: false)
    plain.sendPlain(Array(Self.get.utf8))
    #expect(server.refused("without TLS"))
    waitUntil { server.server.connectionCounts.strangers == 0 }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost", ": a\r\n\r\n"), ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", "b"),
  ]) func strangersHaveLess(begin: String, rest: String) throws {
    var limits = ServerLimits()
    (limits.strangerHeadDeadline, limits.strangerBodyGrace) = (.milliseconds(600), .milliseconds(600))
    let known = client.pin
    let server = try TestServer(limits: limits, trust: .pins({ $0 == known ? .known : .stranger }))
    let (own, other) = (
      try RawClient(port: server.port, identity: client),
      try RawClient(port: server.port, identity: .selfSigned("stranger"))
    )
    for connection in [own, other] { connection.send(begin) }
    #expect(other.answer()?.status == 408)
    own.send(rest)
    #expect(own.answer()?.status == 200)
  }

  @Test func busyStrangersReachTheirLifetimeToo() throws {
    var limits = ServerLimits()
    limits.strangerLifetime = .seconds(1)
    limits.stranger = limits.client
    let server = try TestServer(limits: limits, trust: .pins({ _ in .stranger })) { _ in
      pause(milliseconds: 5)
      return HTTPResponse(status: 200)
    }
    let stranger = try RawClient(port: server.port, identity: client)
    let requests = String(repeating: Self.get, count: 50)
    let end = Deadline.after(.seconds(20))
    // There is always another request here already.
    stranger.send(requests)
    var answered = 0
    while Deadline.now < end {
      if answered % 50 == 0 { stranger.send(requests) }
      guard stranger.answer()?.status == 200 else { break }
      answered += 1
    }
    #expect(answered > 0 && Deadline.now < end)
  }

  @Test func eachRequestHasItsOwnDeadline() throws {
    var limits = ServerLimits()
    (limits.headDeadline, limits.idleTimeout) = (.seconds(3), .seconds(3))
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    for _ in 0..<3 {
      connection.send("GET / HTTP/1.1\r\nHost: ")
      pause(milliseconds: 1_200)
      connection.send("a\r\n\r\n")
      #expect(connection.answer()?.status == 200)
      pause(milliseconds: 600)
    }
  }

  @Test func closeConnectionsCutsIdleClientsAtOnce() throws {
    let server = try TestServer()
    let connections = try (0..<4).map { _ in try RawClient(port: server.port, identity: client) }
    waitUntil { server.server.waitingCount == 4 }
    server.server.closeConnections { _ in true }
    #expect(connections.allSatisfy { $0.answer() == nil })
    waitUntil { server.server.connectionCounts.known == 0 && server.server.waitingCount == 0 }
  }
}
