import Foundation
import Synchronization
import TestSupport
import Testing
import Transport

/// Deadlines, caps and stopping.
@Suite(.timeLimit(.minutes(30))) struct ServerTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

  init() throws { client = try .selfSigned("client") }

  @Test func slowBodyIsTimedOut() throws {
    var limits = ServerLimits()
    limits.bodyGrace = .milliseconds(100)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf")
    #expect(connection.answersUntilClose().map(\.status) == [408])
  }

  @Test func bodyBelowTheMinimumRateIsTimedOut() throws {
    var limits = ServerLimits()
    limits.bodyGrace = .milliseconds(200)
    limits.minBodyRate = 1_000_000
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n")
    // A byte every 20 ms would keep a deadline that each byte renews from ever coming.
    var sent = 0
    while sent < 250, !connection.isOver {
      connection.send("x")
      sent += 1
      pause(milliseconds: 20)
    }
    #expect(sent < 250)
    #expect(connection.answersUntilClose().map(\.status) == [408])
  }

  @Test func bodyOverTheLimitIsRefusedUnread() throws {
    let calls = Atomic(0)
    let server = try TestServer { _ in
      calls.add(1, ordering: .relaxed)
      return HTTPResponse(status: 200)
    }
    let connection = try RawClient(port: server.port, identity: client)
    // Nothing of the body is ever sent: the answer comes all the same.
    connection.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2097153\r\n\r\n")
    let answers = connection.answersUntilClose()
    #expect(answers.map(\.status) == [413])
    let text = String(decoding: answers.first?.body ?? [], as: UTF8.self)
    #expect(text.contains(#""code":"too-large""#))
    #expect(calls.load(ordering: .relaxed) == 0)
  }

  @Test func handlerMayLowerTheBodyLimit() throws {
    let server = try TestServer { request in
      do throws(HTTPBodyError) {
        return HTTPResponse(status: 200, body: try request.body.collect(limit: 8))
      } catch {
        return .problem(status: error.status, code: "too-large", detail: "At most 8 bytes.")
      }
    }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n12345678")
    #expect(connection.answer()?.body == Array("12345678".utf8))
    // Little is left unread: it is dropped and the connection lives.
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789")
    #expect(connection.answer()?.status == 413)
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n")
    #expect(connection.answer()?.status == 413)
    // Much is left unread: the connection ends.
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
    let last = connection.answersUntilClose()
    #expect(last.map(\.status) == [413])
    #expect(last.first?.headers["connection"] == "close")
  }

  @Test func requestBodyIsStreamedToTheHandler() throws {
    let server = try TestServer(limits: .local) { request in
      var (sum, count) = (0, 0)
      do throws(HTTPBodyError) {
        while true {
          let piece = try request.body.read(upTo: 10_000)
          if piece.isEmpty { break }
          guard piece.count <= 10_000 else { return HTTPResponse(status: 500) }
          count += piece.count
          for byte in piece { sum &+= Int(byte) }
        }
      } catch {
        return HTTPResponse(status: error.status)
      }
      return HTTPResponse(status: 200, body: Array("\(count) \(sum)".utf8))
    }
    let bytes = SeededRandom(seed: 7).bytes(3_000_000)
    let sum = bytes.reduce(0) { $0 + Int($1) }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(bytes.count)\r\n\r\n")
    connection.send(bytes)
    #expect(connection.answer()?.body == Array("3000000 \(sum)".utf8))
  }

  @Test func failedBodyIsNeverAnsweredWithSuccess() throws {
    let server = try TestServer { request in
      _ = try? request.body.collect(limit: 100)
      return HTTPResponse(status: 200)
    }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
    #expect(connection.answersUntilClose().map(\.status) == [400])
  }

  @Test func idleConnectionsAreClosed() throws {
    var limits = ServerLimits()
    limits.idleTimeout = .milliseconds(50)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    #expect(connection.answersUntilClose().isEmpty)
    #expect(connection.endError == nil)
  }

  @Test func strangersConnectionEndsAfterItsLifetime() throws {
    var limits = ServerLimits()
    limits.strangerLifetime = .milliseconds(300)
    limits.strangerIdleTimeout = .seconds(60)
    let server = try TestServer(limits: limits, trust: .pins({ _ in .stranger }))
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.get)
    #expect(connection.answer()?.status == 200)
    #expect(connection.answersUntilClose().isEmpty)
  }

  @Test func stalledHandshakeIsClosed() throws {
    var limits = ServerLimits()
    limits.handshakeDeadline = .milliseconds(50)
    let server = try TestServer(limits: limits)
    let silent = try RawClient(port: server.port, identity: client, handshakes: false)
    #expect(silent.isCutByServer)
  }

  @Test func strangersAreEvictedBeforePeers() throws {
    var limits = ServerLimits()
    limits.maxStrangers = 4
    limits.handshakeDeadline = .seconds(60)
    let server = try TestServer(limits: limits)
    let peer = try RawClient(port: server.port, identity: client)
    peer.send(Self.get)
    #expect(peer.answer()?.status == 200)
    // Far more silent strangers than there is room for: the oldest go, the peer stays, a new peer gets in.
    let silent = try (0..<12).map { _ in try RawClient(port: server.port, identity: nil, handshakes: false) }
    #expect(try #require(silent.first).isCutByServer)
    let another = try RawClient(port: server.port, identity: client)
    another.send(Self.get)
    #expect(another.answer()?.status == 200)
    peer.send(Self.get)
    #expect(peer.answer()?.status == 200)
    #expect(server.log.contains(.overloaded(address: "127.0.0.1")))
  }

  @Test func knownClientsAreEvictedByTheirShare() throws {
    var limits = ServerLimits()
    limits.maxKnown = 2
    let server = try TestServer(limits: limits)
    let first = try RawClient(port: server.port, identity: client)
    first.send(Self.get)
    #expect(first.answer()?.status == 200)
    let second = try RawClient(port: server.port, identity: client)
    second.send(Self.get)
    #expect(second.answer()?.status == 200)
    let other = try RawClient(port: server.port, identity: try .selfSigned("other"))
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
    #expect(first.answer() == nil)
    second.send(Self.get)
    #expect(second.answer()?.status == 200)
  }

  @Test func fullListenerAnswersTryAgain() throws {
    var limits = ServerLimits()
    limits.maxKnown = 1
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer(limits: limits) { _ in
      entered.open()
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let first = try RawClient(port: server.port, identity: client)
    first.send(Self.get)
    entered.wait()
    let second = try RawClient(port: server.port, identity: client)
    let answers = second.answersUntilClose()
    #expect(answers.map(\.status) == [503])
    #expect(answers.first?.headers["retry-after"] == "5")
    leave.open()
    #expect(first.answer()?.status == 200)
  }

  @Test func stopFinishesBegunRequests() throws {
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer { request in
      guard request.path == "/slow" else { return HTTPResponse(status: 200) }
      entered.open()
      leave.wait()
      return HTTPResponse(status: 201)
    }
    let idle = try RawClient(port: server.port, identity: client)
    idle.send(Self.get)
    #expect(idle.answer()?.status == 200)
    let busy = try RawClient(port: server.port, identity: client)
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    entered.wait()
    let stopped = Latch()
    let listener = server.server
    let thread = Worker {
      stopped.result = listener.stop(drain: 60)
      stopped.open()
    }
    // The idle one is closed at once and properly, while the other is still being answered.
    #expect(idle.answer() == nil)
    #expect(idle.endError == nil)
    #expect(!stopped.isOpen)
    leave.open()
    let answer = try #require(busy.answer())
    #expect(answer.status == 201)
    #expect(answer.headers["connection"] == "close")
    #expect(busy.answer() == nil)
    stopped.wait()
    #expect(stopped.result)
    thread.join()
    #expect(throws: (any Error).self) { _ = try RawClient(port: server.port, identity: client) }
  }

  @Test func stopCutsRequestsThatDoNotEnd() throws {
    var limits = ServerLimits()
    limits.stopGrace = .milliseconds(50)
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer(limits: limits) { _ in
      entered.open()
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let busy = try RawClient(port: server.port, identity: client)
    busy.send(Self.get)
    entered.wait()
    #expect(!server.server.stop(drain: 0))
    #expect(busy.answer() == nil)
    leave.open()
    #expect(server.server.stop(drain: 60))
  }

  @Test func closeConnectionsClosesOnlyThoseOfTheClient() throws {
    let server = try TestServer()
    let other = try TestIdentity.selfSigned("other")
    let connections = try [client, other].map { try RawClient(port: server.port, identity: $0) }
    for connection in connections {
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200)
    }
    let pin = client.pin
    server.server.closeConnections { $0.spkiSHA256 == pin }
    #expect(connections[0].answer() == nil)
    connections[1].send(Self.get)
    #expect(connections[1].answer()?.status == 200)
  }

  @Test func headAndOptionsAreAnswered() throws {
    let server = try TestServer { request in
      HTTPResponse(status: 200, headers: [("Content-Length", "7"), ("X", request.method)], body: Array("body".utf8))
    }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    let head = try #require(connection.answer(toHEAD: true))
    #expect(head.headers["content-length"] == "4")
    #expect(head.headers["x"] == "HEAD")
    connection.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
    let options = try #require(connection.answer())
    #expect(options.status == 204)
    let allowed = try #require(options.headers["allow"])
    #expect(allowed.contains("PUT"))
    connection.send("BREW / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(connection.answer()?.status == 501)
    connection.send(Self.get)
    #expect(connection.answer()?.body == Array("body".utf8))
  }

  @Test func handlerFieldReplacesDefaultAndIsSentOnce() throws {
    let server = try TestServer { _ in
      HTTPResponse(
        status: 200, headers: [("api-VERSION", "2"), ("CONNECTION", "x"), ("Transfer-encoding", "gzip")],
        body: Array("body".utf8))
    }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let names = connection.everythingUntilClose().components(separatedBy: "\r\n").dropFirst().prefix { !$0.isEmpty }
      .map { $0.lowercased() }
    #expect(names.filter { $0.hasPrefix("api-version") } == ["api-version: 2"])
    #expect(names.filter { $0.hasPrefix("connection") } == ["connection: close"])
    #expect(names.filter { $0.hasPrefix("content-length") } == ["content-length: 4"])
    #expect(!names.contains { $0.hasPrefix("transfer-encoding") })
  }

  private static let tooLong = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n"

  /// A reset could overtake the answer.
  @Test func clientThatStillSendsGetsItsAnswerWithoutReset() throws {
    var limits = ServerLimits()
    limits.lingerDeadline = .seconds(20)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.tooLong)
    #expect(connection.answer()?.status == 413)
    for _ in 0..<10 {
      connection.send([UInt8](repeating: 65, count: 50_000))
      pause(milliseconds: 5)
    }
    #expect(connection.sentEverything)
    connection.halfClose()
    #expect(connection.endsWithoutReset)
  }

  @Test func clientThatSendsEndlesslyIsCutOff() throws {
    var limits = ServerLimits()
    (limits.lingerDeadline, limits.maxLingerBytes) = (.seconds(600), 200_000)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.tooLong)
    #expect(connection.answer()?.status == 413)
    var sent = 0
    while sent < 500, connection.sentEverything {
      connection.send([UInt8](repeating: 65, count: 65_536))
      sent += 1
    }
    #expect(!connection.sentEverything)
  }

  @Test func handlerCannotSplitAnswers() throws {
    let server = try TestServer { _ in HTTPResponse(status: 200, headers: [("X", "a\r\nSet-Cookie: b")]) }
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(Self.get)
    let answer = try #require(connection.answer())
    #expect(answer.status == 500)
    #expect(answer.headers["set-cookie"] == nil)
  }

  @Test func slowReaderIsCutOff() throws {
    var limits = ServerLimits()
    limits.responseGrace = .milliseconds(100)
    limits.minResponseRate = 1 << 30
    let server = try TestServer(limits: limits) { _ in
      HTTPResponse(status: 200, body: [UInt8](repeating: 65, count: 32 << 20))
    }
    let connection = try RawClient(port: server.port, identity: client, receiveBuffer: 4_096)
    connection.send(Self.get)
    // Nobody reads: the server gives up, and its thread ends.
    while server.server.connectionCounts.known > 0 || server.server.connectionCounts.strangers > 0 {
      pause(milliseconds: 5)
    }
    #expect(connection.answer() == nil)
  }
}
