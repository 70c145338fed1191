import Cryptography
import Foundation
import PeerProtocol
import Synchronization
import TestSupport
import Testing

@testable import Node

/// Files of trust that change while a node runs.
@Suite struct TrustKeeperTests {
  private let folder: TemporaryDirectory
  private let home: NodeHome
  private let configuration: NodeConfiguration
  private let keys: HomeKeys
  private let log: NodeLog
  private let now = Now(0)

  private final class Now: Sendable {
    private let state: Mutex<Int64>
    init(_ value: Int64) { state = Mutex(value) }
    var value: Int64 {
      get { state.withLock { $0 } }
      set { state.withLock { $0 = newValue } }
    }
  }

  init() throws {
    folder = try TemporaryDirectory()
    home = NodeHome(path: folder.file("home"))
    var configuration = try NodeConfiguration(reading: [
      "region": "nhn", "name": "NHN", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444",
    ])
    try HomeBuilder(configuration: configuration).build(at: home)
    configuration.trustAnchors = "anchors.pem"
    self.configuration = configuration
    keys = try HomeKeys.read(from: home)
    now.value = keys.tls.certificate.notBefore + 7_200
    let descriptor = open(folder.file("log"), O_WRONLY | O_CREAT | O_APPEND, 0o600)
    log = try NodeLog(descriptor: descriptor)
    try writeAnchors("one")
  }

  private func writeAnchors(_ name: String) throws {
    let authority = try CertificateAuthority.selfSigned(
      commonName: name, key: try P256KeyPair.generate(), isAuthority: true, days: 1, subjectAlternativeNames: [])
    try Files.replace(home.resolve("anchors.pem"), authority.pem)
  }

  private func keeper() throws -> TrustKeeper {
    try TrustKeeper(home: home, configuration: configuration, keys: keys, log: log, clock: { [now] in now.value })
  }

  private func logged(_ event: String) throws -> [JSONValue] {
    log.flush()
    return try Files.read(folder.file("log")).split(separator: 0x0A).map { try JSONText.value(of: Array($0)) }
      .filter { $0["event"] == .string(event) }
  }

  @Test func onlyWhatChangedIsReadAgain() throws {
    let keeper = try keeper()
    let before = keeper.held.anchors
    #expect(keeper.look() == nil)
    try writeAnchors("two")
    let held = try #require(keeper.look())
    #expect(held.anchors !== before && keeper.held.anchors === held.anchors)
    #expect(keeper.look() == nil)
    #expect(keeper.look(isAsked: true) != nil)
    #expect(try logged("trust-reloaded").count == 2)
  }

  @Test func whatCannotBeReadChangesNothing() throws {
    let keeper = try keeper()
    let before = keeper.held.anchors
    for text in ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
      try Files.replace(home.resolve("anchors.pem"), Array(text.utf8))
      #expect(keeper.look() == nil)
      #expect(keeper.held.anchors === before)
    }
    #expect(unlink(home.resolve("anchors.pem")) == 0)
    #expect(keeper.look() == nil)
    let reasons = try logged("trust-reload-failed").compactMap { $0["reason"]?.stringValue }
    #expect(reasons.count == 3)
    #expect(reasons.allSatisfy { $0.contains("trustAnchors") && $0.contains("holds on") })
    // It is taken as soon as it is good again.
    try writeAnchors("three")
    #expect(keeper.look() != nil)
  }

  @Test func authoritiesWithoutAListAreNamedWithTheNextStep() throws {
    var keeper = try keeper()
    let bare = try #require(keeper.uncheckedAuthorities?.arrayValue)
    #expect(bare.map { $0["name"] } == ["/CN=one"])
    #expect(bare.first?["next"]?.stringValue?.contains("revocationLists in \(home.configuration)") == true)
    try writeAnchors("two")
    _ = keeper.look()
    #expect(keeper.uncheckedAuthorities?.arrayValue?.map { $0["name"] } == ["/CN=two"])
    var without = configuration
    without.trustAnchors = nil
    keeper = try TrustKeeper(home: home, configuration: without, keys: keys, log: log)
    #expect(keeper.uncheckedAuthorities == nil)
  }

  /// Authorities publish their lists in DER.
  @Test func aListThatIsNoPEMIsNamedWithTheNextStep() throws {
    var configuration = configuration
    configuration.revocationLists = "lists.pem"
    for (bytes, words) in [([0x30, 0x82, 1, 2], "openssl crl -inform DER"), (Array("none".utf8), "fetch")] {
      try Files.replace(home.resolve("lists.pem"), bytes)
      do {
        _ = try TrustKeeper(home: home, configuration: configuration, keys: keys, log: log)
        Issue.record("it started")
      } catch {
        let detail = error.detail
        #expect(detail.hasPrefix("\(home.resolve("lists.pem")) holds no revocation list in PEM"), "\(detail)")
        #expect(detail.contains(words))
      }
    }
  }

  @Test func aNodeDoesNotStartWithAnchorsThatCannotBeRead() throws {
    try Files.replace(home.resolve("anchors.pem"), [])
    do {
      _ = try keeper()
      Issue.record("it started")
    } catch {
      #expect((error as? CommandFailure)?.detail.contains("trustAnchors") == true)
    }
  }

  @Test func aRenewedCertificateOfTheSameKeyIsTaken() throws {
    let keeper = try keeper()
    let key = try P256KeyPair(privateKeyPEM: keys.tls.privateKeyPEM)
    let renewed = try CertificateAuthority.selfSigned(
      commonName: "renewed", key: key, isAuthority: false, days: 100, subjectAlternativeNames: [])
    try Files.replace(home.key(.tlsCertificate), renewed.pem)
    #expect(keeper.look()?.certificatePEM == renewed.pem)
    // Another key is for a restart: the card has to name it first.
    let other = try P256KeyPair.generate()
    let foreign = try CertificateAuthority.selfSigned(
      commonName: "other", key: other, isAuthority: false, days: 100, subjectAlternativeNames: [])
    try Files.replace(home.key(.tlsCertificate), foreign.pem)
    #expect(keeper.look() == nil)
    try Files.replace(home.key(.tlsKey), other.privateKeyPEM)
    #expect(keeper.look() == nil)
    #expect(keeper.held.certificatePEM == renewed.pem)
    #expect(try logged("trust-reload-failed").last?["reason"]?.stringValue?.contains("restart") == true)
  }

  @Test func anEndThatComesNearIsToldDaily() throws {
    let keeper = try keeper()
    let end = keys.tls.certificate.notAfter
    now.value = end - 31 * 86_400
    keeper.tellDates()
    #expect(try logged("certificate-ends").isEmpty)
    for seconds in [29 * 86_400, 29 * 86_400 - 3_600, 28 * 86_400, -1] {
      now.value = end - Int64(seconds)
      keeper.tellDates()
    }
    let told = try logged("certificate-ends").compactMap { $0["reason"]?.stringValue }
    #expect(told.count == 3)
    #expect(told.last?.contains("certificate ended at") == true)
  }

  @Test func theNextKeyStandsBesideTheOneInUse() throws {
    #expect(keys.nextTLSKey == nil)
    let next = try P256KeyPair.generate()
    try Files.create(home.nextTLSKey, next.privateKeyPEM)
    #expect(try HomeKeys.read(from: home).nextTLSKey == next.spkiSHA256)
    #expect(chmod(home.nextTLSKey, 0o644) == 0)
    #expect(throws: CommandFailure.self) { try HomeKeys.read(from: home) }
  }
}
