import Synchronization
import TestSupport
import Testing
import Transport

/// Limits of clients and of memory, over real connections.
@Suite(.timeLimit(.minutes(30))) struct AdmissionTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

  init() throws { client = try .selfSigned("client") }

  @Test func requestsOverTheRateGetRetryAfter() throws {
    var limits = ServerLimits()
    limits.client = ClientLimits(requestsPerSecond: 1, requestBurst: 3)
    let calls = Atomic(0)
    let server = try TestServer(limits: limits) { _ in
      calls.add(1, ordering: .relaxed)
      return HTTPResponse(status: 200)
    }
    let connection = try RawClient(port: server.port, identity: client)
    var statuses: [Int] = []
    var refused: RawClient.Answer?
    for _ in 0..<6 {
      connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
      let answer = try #require(connection.answer())
      statuses.append(answer.status)
      if answer.status == 429 { refused = answer }
    }
    #expect(statuses.prefix(4) == [200, 200, 200, 429])
    #expect(calls.load(ordering: .relaxed) == statuses.count { $0 == 200 })
    let answer = try #require(refused)
    #expect(answer.headers["retry-after"] == "1")
    #expect(answer.headers["content-type"] == "application/problem+json" && answer.headers["api-version"] == "1.0.0")
    #expect(String(decoding: answer.body, as: UTF8.self).contains(#""code":"too-many-requests""#))
    // A new connection is no new client; another client is.
    let again = try RawClient(port: server.port, identity: client)
    again.send(Self.get + Self.get + Self.get)
    let later = (0..<3).compactMap { _ in again.answer()?.status }
    #expect(later.contains(429))
    let other = try RawClient(port: server.port, identity: try .selfSigned("other"))
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
    // However often it was refused, it is one line.
    let lines = server.log.filter { if case .limited(_, "requests") = $0 { true } else { false } }
    #expect(lines.count == 1)
  }

  @Test func keysWithOneAccountShareItsLimits() throws {
    let server = try TestServer(terms: { _ in
      ClientTerms(account: "together", limits: ClientLimits(requestsPerSecond: 1, requestBurst: 2))
    })
    let connections = try ["a", "b", "c"].map { try RawClient(port: server.port, identity: .selfSigned($0)) }
    let statuses: [Int?] = connections.map { connection in
      connection.send(Self.get)
      return connection.answer()?.status
    }
    #expect(statuses == [200, 200, 429])
  }

  @Test func requestsOverTheConcurrencyLimitAreRefusedForThatClientOnly() throws {
    var limits = ServerLimits()
    limits.client = ClientLimits(maxConcurrent: 1)
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer(limits: limits) { request in
      guard request.path == "/slow" else { return HTTPResponse(status: 200) }
      entered.open()
      leave.wait()
      return HTTPResponse(status: 201)
    }
    let busy = try RawClient(port: server.port, identity: client)
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    entered.wait()
    let second = try RawClient(port: server.port, identity: client)
    second.send(Self.get)
    let refused = try #require(second.answer())
    #expect(refused.status == 503 && refused.headers["retry-after"] == "1")
    let other = try RawClient(port: server.port, identity: try .selfSigned("other"))
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
    leave.open()
    #expect(busy.answer()?.status == 201)
    second.send(Self.get)
    #expect(second.answer()?.status == 200)
  }

  /// A refusal costs nearly as much as an answer: a client that asks on at once is not listened to at once.
  @Test func clientThatIgnoresRetryAfterIsDelayed() throws {
    var limits = ServerLimits()
    limits.client = ClientLimits(requestsPerSecond: 1, requestBurst: 1)
    let server = try TestServer(limits: limits)
    let connection = try RawClient(port: server.port, identity: client)
    connection.send(String(repeating: Self.get, count: 8))
    var (refusals, begin) = (0, ContinuousClock.now)
    while refusals < 3 {
      guard try #require(connection.answer()).status == 429 else { continue }
      refusals += 1
      if refusals == 1 { begin = .now }
    }
    #expect(ContinuousClock.now - begin >= .milliseconds(1_900))
  }

  /// Requests that wait for the rest of their bodies count for nothing, but are not let in without an end once it comes.
  @Test func completedBodiesStayWithinTheConcurrencyLimit() throws {
    var limits = ServerLimits()
    limits.client = ClientLimits(maxConcurrent: 4)
    let begun = Atomic(0)
    let working = Atomic(0)
    let most = Atomic(0)
    let leave = Latch()
    let server = try TestServer(limits: limits) { request in
      begun.add(1, ordering: .relaxed)
      guard (try? request.body.collect(limit: 100)) != nil else {
        return .problem(status: 503, code: "try-again", detail: "Later.")
      }
      let now = working.add(1, ordering: .relaxed).newValue
      most.max(now, ordering: .relaxed)
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let connections = try (1...12).map { number in
      let connection = try RawClient(port: server.port, identity: client)
      connection.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na")
      waitUntil { begun.load(ordering: .relaxed) == number }
      pause(milliseconds: 20)
      return connection
    }
    for connection in connections { connection.send("b") }
    waitUntil { connections.count(where: \.isOver) >= 8 }
    leave.open()
    let statuses = connections.compactMap { $0.answer()?.status }
    #expect(statuses.count == 12 && statuses.allSatisfy { $0 == 200 || $0 == 503 } && statuses.contains(200))
    #expect(most.load(ordering: .relaxed) <= 4)
    // All of them are over: there is room again.
    connections[0].send(Self.get)
    #expect(connections[0].answer()?.status == 200)
  }

  @Test func longHeadsCountAsHeldBytes() throws {
    var limits = ServerLimits()
    limits.client = ClientLimits(maxHeldBytes: 20_000)
    let server = try TestServer(limits: limits)
    let head = "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: 0123456789\r\n", count: 100)
    let first = try RawClient(port: server.port, identity: client)
    first.send(head + "Y: " + String(repeating: "y", count: 8_000) + "\r\nZ: " + String(repeating: "z", count: 6_000))
    waitUntil { server.server.heldBytes > 15_000 }
    let second = try RawClient(port: server.port, identity: client)
    second.send(head + "Y: " + String(repeating: "y", count: 8_000) + "\r\nZ: " + String(repeating: "z", count: 6_000))
    let refused = second.answersUntilClose()
    #expect(refused.map(\.status) == [503] && refused.first?.headers["retry-after"] == "1")
    first.send("\r\n\r\n")
    #expect(first.answer()?.status == 200)
    waitUntil { server.server.heldBytes == 0 }
  }

  @Test func strangersOfOneAddressShareLimits() throws {
    var limits = ServerLimits()
    limits.stranger = ClientLimits(requestsPerSecond: 1, requestBurst: 2)
    let peer = client.pin
    let server = try TestServer(limits: limits, trust: .pins({ $0 == peer ? .known : .stranger }))
    let statuses = try (0..<4).compactMap { number -> Int? in
      let stranger = try RawClient(port: server.port, identity: .selfSigned("stranger \(number)"))
      stranger.send(Self.get)
      return stranger.answer()?.status
    }
    #expect(statuses.prefix(3) == [200, 200, 429])
    let known = try RawClient(port: server.port, identity: client)
    known.send(Self.get + Self.get + Self.get)
    let answered = (0..<3).compactMap { _ in known.answer()?.status }
    #expect(answered == [200, 200, 200])
  }

  /// Bodies that would not fit are refused while they arrive, whichever client sends them, and all is free again afterwards.
  @Test func bodiesOverTheMemoryLimitAreRefused() throws {
    var limits = ServerLimits()
    limits.maxHeldBytes = 1_000_000
    limits.client = ClientLimits(maxHeldBytes: 600_000, reservedBytes: 0)
    let server = try TestServer(limits: limits) { request in
      do throws(HTTPBodyError) {
        return HTTPResponse(status: 200, body: Array("\(try request.body.collect(limit: 1 << 20).count)".utf8))
      } catch {
        return .problem(status: error.status, code: "try-again", detail: "Later.")
      }
    }
    let half = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500001\r\n\r\n"
    let piece = [UInt8](repeating: 65, count: 500_000)
    let first = try RawClient(port: server.port, identity: client)
    first.send(half)
    first.send(piece)
    waitUntil { server.server.heldBytes == 500_000 }
    // The same client has no room for another, and another client has.
    let second = try RawClient(port: server.port, identity: client)
    second.send(half)
    second.send(piece)
    #expect(second.answersUntilClose().map(\.status) == [503])
    let other = try RawClient(port: server.port, identity: try .selfSigned("other"))
    other.send(half)
    other.send(piece.prefix(490_000))
    waitUntil { server.server.heldBytes == 990_000 }
    // Now nobody has.
    let third = try RawClient(port: server.port, identity: try .selfSigned("third"))
    third.send(half)
    third.send(piece)
    #expect(third.answersUntilClose().map(\.status) == [503])
    #expect(server.server.heldBytes == 990_000)
    other.cut()
    first.send([65])
    #expect(first.answer()?.body == Array("500001".utf8))
    waitUntil { server.server.heldBytes == 0 }
    #expect(server.log.contains { if case .limited(_, "memory") = $0 { true } else { false } })
  }

  /// Answers that nobody reads count, too: they keep further requests out.
  @Test func unreadAnswersCountAsHeldBytes() throws {
    var limits = ServerLimits()
    limits.maxHeldBytes = 8 << 20
    limits.client = ClientLimits(maxHeldBytes: 16 << 20, reservedBytes: 0)
    let server = try TestServer(limits: limits) { request in
      HTTPResponse(status: 200, body: request.path == "/" ? [] : [UInt8](repeating: 65, count: 9 << 20))
    }
    let reader = try RawClient(port: server.port, identity: client, receiveBuffer: 4_096)
    reader.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    waitUntil { server.server.heldBytes == 9 << 20 }
    let other = try RawClient(port: server.port, identity: try .selfSigned("other"))
    other.send(Self.get)
    #expect(other.answer()?.status == 503)
    #expect(reader.answer()?.body.count == 9 << 20)
    waitUntil { server.server.heldBytes == 0 }
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
  }

  /// Ends when the condition holds; a test that hangs here has found something.
  private func waitUntil(_ condition: () -> Bool) { while !condition() { pause(milliseconds: 2) } }
}
