import Synchronization
import TestSupport
import Testing

@testable import Transport

/// Connections whose clients take their time: their threads gave back what they did not need, or do something else.
@Suite struct WaitingConnectionTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
  /// Longer than a thread waits before it gives back.
  private static let long = 700

  init() throws { client = try .selfSigned("client") }

  @Test(arguments: [0, 64]) func theyGoOnWhereTheyWere(roomyConnections: Int) throws {
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

  @Test func aStoppingServerAnswersThemAndEnds() throws {
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

  @Test func nobodyHasAThreadBetweenRequests() throws {
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

  @Test func theirTimeEndsAllTheSame() throws {
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

  @Test func strangersHaveLess() throws {
    var limits = ServerLimits()
    limits.strangerHeadDeadline = .milliseconds(600)
    let known = client.pin
    let server = try TestServer(limits: limits, trust: .pins({ $0 == known ? .known : .stranger }))
    let (own, other) = (
      try RawClient(port: server.port, identity: client),
      try RawClient(port: server.port, identity: .selfSigned("stranger"))
    )
    for connection in [own, other] { connection.send("GET / HTTP/1.1\r\nHost") }
    #expect(other.answer()?.status == 408)
    own.send(": a\r\n\r\n")
    #expect(own.answer()?.status == 200)
  }

  @Test func strangersThatKeepUsBusyEndAsWell() throws {
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

  @Test func eachRequestHasItsOwnTime() throws {
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

  @Test func theyAreCutOffAtOnce() throws {
    let server = try TestServer()
    let connections = try (0..<4).map { _ in try RawClient(port: server.port, identity: client) }
    waitUntil { server.server.waitingCount == 4 }
    server.server.closeConnections { _ in true }
    #expect(connections.allSatisfy { $0.answer() == nil })
    waitUntil { server.server.connectionCounts.known == 0 && server.server.waitingCount == 0 }
  }
}
