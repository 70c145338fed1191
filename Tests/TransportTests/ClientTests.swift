import Cryptography
import Synchronization
import TestSupport
import Testing
import Transport

/// The client against the server.
@Suite(.timeLimit(.minutes(30))) struct ClientTests {
  private let identity: TestIdentity

  init() throws { identity = try .selfSigned("client") }

  private func status(_ result: Result<OutgoingResponse, TransportFailure>) -> String {
    switch result {
    case .success(let response): "\(response.status)"
    case .failure(.tls): "tls"
    case .failure(.untrusted): "untrusted"
    case .failure(.notReachable): "not reachable"
    case .failure(.invalidRequest): "invalid"
    case .failure(let failure): failure.description
    }
  }

  @Test func requestAndAnswerArriveUnchanged() throws {
    let server = try TestServer { request in
      let body = (try? request.body.collect(limit: 1_000)) ?? []
      return HTTPResponse(
        status: 409,
        headers: [
          ("X-Seen", "\(request.method) \(request.path) \(request.query ?? "-") \(request.headers["x-a"] ?? "-")")
        ],
        body: body.reversed())
    }
    let client = identity.client()
    var request = server.request("/a%20b?c=d", method: "PUT", body: Array("hello".utf8))
    request.headers = [("X-A", "one, two"), ("X-Empty", "")]
    let response = try client.send(request).get()
    #expect(response.status == 409)
    #expect(response.headers["x-seen"] == "PUT /a%20b c=d one, two")
    #expect(response.headers["API-Version"] == "1.0.0")
    #expect(response.body == Array("olleh".utf8))
    #expect(response.serverSPKI == server.identity.pin)
    client.close()
  }

  @Test func everyMethodIsSent() throws {
    let server = try TestServer { request in
      HTTPResponse(status: 200, headers: [("X-Method", request.method)], body: Array("body".utf8))
    }
    let client = identity.client()
    for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"] {
      let response = try client.send(server.request(method: method)).get()
      #expect(response.headers["x-method"] == method)
      #expect(response.body == (method == "HEAD" ? [] : Array("body".utf8)))
    }
    #expect(try client.send(server.request(method: "POST", body: [])).get().status == 200)
  }

  @Test func connectionsAreReused() throws {
    let server = try TestServer()
    let client = identity.client()
    for _ in 0..<50 { #expect(try client.send(server.request()).get().status == 200) }
    #expect(try client.send(server.request(method: "POST", body: [1, 2, 3])).get().status == 200)
    // A second one would have been kept as well.
    #expect(server.server.connectionCounts.known == 1)
    // Another pin is another trust: the kept connection does not count for it.
    var other = server.request()
    other.pins = [[UInt8](repeating: 1, count: 32)]
    #expect(status(client.send(other)) == "the server's key is not the pinned one")
  }

  @Test func connectionsPerHostAreCapped() async throws {
    let server = try TestServer()
    var options = ClientOptions()
    options.maxConnectionsPerHost = 3
    let client = identity.client(options)
    let statuses = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<40 {
        let request = server.request()
        group.addTask {
          await withCheckedContinuation { continuation in
            client.send(request) { continuation.resume(returning: (try? $0.get().status) ?? 0) }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == [Int](repeating: 200, count: 40))
    // All were there before the first connection was: without a cap each would have got its own.
    #expect(server.server.connectionCounts.known <= 3)
  }

  @Test func serverKeyMustBePinned() throws {
    let server = try TestServer()
    let client = identity.client()
    let wrong = [UInt8](repeating: 9, count: 32)
    var request = server.request()
    request.pins = [wrong]
    #expect(status(client.send(request)) == "the server's key is not the pinned one")
    request.pins = [wrong, server.identity.pin]
    #expect(status(client.send(request)) == "200")
    request.pins = []
    #expect(status(client.send(request)) == "invalid")
  }

  @Test func serverChainMustLeadToAnAnchor() throws {
    let server = try TestServer()
    let client = identity.client()
    var request = server.request()
    // The server signs for itself, so its certificate is its own anchor; its names are checked without a pin.
    request.pins = []
    request.anchors = try TrustAnchors(anchorsPEM: server.identity.certificatePEM)
    #expect(status(client.send(request)) == "200")
    request.anchors = try TrustAnchors(anchorsPEM: identity.certificatePEM)
    #expect(status(client.send(request)) == "untrusted")
    // With both, both must hold.
    request.pins = [server.identity.pin]
    #expect(status(client.send(request)) == "untrusted")
  }

  @Test func refusedClientCertificateIsATLSFailure() throws {
    let server = try TestServer(trust: .pins({ _ in .refuse }))
    let client = identity.client()
    for _ in 0..<10 { #expect(status(client.send(server.request())) == "tls") }
  }

  @Test func invalidRequestsAreNotSent() throws {
    let server = try TestServer()
    let client = identity.client()
    var requests: [OutgoingRequest] = []
    for change: (inout OutgoingRequest) -> Void in [
      { $0.url = "http://127.0.0.1:1/" }, { $0.url = "https://127.0.0.1:1/ x" }, { $0.method = "GE T" },
      { $0.headers = [("A", "b\r\nC: d")] }, { $0.headers = [("A b", "c")] }, { $0.pins = [[1]] },
      { $0.url = $0.url.replacing("https://", with: "https://user@") },
    ] {
      var request = server.request()
      change(&request)
      requests.append(request)
    }
    for request in requests { #expect(status(client.send(request)) == "invalid") }
    #expect(server.server.connectionCounts.known == 0)
  }

  @Test func answerOverTheLimitIsRefused() throws {
    let server = try TestServer { _ in HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: 1_000)) }
    let client = identity.client()
    var request = server.request()
    request.maxResponseBytes = 999
    #expect(status(client.send(request)) == "the answer is too large")
    request.maxResponseBytes = 1_000
    #expect(status(client.send(request)) == "200")
  }

  @Test func requestsTimeOut() throws {
    let leave = Latch()
    let server = try TestServer { _ in
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let client = identity.client()
    var request = server.request()
    request.timeout = 0.1
    #expect(status(client.send(request)) == "timed out")
    leave.open()
  }

  @Test func unreachableServerIsReportedAsNotSent() throws {
    let server = try TestServer()
    let request = server.request()
    server.server.stop(drain: 0)
    guard case .failure(.notReachable(_, mayHaveArrived: false)) = identity.client().send(request) else {
      Issue.record("no connection, and still something may have arrived")
      return
    }
  }

  /// The server took the request and closed the connection without an answer.
  @Test func brokenConnectionMayHaveDeliveredTheRequest() throws {
    let server = try TestServer { request in
      _ = try? request.body.collect(limit: 100)
      pause(milliseconds: 300)
      return HTTPResponse(status: 200)
    }
    let closing = Latch()
    let worker = Worker {
      while server.server.connectionCounts.known == 0 { pause(milliseconds: 1) }
      pause(milliseconds: 100)
      server.server.closeConnections { _ in true }
      closing.open()
    }
    let result = identity.client().send(server.request(method: "POST", body: [1]))
    worker.join()
    guard case .failure(.notReachable(_, mayHaveArrived: true)) = result else {
      Issue.record("\(result)")
      return
    }
  }

  @Test func requestBodyIsStreamed() throws {
    let server = try TestServer(limits: .local) { request in
      var stream = SHA256.Stream()
      do throws(HTTPBodyError) {
        while true {
          let piece = try request.body.read(upTo: 65_536)
          if piece.isEmpty { break }
          stream.update(piece)
        }
      } catch {
        return HTTPResponse(status: error.status)
      }
      return HTTPResponse(
        status: 200, headers: [("X-Length", request.headers["content-length"] ?? "chunked")],
        body: stream.finish())
    }
    let bytes = SeededRandom(seed: 3).bytes(3_000_000)
    let client = identity.client()
    for length in [nil, bytes.count] {
      let position = Mutex(0)
      var request = server.request(method: "POST")
      request.bodyLength = length
      request.bodyReader = { count in
        position.withLock { position in
          let piece = Array(bytes[position..<min(bytes.count, position + count)])
          position += piece.count
          return piece
        }
      }
      let response = try client.send(request).get()
      #expect(response.body == SHA256.hash(bytes))
      #expect(response.headers["x-length"] == (length == nil ? "chunked" : "3000000"))
    }
  }

  @Test func deadIdleConnectionIsReplaced() throws {
    let server = try TestServer()
    let client = identity.client()
    #expect(status(client.send(server.request())) == "200")
    server.server.closeConnections { _ in true }
    #expect(status(client.send(server.request(method: "POST", body: [1, 2, 3]))) == "200")
  }

  @Test func closeCancelsRequests() throws {
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer { _ in
      entered.open()
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let client = identity.client()
    let request = server.request()
    let ended = Latch()
    let result = Mutex<Result<OutgoingResponse, TransportFailure>?>(nil)
    client.send(request) { answer in
      result.withLock { $0 = answer }
      ended.open()
    }
    entered.wait()
    client.close()
    ended.wait()
    #expect(status(try #require(result.withLock { $0 })) == "cancelled")
    #expect(status(client.send(request)) == "cancelled")
    leave.open()
  }

  @Test func completionMaySendAnotherRequest() async throws {
    let server = try TestServer()
    let client = identity.client()
    let request = server.request()
    let second = await withCheckedContinuation { continuation in
      client.send(request) { _ in
        // Waiting here would be waiting for itself: that is refused, not a deadlock.
        let blocked = client.send(request)
        client.send(request) { continuation.resume(returning: (blocked, $0)) }
      }
    }
    #expect(status(second.0) == "invalid")
    #expect(status(second.1) == "200")
  }
}
