import COpenSSL
import Cryptography
import Synchronization
import TestSupport
import Testing
import Transport

/// Who gets in, and over what.
@Suite(.timeLimit(.minutes(30))) struct TLSPolicyTests {
  private let client: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

  init() throws { client = try .selfSigned("client") }

  /// The status of one request, or how the connection ended.
  private func outcome(_ server: TestServer, _ identity: TestIdentity?) throws -> String {
    let connection = try RawClient(port: server.port, identity: identity)
    connection.send(Self.get)
    if let answer = connection.answer() { return "\(answer.status)" }
    return connection.endError ?? "closed"
  }

  @Test func version12IsRefused() throws {
    let server = try TestServer()
    #expect(throws: RawClient.Failure.self) {
      _ = try RawClient(port: server.port, identity: client, maxVersion: TLS1_2_VERSION)
    }
    #expect(try outcome(server, client) == "200")
  }

  @Test func otherGroupsAreRefused() throws {
    let server = try TestServer()
    for group in ["P-384", "ffdhe2048", "X448"] {
      #expect(throws: RawClient.Failure.self) {
        _ = try RawClient(port: server.port, identity: client, groups: group)
      }
    }
    for group in ["X25519", "P-256"] {
      let connection = try RawClient(port: server.port, identity: client, groups: group)
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200)
    }
  }

  @Test func missingClientCertificateGetsAnAlert() throws {
    let server = try TestServer()
    #expect(try outcome(server, nil) == "tlsv13 alert certificate required")
  }

  @Test func unknownKeyGetsAnAlertAndNoReset() throws {
    let pin = client.pin
    let server = try TestServer(trust: .pins({ $0 == pin ? .known : .refuse }))
    let other = try TestIdentity.selfSigned("client")
    for _ in 0..<20 { #expect(try outcome(server, other) == "sslv3 alert bad certificate") }
    #expect(try outcome(server, client) == "200")
    // What it still sends is read and dropped: the end is an end and no reset.
    let eager = try RawClient(port: server.port, identity: other, sendBuffer: 4_096)
    eager.send([UInt8](repeating: 65, count: 300_000))
    #expect(eager.answer() == nil)
    #expect(eager.endError == "sslv3 alert bad certificate")
    #expect(eager.sentEverything)
    #expect(eager.endsWithoutReset)
    #expect(
      server.log.contains { event in
        if case .handshakeFailed(_, let reason) = event { reason.contains("not known") } else { false }
      })
  }

  @Test func trustIsAskedAtEveryHandshakeAndRequest() throws {
    let decision = SharedDecision(.refuse)
    let server = try TestServer(
      trust: .pins({ spki in
        decision.note(spki)
        return decision.value
      }),
      handler: { request in
        HTTPResponse(status: request.client.isKnown ? 200 : 202, body: Array(request.client.commonName.utf8))
      })
    #expect(try outcome(server, client) == "sslv3 alert bad certificate")
    decision.value = .stranger
    #expect(try outcome(server, client) == "202")
    decision.value = .known
    #expect(try outcome(server, client) == "200")
    // Once in each handshake, and again for each request that came after it.
    #expect(decision.seen == [[UInt8]](repeating: client.pin, count: 5))
  }

  private final class SharedDecision: Sendable {
    private let state: Mutex<(PinDecision, [[UInt8]])>
    init(_ value: PinDecision) { state = Mutex((value, [])) }
    var value: PinDecision {
      get { state.withLock { $0.0 } }
      set { state.withLock { $0.0 = newValue } }
    }
    var seen: [[UInt8]] { state.withLock { $0.1 } }
    func note(_ spki: [UInt8]) { state.withLock { $0.1.append(spki) } }
  }

  @Test func sessionsAreNotResumed() throws {
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: client)
    connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(connection.answer()?.status == 200)
    #expect(!connection.couldResume)
  }

  @Test func handlerSeesTheCertificate() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let officer = try authority.issue("Ada", role: "privacy-officer", usage: .client)
    let seen = Seen()
    let server = try TestServer(trust: .authority(pem: authority.certificatePEM)) { request in
      seen.client = request.client
      return HTTPResponse(status: 200)
    }
    #expect(try outcome(server, officer) == "200")
    let identity = try #require(seen.client)
    #expect(identity.commonName == "Ada")
    #expect(identity.organizationalUnit == "privacy-officer")
    #expect(identity.spkiSHA256 == officer.pin)
    #expect(identity.certificateSHA256 == SHA256.hash(officer.certificate.der))
    #expect(identity.isKnown)
  }

  private final class Seen: Sendable {
    private let state = Mutex<ClientIdentity?>(nil)
    var client: ClientIdentity? {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  @Test func authorityAcceptsItsOwnClientsOnly() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let other = try TestIdentity.selfSigned("authority", isAuthority: true)
    let server = try TestServer(trust: .authority(pem: authority.certificatePEM))
    #expect(try outcome(server, authority.issue("a", usage: .client)) == "200")
    #expect(try outcome(server, other.issue("a", usage: .client)).contains("alert"))
    #expect(try outcome(server, client).contains("alert"))
    // A certificate for servers only is not one for clients.
    #expect(try outcome(server, authority.issue("a", usage: .server)).contains("alert"))
  }

  @Test func revokedNameIsRefusedAndKeptFromOthers() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let over = SharedDecision(.known)
    let server = try TestServer(
      trust: .authority(
        pem: authority.certificatePEM, isRevoked: { over.value == .refuse && $0.commonName == "gone" }))
    let (gone, other) = (try authority.issue("gone"), try authority.issue("other"))
    let open = try RawClient(port: server.port, identity: gone)
    open.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(open.answer()?.status == 200)
    over.value = .refuse
    open.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    #expect(open.answer() == nil)
    #expect(try outcome(server, gone) == "sslv3 alert certificate revoked")
    #expect(try outcome(server, other) == "200")
    // A stranger's certificate of the same name.
    #expect(try outcome(server, .selfSigned("gone")) == "tlsv1 alert unknown ca")
  }

  @Test func anchorsAreRequiredBesidePins() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let issued = try authority.issue("peer")
    let pins = [issued.pin, client.pin]
    let server = try TestServer(
      trust: .pins(
        { pins.contains($0) ? .known : .refuse }, anchors: TrustAnchors(anchorsPEM: authority.certificatePEM)))
    #expect(try outcome(server, issued) == "200")
    #expect(try outcome(server, client).contains("alert"))
    #expect(try outcome(server, authority.issue("unpinned")).contains("alert"))
  }

  @Test func revokedCertificatesAreRefusedOnBothSides() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let other = try TestIdentity.selfSigned("other", isAuthority: true)
    let (good, bad) = (try authority.issue("good"), try authority.issue("bad"))
    let unlisted = try other.issue("unlisted")
    let list = try RevocationList.pem(of: authority, revoking: [bad])
    let anchors = authority.certificatePEM + other.certificatePEM
    let trusted = try TrustAnchors(anchorsPEM: anchors, crlsPEM: list)
    let server = try TestServer(trust: .pins({ _ in .known }, anchors: trusted))
    #expect(try outcome(server, good) == "200")
    #expect(try outcome(server, bad) == "sslv3 alert certificate revoked")
    // An issuer without a list is not checked; a list out of date lets nobody of its issuer in.
    #expect(try outcome(server, unlisted) == "200")
    let old = try RevocationList.pem(of: authority, revoking: [], secondsLeft: -3_600)
    let strict = try TestServer(
      trust: .pins({ _ in .known }, anchors: TrustAnchors(anchorsPEM: anchors, crlsPEM: old, graceSeconds: 0)))
    #expect(try outcome(strict, good).contains("alert"))
    #expect(try outcome(strict, unlisted) == "200")

    for (identity, isFine) in [(good, true), (bad, false)] {
      let listener = try TestServer(identity: identity)
      var request = listener.request()
      request.anchors = trusted
      let result = client.client().send(request)
      if isFine {
        #expect(try result.get().status == 200)
      } else {
        #expect(throws: TransportFailure.self) { try result.get() }
      }
    }
  }

  @Test func updatedTLSAppliesToAllConnections() throws {
    let server = try TestServer()
    let old = try RawClient(port: server.port, identity: client)
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let fresh = try TestIdentity.selfSigned("fresh")
    try server.server.updateTLS(
      ServerTLS(
        certificatePEM: fresh.certificatePEM, privateKeyPEM: fresh.keyPEM,
        trust: .authority(pem: authority.certificatePEM)))
    // The new trust holds for those who are there already.
    #expect(old.answer() == nil)
    #expect(try outcome(server, client).contains("alert"))
    #expect(try outcome(server, authority.issue("a")) == "200")
    #expect(throws: TransportError.self) {
      try server.server.updateTLS(
        ServerTLS(certificatePEM: fresh.certificatePEM, privateKeyPEM: client.keyPEM, trust: .pins({ _ in .known })))
    }
    #expect(try outcome(server, authority.issue("b")) == "200")
  }

  @Test func invalidPEMIsNamed() throws {
    let good = try TestIdentity.selfSigned("server")
    for (certificate, key) in [([], good.keyPEM), (good.certificatePEM, []), (good.certificatePEM, client.keyPEM)] {
      let server = HTTPServer(
        address: ("127.0.0.1", 0),
        tls: ServerTLS(certificatePEM: certificate, privateKeyPEM: key, trust: .pins({ _ in .known })),
        handler: TestServer.answerToEverything)
      #expect(throws: TransportError.self) { _ = try server.start() }
    }
  }
}
