import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Transport

/// Answers of which only a piece is held at a time.
@Suite(.timeLimit(.minutes(30))) struct StreamedAnswerTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  init() throws { client = try .selfSigned("client") }

  /// `a`, `b`, `c` … of so many bytes each; fails or goes on without end if it is told so.
  private final class Letters: BodyPieces {
    struct Gone: Error {}
    let (count, size, fails): (Int, Int, Bool)
    let made = Atomic(0)
    var heldBytes: Int { 7_000 }

    init(_ count: Int, size: Int = 3, fails: Bool = false) {
      (self.count, self.size, self.fails) = (count, size, fails)
    }

    func next() throws -> [UInt8]? {
      let number = made.add(1, ordering: .relaxed).oldValue
      if number < count { return [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: size) }
      if fails { throw Gone() }
      return nil
    }
  }

  private func server(
    limits: ServerLimits = .peer, _ rest: @escaping @Sendable () -> any BodyPieces
  ) throws -> TestServer {
    try TestServer(limits: limits) { _ in HTTPResponse(status: 200, body: Array("first ".utf8), rest: rest()) }
  }

  @Test func streamedAnswerArrivesAndKeepsTheConnection() throws {
    let server = try server { Letters(40, size: 50_000) }
    let own = HTTPSClient(
      certificatePEM: client.certificatePEM, privateKeyPEM: client.keyPEM, options: ClientOptions())
    var expected = Array("first ".utf8)
    for number in 0..<40 { expected += [UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: 50_000) }
    for _ in 0..<3 {
      let answer = try own.send(server.request()).get()
      #expect(answer.status == 200 && answer.body == expected)
    }
    #expect(server.server.connectionCounts.known == 1)
    #expect(server.server.heldBytes == 0)
  }

  @Test func piecesAreSentAsChunks() throws {
    let server = try server { Letters(2) }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.get + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let parts = connection.everythingUntilClose().components(separatedBy: "\r\n\r\n")
    try #require(parts.count == 5)
    for head in [parts[0], parts[2]] {
      #expect(head.contains("Transfer-Encoding: chunked") && !head.contains("Content-Length"))
    }
    #expect(parts[1] == "6\r\nfirst \r\n3\r\naaa\r\n3\r\nbbb\r\n0" && parts[1] == parts[3])
  }

  @Test func HTTP10ClientReadsUntilTheConnectionCloses() throws {
    let server = try server { Letters(2) }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n")
    let parts = connection.everythingUntilClose().components(separatedBy: "\r\n\r\n")
    #expect(parts.last == "first aaabbb")
    #expect(parts.first?.contains("Transfer-Encoding") == false && parts.first?.contains("Content-Length") == false)
    #expect(parts.first?.contains("Connection: close") == true)
  }

  @Test func HEADMakesNoPieces() throws {
    let letters = Letters(2)
    let server = try server { letters }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(connection.answer(toHEAD: true)?.headers["transfer-encoding"] == "chunked")
    #expect(!connection.hasLeftover && letters.made.load(ordering: .relaxed) == 0)
  }

  @Test func answerThatFailsIsCutOff() throws {
    let server = try server { Letters(2, fails: true) }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.get)
    #expect(connection.everythingUntilClose().hasSuffix("3\r\nbbb\r\n"))
    let own = HTTPSClient(
      certificatePEM: client.certificatePEM, privateKeyPEM: client.keyPEM, options: ClientOptions())
    #expect(throws: (any Error).self) { try own.send(server.request()).get() }
  }

  /// A server that makes pieces of 100,000 bytes without end, has 0.3 seconds of grace, and a client that asked for them
  /// and reads little at a time.
  private func slowReader(_ letters: Letters) throws -> (TestServer, RawClient) {
    var limits = ServerLimits()
    limits.responseGrace = .milliseconds(300)
    limits.minResponseRate = 1 << 30
    let server = try server(limits: limits) { letters }
    let connection = try RawClient(port: server.port, identity: client, receiveBuffer: 4_096)
    connection.send(Self.get)
    return (server, connection)
  }

  @Test func slowReaderHoldsOnePieceAndIsCutOff() throws {
    let letters = Letters(.max, size: 100_000)
    let (server, connection) = try slowReader(letters)
    var most = 0
    while server.server.connectionCounts.known + server.server.connectionCounts.strangers > 0 {
      most = max(most, server.server.heldBytes)
      pause(milliseconds: 1)
    }
    #expect(most == 107_000 && server.server.heldBytes == 0)
    // Nor does the system hold megabytes that nobody takes, and nobody makes them.
    #expect(letters.made.load(ordering: .relaxed) < 10)
    connection.cut()
  }

  /// Answers that are each taken in time, but all of them far too slowly.
  @Test func lateReaderOfManySmallAnswersIsCutOff() throws {
    var limits = ServerLimits.peer
    limits.responseGrace = .seconds(1)
    limits.minResponseRate = 1 << 30
    let made = Atomic(0)
    let server = try TestServer(limits: limits) { _ in
      made.add(1, ordering: .relaxed)
      return HTTPResponse(status: 200, body: [UInt8](repeating: 65, count: 1_000))
    }
    let connection = try RawClient(port: server.port, identity: client, receiveBuffer: 4_096)
    connection.send(String(repeating: Self.get, count: 2_000))
    while server.server.connectionCounts.known > 0, connection.readsSome() { pause(milliseconds: 20) }
    #expect(made.load(ordering: .relaxed) < 1_000)
  }

  private func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 2) } }

  /// Clients that asked for 40 pieces of 50,000 bytes and read nothing so far.
  private func readers(_ count: Int, of server: TestServer) throws -> [RawClient] {
    let connections = try (0..<count).map { _ in
      try RawClient(port: server.port, identity: client, receiveBuffer: 4_096)
    }
    for connection in connections { connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
    waitUntil { server.server.waitingCount == count }
    return connections
  }

  @Test func slowReaderHoldsNoThreadAndGetsTheWholeAnswer() throws {
    let server = try server { Letters(40, size: 50_000) }
    let connections = try readers(4, of: server)
    // Who sends nothing more may read all the same.
    connections[0].halfClose()
    #expect(server.server.heldBytes == 4 * 57_000)
    for _ in 0..<20 { #expect(connections.allSatisfy { $0.readsSome() }) }
    waitUntil { server.server.waitingCount == 4 }
    for connection in connections {
      let rest = connection.everythingUntilClose()
      #expect(connection.endError == nil && rest.hasSuffix("\r\n0\r\n\r\n"))
      for number in 30..<40 {
        let letter = Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(number % 26)))
        #expect(rest.contains("\r\nc350\r\n\(String(repeating: letter, count: 50_000))\r\n"))
      }
    }
    waitUntil { server.server.connectionCounts.known == 0 }
    #expect(server.server.heldBytes == 0 && server.server.waitingCount == 0)
  }

  @Test func clientThatReadsNothingIsReset() throws {
    var limits = ServerLimits()
    (limits.responseGrace, limits.minResponseRate) = (.seconds(2), 1 << 30)
    let server = try server(limits: limits) { Letters(.max, size: 50_000) }
    let connections = try readers(2, of: server)
    waitUntil { server.server.connectionCounts.known == 0 }
    #expect(server.server.heldBytes == 0 && server.server.waitingCount == 0)
    #expect(connections.allSatisfy { $0.endsWithReset })
  }

  @Test func closeConnectionsCutsSlowReadersAtOnce() throws {
    var limits = ServerLimits()
    // Not because its time is over.
    limits.responseGrace = .seconds(3_600)
    let server = try server(limits: limits) { Letters(.max, size: 50_000) }
    let connections = try readers(3, of: server)
    server.server.closeConnections { _ in true }
    waitUntil { server.server.connectionCounts.known == 0 }
    #expect(server.server.heldBytes == 0 && server.server.waitingCount == 0)
    withExtendedLifetime(connections) {}
  }

  @Test func stopDoesNotWaitForSlowReaders() throws {
    let server = try server { Letters(.max, size: 50_000) }
    let connections = try readers(3, of: server)
    #expect(server.server.stop(drain: 1))
    #expect(server.server.heldBytes == 0 && server.server.waitingCount == 0)
    withExtendedLifetime(connections) {}
  }

  @Test func lateReaderOfEachPieceIsCutOff() throws {
    let (server, connection) = try slowReader(Letters(.max, size: 100_000))
    // Some of it now and then: a grace that each piece renews would never end.
    var reads = 0
    while reads < 10_000, connection.readsSome() {
      reads += 1
      pause(milliseconds: 5)
    }
    #expect(reads < 10_000)
    withExtendedLifetime(server) {}
  }
}
