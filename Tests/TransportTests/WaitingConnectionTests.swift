import Synchronization
import TestSupport
import Testing
import Transport

/// Connections whose threads gave back what they did not need while they waited, or that went on on another thread.
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
}
