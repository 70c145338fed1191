import COpenSSL
import Cryptography
import Testing
import Transport

/// Each kind of certificate that is refused: with an alert outside, and inside with a reason that an operator can use.
@Suite(.timeLimit(.minutes(30))) struct CertificateRefusalTests {
  /// A certificate that is wrong in one way.
  enum Flaw: String, CaseIterable, Sendable {
    case expired
    case notYetValid
    case otherAuthority
    case selfSigned
    case wrongUsage
    case otherKey
    case revoked
    case oldList
    case shortRSA
    case oldHash

    /// What the log says.
    var reason: String {
      switch self {
      case .expired: "has expired"
      case .notYetValid: "is not valid yet"
      case .otherAuthority, .selfSigned: "leads to no trust anchor"
      case .wrongUsage: "is not meant for a TLS"
      case .otherKey: "is not known here"
      case .revoked: "was revoked"
      case .oldList: "the revocation list for"
      case .shortRSA: "too weak or of a kind that is not taken"
      case .oldHash: "is signed with a hash that is too weak"
      }
    }

    /// What the client sees: nothing that tells a stranger whether its key is known.
    var alert: String {
      switch self {
      case .expired, .oldList: "sslv3 alert certificate expired"
      case .notYetValid, .otherKey, .shortRSA, .oldHash: "sslv3 alert bad certificate"
      case .otherAuthority, .selfSigned: "tlsv1 alert unknown ca"
      case .wrongUsage: "sslv3 alert unsupported certificate"
      case .revoked: "sslv3 alert certificate revoked"
      }
    }
  }

  private static let get = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

  /// The flawed certificate, and a trust that would take it without its flaw.
  private func flawed(
    _ flaw: Flaw, shownBy end: String
  ) throws -> (identity: TestIdentity, anchors: TrustAnchors, isPinned: Bool) {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    var certificate = OddCertificate()
    var (issuer, dueIn): (TestIdentity?, Int) = (authority, 3_600)
    switch flaw {
    case .expired: (certificate.from, certificate.until) = (-7_200, -3_600)
    case .notYetValid: (certificate.from, certificate.until) = (3_600, 7_200)
    case .otherAuthority: issuer = try .selfSigned("authority", isAuthority: true)
    case .selfSigned: issuer = nil
    case .wrongUsage: certificate.usage = end == "client" ? "serverAuth" : "clientAuth"
    case .otherKey, .revoked: break
    case .oldList: dueIn = -3_600
    case .shortRSA: certificate.key = .rsa(1_024)
    case .oldHash: certificate.hash = "SHA1"
    }
    let identity = try certificate.made(by: issuer)
    let list = try RevocationList.pem(
      of: authority, revoking: flaw == .revoked ? [identity] : [], secondsLeft: dueIn)
    let anchors = try TrustAnchors(
      anchorsPEM: authority.certificatePEM, crlsPEM: list, graceSeconds: flaw == .oldList ? 1_800 : 0)
    return (identity, anchors, flaw != .otherKey)
  }

  @Test(arguments: Flaw.allCases) func listenerRefusesFlawedCertificate(_ flaw: Flaw) throws {
    let (identity, anchors, isPinned) = try flawed(flaw, shownBy: "client")
    let good = try TestIdentity.selfSigned("good")
    let pin = isPinned ? identity.pin : good.pin
    let server = try TestServer(trust: .pins({ $0 == pin ? .known : .refuse }, anchors: anchors))
    // TLS 1.3: a client may send before it hears that it is refused.
    let connection = try RawClient(port: server.port, identity: identity)
    connection.send(Self.get)
    #expect(connection.answer() == nil)
    #expect(connection.endError == flaw.alert)
    #expect(server.refused(flaw.reason), "\(server.log)")
  }

  @Test(arguments: Flaw.allCases) func clientRefusesFlawedCertificate(_ flaw: Flaw) throws {
    let (identity, anchors, isPinned) = try flawed(flaw, shownBy: "server")
    let own = try TestIdentity.selfSigned("own")
    let server = try RawTLSServer(identity)
    let pin = isPinned ? identity.pin : own.pin
    let request = OutgoingRequest(
      url: "https://127.0.0.1:\(server.port)/", pins: [pin], anchors: anchors, timeout: 30)
    switch own.client().send(request) {
    case .success: Issue.record("was accepted")
    case .failure(.pinMismatch): #expect(flaw == .otherKey)
    case .failure(.untrusted(let reason)): #expect(reason.contains(flaw.reason))
    case .failure(let failure): Issue.record("\(failure)")
    }
  }

  @Test func validCertificatesAreAccepted() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    let list = try RevocationList.pem(of: authority, revoking: [], secondsLeft: -3_600)
    // Out of date, but within the grace.
    let anchors = try TrustAnchors(anchorsPEM: authority.certificatePEM, crlsPEM: list, graceSeconds: 7_200)
    let server = try TestServer(trust: .pins({ _ in .known }, anchors: anchors))
    let own = try TestIdentity.selfSigned("own")
    for key in [OddCertificate.Key.curve("P-256"), .curve("P-384"), .rsa(2_048), .ed25519] {
      var certificate = OddCertificate()
      certificate.key = key
      let identity = try certificate.made(by: authority)
      let connection = try RawClient(port: server.port, identity: identity)
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200, "\(key): \(server.log)")
      let other = try RawTLSServer(identity)
      let request = OutgoingRequest(
        url: "https://127.0.0.1:\(other.port)/", pins: [identity.pin], anchors: anchors, timeout: 30)
      #expect(try own.client().send(request).get().status == 200)
    }
  }

  @Test func bothEndsSendIntermediateCertificates() throws {
    let root = try OddCertificate(name: "root", isAuthority: true).made()
    let middle = try OddCertificate(name: "middle", isAuthority: true).made(by: root)
    let leaf = try OddCertificate(key: .rsa(2_048)).made(by: middle)
    let chain = leaf.certificatePEM + middle.certificatePEM
    let anchors = try TrustAnchors(anchorsPEM: root.certificatePEM)
    let server = HTTPServer(
      address: ("127.0.0.1", 0),
      tls: ServerTLS(
        certificatePEM: chain, privateKeyPEM: leaf.keyPEM, trust: .pins({ _ in .known }, anchors: anchors)),
      handler: TestServer.answerToEverything)
    let port = try server.start()
    defer { server.stop(drain: 0) }
    let request = OutgoingRequest(url: "https://127.0.0.1:\(port)/", pins: [leaf.pin], anchors: anchors, timeout: 30)
    #expect(
      try HTTPSClient(certificatePEM: chain, privateKeyPEM: leaf.keyPEM).send(request).get().status == 200)
    // An anchor need not be a root; without the one between, a leaf leads nowhere.
    var direct = request
    direct.anchors = try TrustAnchors(anchorsPEM: middle.certificatePEM)
    #expect(
      try HTTPSClient(certificatePEM: chain, privateKeyPEM: leaf.keyPEM).send(direct).get().status == 200)
    #expect(throws: TransportFailure.self) {
      try HTTPSClient(certificatePEM: leaf.certificatePEM, privateKeyPEM: leaf.keyPEM).send(request).get()
    }
  }

  @Test func weakPinnedKeyIsRefused() throws {
    var certificate = OddCertificate()
    certificate.key = .rsa(1_024)
    let weak = try certificate.made()
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: weak)
    connection.send(Self.get)
    #expect(connection.answer() == nil)
    #expect(server.refused("too weak"))
  }

  /// There is no way to sign with them that is taken: an honest client keeps such a certificate to itself.
  @Test func certificateWithAnotherCurveIsNotSent() throws {
    let server = try TestServer()
    for curve in ["secp224r1", "secp256k1", "P-521", "brainpoolP256r1"] {
      var certificate = OddCertificate()
      certificate.key = .curve(curve)
      let odd = try certificate.made()
      let connection = try? RawClient(port: server.port, identity: odd)
      connection?.send(Self.get)
      #expect(connection?.answer() == nil)
      let other = try RawTLSServer(odd)
      let request = OutgoingRequest(url: "https://127.0.0.1:\(other.port)/", pins: [odd.pin], timeout: 30)
      let client = try TestIdentity.selfSigned("own").client()
      #expect(throws: TransportFailure.self) { try client.send(request).get() }
    }
    #expect(server.refused("showed no certificate"))
  }

  @Test func pinnedCertificateIsAcceptedOutsideItsDates() throws {
    var certificate = OddCertificate()
    (certificate.from, certificate.until) = (-7_200, -3_600)
    let expired = try certificate.made()
    let server = try TestServer(identity: expired)
    #expect(try expired.client().send(server.request()).get().status == 200)
  }

  @Test func hostNameIsCheckedWithoutPins() throws {
    let authority = try TestIdentity.selfSigned("authority", isAuthority: true)
    var certificate = OddCertificate()
    certificate.names = "DNS:elsewhere.example,IP:192.0.2.1"
    let elsewhere = try certificate.made(by: authority)
    let server = try TestServer(identity: elsewhere)
    var request = server.request()
    request.anchors = try TrustAnchors(anchorsPEM: authority.certificatePEM)
    // The pinned key says more than a name: a node may move.
    #expect(try elsewhere.client().send(request).get().status == 200)
    request.pins = []
    guard case .failure(.untrusted(let reason)) = elsewhere.client().send(request) else {
      Issue.record("was accepted")
      return
    }
    #expect(reason.contains("for another name"))
  }

  @Test func refusedTLSVersionAndGroupAreExplained() throws {
    let server = try TestServer()
    let client = try TestIdentity.selfSigned("client")
    _ = try? RawClient(port: server.port, identity: client, maxVersion: TLS1_2_VERSION)
    _ = try? RawClient(port: server.port, identity: client, groups: "P-384")
    let bare = try RawClient(port: server.port, identity: nil)
    #expect(bare.answer() == nil)
    for text in ["speaks no TLS 1.3", "neither X25519 nor P-256", "showed no certificate"] {
      #expect(server.refused(text), "\(text): \(server.log)")
    }
  }

  @Test func clientOffersOnlyThePolicy() throws {
    let identity = try TestIdentity.selfSigned("server")
    let client = try TestIdentity.selfSigned("client").client()
    func answer(_ server: RawTLSServer) -> Bool {
      let request = OutgoingRequest(url: "https://127.0.0.1:\(server.port)/", pins: [identity.pin], timeout: 30)
      if case .success = client.send(request) { return true }
      return false
    }
    #expect(try !answer(RawTLSServer(identity, maxVersion: TLS1_2_VERSION)))
    for group in ["P-384", "X448", "ffdhe2048"] { #expect(try !answer(RawTLSServer(identity, groups: group))) }
    #expect(try !answer(RawTLSServer(identity, suites: "TLS_AES_128_CCM_SHA256")))
    for group in ["P-256", "X25519"] { #expect(try answer(RawTLSServer(identity, groups: group))) }
    for suite in ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"] {
      #expect(try answer(RawTLSServer(identity, suites: suite)))
    }
  }
}
