import Cryptography
import Synchronization
import Testing
import Transport

/// Trust that ends while a connection is open.
@Suite(.timeLimit(.minutes(30))) struct OpenConnectionTests {
  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
  private let authority: TestIdentity
  private let peer: TestIdentity

  init() throws {
    authority = try .selfSigned("authority", isAuthority: true)
    peer = try authority.issue("peer")
  }

  /// Something that a test changes while others look at it.
  private final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>
    init(_ value: Value) { state = Mutex(value) }
    var value: Value {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  private func anchors(revoking revoked: [TestIdentity] = [], dueIn: Int = 3_600, grace: Int64 = 0) throws
    -> TrustAnchors
  {
    let list = try RevocationList.pem(of: authority, revoking: revoked, secondsLeft: dueIn)
    return try TrustAnchors(anchorsPEM: authority.certificatePEM, crlsPEM: list, graceSeconds: grace)
  }

  private func reasons(_ server: TestServer) -> [String] {
    server.log.compactMap { if case .cutOff(_, let reason) = $0 { reason } else { nil } }
  }

  /// An open connection that was answered once.
  private func connected(_ server: TestServer) throws -> RawClient {
    let connection = try RawClient(port: server.port, identity: peer)
    connection.send(Self.get)
    try #require(connection.answer()?.status == 200)
    return connection
  }

  @Test func removedPinClosesTheConnection() throws {
    let decision = Shared(PinDecision.known)
    let answered = Shared(0)
    let server = try TestServer(trust: .pins({ _ in decision.value })) { _ in
      answered.value += 1
      return HTTPResponse(status: 200)
    }
    // An invitation that is open makes a stranger of whoever was a peer: no reason to go on as one.
    for outcome in [PinDecision.refuse, .stranger] {
      decision.value = .known
      let connection = try connected(server)
      let before = answered.value
      decision.value = outcome
      connection.send(Self.get)
      #expect(connection.answer() == nil)
      #expect(answered.value == before)
    }
    #expect(server.cutOff("is not known here"))
  }

  @Test func expiredCertificateClosesTheConnection() throws {
    // The authority's may end a second earlier: it was made before.
    let now = Shared(min(peer.certificate.notAfter, authority.certificate.notAfter) - 1)
    let server = try TestServer(trust: .pins({ _ in .known }, anchors: anchors(grace: 1 << 40)), clock: { now.value })
    let connection = try connected(server)
    now.value = peer.certificate.notAfter
    connection.send(Self.get)
    #expect(connection.answer() == nil)
    #expect(server.cutOff("has expired"))
  }

  @Test func outdatedRevocationListClosesTheConnection() throws {
    let start = peer.certificate.notBefore + 7_200
    let now = Shared(start)
    // Due before long, used for a thousand seconds after that.
    let server = try TestServer(
      trust: .pins({ _ in .known }, anchors: anchors(dueIn: 7_200, grace: 1_000)), clock: { now.value })
    let connection = try connected(server)
    now.value = start + 4_000
    connection.send(Self.get)
    #expect(connection.answer()?.status == 200)
    now.value = start + 10_000
    connection.send(Self.get)
    #expect(connection.answer() == nil)
    #expect(server.cutOff("revocation list"))
  }

  @Test func newRevocationListClosesIdleConnections() throws {
    let server = try TestServer(trust: .pins({ _ in .known }, anchors: anchors()))
    let connection = try connected(server)
    let other = try RawClient(port: server.port, identity: authority.issue("other"))
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
    try server.server.updateTLS(
      ServerTLS(
        certificatePEM: server.identity.certificatePEM, privateKeyPEM: server.identity.keyPEM,
        trust: .pins({ _ in .known }, anchors: anchors(revoking: [peer]))))
    // It asks nothing more, and is closed all the same.
    #expect(connection.isCutByServer)
    other.send(Self.get)
    #expect(other.answer()?.status == 200)
    #expect(reasons(server).count == 1)
    #expect(reasons(server).allSatisfy { $0.contains("was revoked") })
  }

  @Test func reviewClosesBusyConnections() throws {
    let decision = Shared(PinDecision.known)
    let (entered, leave) = (Latch(), Latch())
    let server = try TestServer(trust: .pins({ _ in decision.value })) { _ in
      entered.open()
      leave.wait()
      return HTTPResponse(status: 200)
    }
    let connection = try RawClient(port: server.port, identity: peer)
    connection.send(Self.get)
    entered.wait()
    server.server.reviewConnections()
    #expect(reasons(server).isEmpty)
    decision.value = .refuse
    server.server.reviewConnections()
    #expect(connection.isCutByServer)
    leave.open()
    #expect(reasons(server).count == 1)
  }

  // MARK: this node as the client

  @Test func revokedServerGetsNoRequestOnAnIdleConnection() throws {
    let answered = Shared(0)
    let server = try TestServer(identity: authority.issue("server")) { _ in
      answered.value += 1
      return HTTPResponse(status: 200)
    }
    let client = peer.client()
    var request = server.request()
    request.anchors = try anchors()
    #expect(try client.send(request).get().status == 200)
    request.anchors = try anchors(revoking: [server.identity])
    guard case .failure(.untrusted(let reason)) = client.send(request) else {
      Issue.record("was sent")
      return
    }
    #expect(reason.contains("was revoked"))
    #expect(answered.value == 1)
  }

  @Test func renewedServerCertificateIsSeenOnANewConnection() throws {
    let (handshakes, now) = (Shared(0), Shared(peer.certificate.notAfter - 1))
    var short = OddCertificate()
    short.until = 40_000
    let old = try short.made(by: authority)
    let trust = ServerTLS.Trust.pins({ _ in
      handshakes.value += 1
      return .known
    })
    let server = try TestServer(identity: old, trust: trust)
    var options = ClientOptions()
    options.clock = { now.value }
    let client = peer.client(options)
    var request = server.request(method: "POST", body: [1, 2, 3])
    request.anchors = try TrustAnchors(anchorsPEM: authority.certificatePEM)
    // Two pins that overlap: nothing but the date tells the kept connection from a new one.
    let fresh = try authority.issue("server")
    request.pins = [old.pin, fresh.pin]
    now.value = old.certificate.notAfter - 1
    #expect(try client.send(request).get().status == 200)
    now.value += 1
    guard case .failure(.untrusted(let reason)) = client.send(request) else {
      Issue.record("was sent")
      return
    }
    #expect(reason.contains("has expired"))
    // The one who renewed is reached, although a connection from before is kept.
    now.value -= 1
    #expect(try client.send(request).get().status == 200)
    try server.server.updateTLS(
      ServerTLS(certificatePEM: fresh.certificatePEM, privateKeyPEM: fresh.keyPEM, trust: trust))
    now.value += 1
    let response = try client.send(request).get()
    #expect(response.status == 200)
    #expect(response.serverSPKI == fresh.pin)
  }

  @Test func removedPinGetsNoRequest() throws {
    let server = try TestServer()
    let client = peer.client()
    var request = server.request()
    #expect(try client.send(request).get().status == 200)
    request.pins = [peer.pin]
    #expect(throws: TransportFailure.pinMismatch) { try client.send(request).get() }
  }

  @Test func newClientCertificateIsSentAfterUpdate() throws {
    let seen = Shared<[[UInt8]]>([])
    let server = try TestServer { request in
      seen.value.append(request.client.spkiSHA256)
      return HTTPResponse(status: 200)
    }
    let client = peer.client()
    let renewed = try authority.issue("peer")
    #expect(try client.send(server.request()).get().status == 200)
    client.update(certificatePEM: renewed.certificatePEM, privateKeyPEM: renewed.keyPEM)
    #expect(try client.send(server.request()).get().status == 200)
    #expect(seen.value == [peer.pin, renewed.pin])
  }
}
