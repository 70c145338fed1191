import CommandLine
import Cryptography
import Foundation
import LocalAPI
import PeerProtocol
import Synchronization
import System
import TestSupport
import Testing
import Transport

@testable import Demo
@testable import Node

/// Files of trust that change while a node runs.
@Suite(.timeLimit(.minutes(30))) struct TrustKeeperTests {
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
    let bare = try #require(keeper.uncheckedAuthorities)
    #expect(bare.map(\.name) == ["/CN=one"])
    #expect(bare.first?.next.contains("revocationLists in \(home.configuration)") == true)
    try writeAnchors("two")
    _ = keeper.look()
    #expect(keeper.uncheckedAuthorities?.map(\.name) == ["/CN=two"])
    var without = configuration
    without.trustAnchors = nil
    keeper = try TrustKeeper(home: home, configuration: without, keys: keys, log: log)
    #expect(keeper.uncheckedAuthorities == nil)
  }

  @Test func aNodeDoesNotStartWithAnchorsThatCannotBeRead() throws {
    try Files.replace(home.resolve("anchors.pem"), [])
    do {
      _ = try keeper()
      Issue.record("it started")
    } catch {
      #expect((error as? NodeFailure)?.detail.contains("trustAnchors") == true)
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
    #expect(throws: NodeFailure.self) { try HomeKeys.read(from: home) }
  }

  /// A hierarchy whose intermediate authority issued this node's certificate; lists of both stand in `lists.pem`.
  private func hierarchy() throws -> (OpenSSLFiles, NodeConfiguration) {
    let files = try OpenSSLFiles()
    try files.makeHierarchy()
    try copy(["root.pem"], files, to: "anchors.pem")
    try copy(["root.crl", "middle.crl"], files, to: "lists.pem")
    var configuration = configuration
    configuration.revocationLists = "lists.pem"
    now.value = Int64(Date().timeIntervalSince1970)
    return (files, configuration)
  }

  private func copy(_ names: [String], _ files: OpenSSLFiles, to file: String) throws {
    try Files.replace(home.resolve(file), try names.flatMap { try Files.read(files.path($0)) })
  }

  private func keeper(_ configuration: NodeConfiguration) throws -> TrustKeeper {
    try TrustKeeper(home: home, configuration: configuration, keys: keys, log: log, clock: { [now] in now.value })
  }

  @Test(arguments: [false, true])
  func authorityThatHadAListDoesNotLoseItSilently(isRestarted: Bool) throws {
    let (files, configuration) = try hierarchy()
    var keeper = try keeper(configuration)
    #expect(keeper.missingRevocationLists == nil)
    try copy(["root.crl"], files, to: "lists.pem")
    if isRestarted {
      keeper = try self.keeper(configuration)
    } else {
      #expect(keeper.look() != nil)
    }
    #expect(keeper.held.anchors?.listsDue.count == 2)
    let missing = try #require(keeper.missingRevocationLists)
    #expect(missing.map(\.name) == ["/CN=middle"] && !missing[0].refuses)
    #expect(missing[0].next.contains("samenloop tls forget-list /CN=middle"))
    keeper.tellDates()
    keeper.tellDates()
    #expect(try logged("revocation-list-missing").count == 1)
    // Once its date and its grace are over the authority's certificates are refused.
    now.value += 32 * 86_400
    #expect(keeper.missingRevocationLists?.first?.refuses == true)
    now.value -= 32 * 86_400
    // A file without any list changes nothing at all, and so does one that is gone.
    try Files.replace(home.resolve("lists.pem"), [])
    #expect(keeper.look() == nil && keeper.held.anchors?.listsDue.count == 2)
    // Named again, it is no longer missing.
    try files.makeList(of: "middle")
    try copy(["root.crl", "middle.crl"], files, to: "lists.pem")
    #expect(keeper.look() != nil && keeper.missingRevocationLists == nil && keeper.faults == nil)
  }

  @Test func listsThatTheConfigurationNamesNoLongerAreKept() throws {
    var (_, configuration) = try hierarchy()
    _ = try keeper(configuration)
    configuration.revocationLists = nil
    let keeper = try keeper(configuration)
    #expect(keeper.held.anchors?.listsDue.count == 2)
    let missing = try #require(keeper.missingRevocationLists)
    #expect(missing.map(\.name) == ["/CN=root", "/CN=middle"])
    #expect(missing[0].next.hasPrefix("name the file with its list as revocationLists"))
  }

  @Test func anOlderListThanBeforeIsNotUsed() throws {
    let (files, configuration) = try hierarchy()
    let before = try Files.read(files.path("middle.crl"))
    try files.makeList(of: "middle")
    try copy(["root.crl", "middle.crl"], files, to: "lists.pem")
    let keeper = try keeper(configuration)
    try Files.replace(home.resolve("lists.pem"), try Files.read(files.path("root.crl")) + before)
    #expect(keeper.look() != nil)
    let missing = try #require(keeper.missingRevocationLists)
    #expect(missing.map(\.name) == ["/CN=middle"] && missing[0].isOlder)
  }

  /// The program beside the test bundle.
  private static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("samenloop").path
  }()

  @Test func operatorSaysThatAnAuthorityHasNoListAnyMore() throws {
    let (files, configuration) = try hierarchy()
    let keeper = try keeper(configuration)
    try copy(["root.crl"], files, to: "lists.pem")
    _ = keeper.look()
    func run(_ words: String...) throws -> ChildProcess.Result {
      try ChildProcess.run(Self.program, words + ["--home", home.path, "--json"], seconds: 120)
    }
    let shown = try JSONValue(parsing: try run("tls", "lists").output)
    #expect(shown["lists"]?.arrayValue?.compactMap { $0["authority"]?.stringValue } == ["/CN=root", "/CN=middle"])
    func forget(_ name: String, _ again: String) throws -> Int32 {
      try run("tls", "forget-list", name, "--confirm", again).status
    }
    #expect(try forget("/CN=middle", "/CN=root") == ExitCode.usage.rawValue)
    #expect(try forget("/CN=midle", "/CN=midle") == ExitCode.badData.rawValue)
    #expect(keeper.look() == nil && keeper.missingRevocationLists != nil)
    #expect(try forget("/CN=middle", "/CN=middle") == 0)
    #expect(keeper.look() != nil && keeper.missingRevocationLists == nil)
    #expect(keeper.held.anchors?.listsDue.count == 1)
  }

  /// What this node shows, in every way that a peer would refuse.
  @Test(arguments: ["hash", "expired", "order", "key", "usage", "phrase", "pkcs7"])
  func aFaultyOwnCertificateChangesNeitherEnd(flaw: String) throws {
    let (files, configuration) = try hierarchy()
    let keeper = try keeper(configuration)
    let (file, key) = (home.key(.tlsCertificate), home.key(.tlsKey))
    let words: String
    switch flaw {
    case "hash": (_, words) = (try files.issue(file, key: key, hash: "sha1"), "a hash that is too weak")
    case "expired":
      try files.issue(file, key: key, days: 1)
      now.value += 3 * 86_400
      words = "ended at"
    case "order":
      try files.issue(file, key: key)
      words = "is in the wrong order"
      try Files.replace(file, try Files.read(files.path("middle.pem")) + Files.read(file))
    case "key": (_, words) = (try files.issue(file, key: files.path("root.key")), "is not the certificate of")
    case "usage": (_, words) = (try files.issue(file, key: key, usage: "serverAuth"), "not meant for both ends")
    case "phrase":
      try files.run("openssl pkey -in \(key) -aes256 -passout pass:x -out \(key).new; mv \(key).new \(key)")
      words = "a pass phrase"
    default:
      try files.run("openssl crl2pkcs7 -nocrl -certfile \(file) -out \(file).new; mv \(file).new \(file)")
      words = "openssl pkcs7"
    }
    var prepared: [TrustKeeper.Held] = []
    #expect(
      keeper.look { held in
        prepared.append(held)
        return {}
      } == nil)
    #expect(
      prepared.allSatisfy { $0.certificatePEM == keys.tls.certificatePEM && $0.privateKeyPEM == keys.tls.privateKeyPEM }
    )
    #expect(keeper.held.certificatePEM == keys.tls.certificatePEM)
    let fault = try #require(keeper.faults?.first)
    #expect(fault.hasPrefix(flaw == "phrase" ? key : file) && fault.contains(words), "\(fault)")
    #expect(try logged("trust-reload-failed").count == 1)
  }

  @Test func aFaultyOwnCertificateDoesNotHideARevocation() throws {
    let (files, configuration) = try hierarchy()
    let keeper = try keeper(configuration)
    try files.makeList(of: "middle", days: 3)
    try copy(["root.crl", "middle.crl"], files, to: "lists.pem")
    try Files.replace(home.key(.tlsCertificate), Array("none".utf8))
    var revoked = RevokedCredentials()
    revoked.add(RevokedCredentials.Entry(name: "a", role: nil, before: Timestamp(seconds: now.value)))
    try Files.replace(home.revokedCredentials, JSONText.bytes(of: revoked.json))
    let before = try #require(keeper.held.anchors?.listsDue.min())
    #expect(keeper.look() == nil)
    #expect(keeper.held.anchors?.listsDue.min().map { $0 < before } == true)
    #expect(keeper.held.revoked == revoked)
    #expect(keeper.held.certificatePEM == keys.tls.certificatePEM)
  }

  @Test func nothingChangesWhereOneEndCannotTakeIt() throws {
    struct Refusal: Error {}
    let keeper = try keeper()
    let before = keeper.held.anchors
    try writeAnchors("two")
    let held = keeper.look { _ throws(TransportError) in
      _ = try TrustAnchors(anchorsPEM: [])
      return {}
    }
    #expect(held == nil && keeper.held.anchors === before && keeper.faults != nil)
  }
}
