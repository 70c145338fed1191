import Cryptography
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import Node

/// Certificates that are requested, taken and renewed in a home.
@Suite(.timeLimit(.minutes(30))) struct CertificateChangeTests {
  private let files: OpenSSLFiles
  private let home: NodeHome
  private let now: Timestamp

  init() throws {
    files = try OpenSSLFiles()
    home = NodeHome(path: files.path("home"))
    let configuration = try NodeConfiguration(reading: [
      "region": "nhn", "name": "Noord", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444",
      "endpoint": "https://node.nhn.example:8443",
    ])
    try HomeBuilder(configuration: configuration).build(at: home)
    now = Timestamp(seconds: WallClock.seconds)
  }

  private func certificate(_ path: String) throws -> X509Certificate { try X509Certificate(pem: try Files.read(path)) }

  private func refusal(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return (error as? NodeFailure)?.detail ?? "\(error)" }
  }

  private func setAnchors(_ path: String) throws {
    var json = try JSONText.value(of: try Files.read(home.configuration))
    json["trustAnchors"] = .string(path)
    try Files.replace(home.configuration, Array(JSONText.readable(json).utf8))
  }

  // MARK: - Peers

  @Test func requestIsForTheNextKeyAndItsHost() throws {
    let change = try PeerCertificateChange(of: home)
    let first = try change.request(samePresentKey: false, organisation: "Noord-Holland Noord", number: "0000000123")
    #expect(first.madeKey && first.keyFile == home.nextTLSKey)
    // A second request is for the same key: the first may be on its way.
    let second = try change.request(samePresentKey: false, organisation: nil, number: nil)
    #expect(!second.madeKey && second.request.spkiSHA256 == first.request.spkiSHA256)
    let present = try change.request(samePresentKey: true, organisation: nil, number: nil)
    #expect(present.request.spkiSHA256 == (try certificate(home.key(.tlsCertificate))).spkiSHA256)
    try Files.create(files.path("node.csr"), first.request.pem)
    let text = try files.run("openssl req -in node.csr -noout -verify -text -nameopt RFC2253,utf8")
    for part in [
      "CN=node.nhn.example", "serialNumber=0000000123", "O=Noord-Holland Noord", "C=NL", "DNS:node.nhn.example",
      "TLS Web Server Authentication, TLS Web Client Authentication", "Digital Signature",
    ] { #expect(text.contains(part), "\(part) in \(text)") }
    // A key of the operator's own, of another kind.
    Files.remove(home.nextTLSKey)
    try files.run("umask 077; openssl genpkey -algorithm ed25519 -out '\(home.nextTLSKey)'")
    _ = try change.request(samePresentKey: false, organisation: nil, number: nil)
  }

  @Test func certificateIsTakenForTheKeyThatItIsOf() throws {
    try files.makeHierarchy()
    let change = try PeerCertificateChange(of: home)
    _ = try change.request(samePresentKey: false, organisation: nil, number: nil)
    try files.issue("next.pem", key: home.nextTLSKey)
    try files.issue("same.pem", key: home.key(.tlsKey))
    try files.issue("server.pem", key: home.key(.tlsKey), usage: "serverAuth")
    try files.run("cat next.pem middle.pem >chain.pem; cat middle.pem next.pem >order.pem")
    try files.run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.key")
    try files.issue("other.pem", key: "other.key")

    let taken = try change.take(files.path("chain.pem"), now: now)
    #expect(taken.isOfNextKey && taken.path == home.nextTLSCertificate && taken.doubt == nil)
    #expect(try change.next()?.der == taken.certificate.der)
    #expect(try change.take(files.path("server.pem"), now: now).doubt?.contains("both ends") == true)
    let same = try change.take(files.path("same.pem"), now: now)
    #expect(!same.isOfNextKey)
    #expect(try certificate(home.key(.tlsCertificate)).der == same.certificate.der)
    _ = try HomeKeys.read(from: home)

    func refused(_ file: String, at moment: Timestamp? = nil) throws -> String? {
      refusal { _ = try PeerCertificateChange(of: home).take(files.path(file), now: moment ?? now) }
    }
    #expect(try refused("other.pem")?.contains("is of neither") == true)
    #expect(try refused("order.pem")?.contains("wrong order") == true)
    #expect(try refused("chain.pem", at: now.adding(days: 11))?.contains("ended on") == true)
    #expect(try refused("chain.pem", at: now.adding(days: -2))?.contains("is not valid before") == true)
    #expect(try refused("other.key")?.contains("other.key") == true)
    // Where the node itself asks for an authority, what leads to none is refused.
    try setAnchors(files.path("root.pem"))
    #expect(try refused("chain.pem") == nil)
    #expect(try refused("next.pem")?.contains("leads to no certificate") == true)
    #expect(try refused("server.pem")?.contains("both ends") == true)
    #expect(refusal { _ = try PeerCertificateChange(of: home).renew() }?.contains("cert csr --same-key") == true)
    #expect(refusal { _ = try PeerCertificateChange(of: home).makeNext() }?.contains("cert csr --out") == true)
  }

  @Test func renewedCertificateKeepsItsKey() throws {
    let before = try certificate(home.key(.tlsCertificate))
    let renewed = try PeerCertificateChange(of: home).renew()
    #expect(renewed.spkiSHA256 == before.spkiSHA256 && renewed.der != before.der)
    #expect(try HomeKeys.read(from: home).tls.certificate.der == renewed.der)
  }

  @Test func nextKeyIsTakenIntoUseOnceTheNodeRanWithIt() throws {
    let change = try PeerCertificateChange(of: home)
    #expect(refusal { _ = try change.switchToNext() }?.contains("--new-key") == true)
    let next = try change.makeNext()
    #expect(try change.makeNext().der == next.der, "one that is there is kept")
    #expect(try HomeKeys.read(from: home).nextTLSKey == next.spkiSHA256)
    #expect(refusal { _ = try change.switchToNext() }?.contains("did not run since") == true)
    // Whoever looks at the store takes its lock; only a node that runs writes the journal.
    try Files.create(home.store + "/lock", Array("1\n".utf8))
    #expect(refusal { _ = try change.switchToNext() }?.contains("did not run since") == true)
    try Files.create(home.store + "/1.journal", Array("1\n".utf8))
    let old = try certificate(home.key(.tlsCertificate))
    #expect(try change.switchToNext().der == next.der)
    let keys = try HomeKeys.read(from: home)
    #expect(keys.tls.certificate.der == next.der && keys.nextTLSKey == nil)
    #expect(try certificate(home.keys + "/tls-previous.pem").der == old.der)
    for name in Files.names(in: home.keys) ?? [] {
      #expect((Files.mode(of: home.keys + "/" + name) ?? 0) & 0o777 == 0o600)
    }
  }

  /// A crash between the two renames: the next start lets the key follow its certificate.
  @Test func brokenOffSwitchIsFinished() throws {
    let next = try PeerCertificateChange(of: home).makeNext()
    try KeyPairSwitch.finishAll(home)
    #expect(Files.mode(of: home.nextTLSKey) != nil, "one that was not begun stays")
    try LocalFileSystem().rename(home.nextTLSCertificate, to: home.key(.tlsCertificate))
    #expect(throws: NodeFailure.self) { try HomeKeys.read(from: home) }
    try KeyPairSwitch.finishAll(home)
    #expect(try HomeKeys.read(from: home).tls.certificate.der == next.der)
    #expect(Files.mode(of: home.nextTLSKey) == nil)
    try KeyPairSwitch.finishAll(home)
  }

  // MARK: - The own region

  @Test func authorityIsRenewedWithWhatItIssued() throws {
    let office = try LocalAuthority(of: home)
    let (old, key) = try HomeKeys.authority(of: home)
    let client = home.credential(of: .operator)
    let before = try certificate(client)
    // Of a privacy officer, of somebody who was sent away, and of a smart card: none of these is made anew.
    for (file, name, role) in [("officer", "B. Smit", Role.privacyOfficer), ("gone", "A. de Boer", .index)] {
      let holder = try P256KeyPair.generate()
      let made = try CertificateAuthority.issue(
        commonName: name, organizationalUnit: role.rawValue, for: holder, by: (old, key), usage: .client, days: 10,
        subjectAlternativeNames: [])
      try Files.create("\(home.clients)/\(file).pem", made.pem + holder.privateKeyPEM)
    }
    let card = try CertificateAuthority.issue(
      commonName: "C. Vos", organizationalUnit: "coordinator", for: P256KeyPair.generate(), by: (old, key),
      usage: .client,
      days: 10, subjectAlternativeNames: [])
    try Files.create(home.clients + "/card.pem", card.pem)
    var revoked = RevokedCredentials()
    revoked.add(RevokedCredentials.Entry(name: "A. de Boer", role: nil, before: now))
    try Files.replace(home.revokedCredentials, Array(JSONText.readable(revoked.json).utf8))

    let renewed = try office.renew(newKey: false)
    #expect(renewed.authority.spkiSHA256 == old.spkiSHA256 && renewed.authority.der != old.der && renewed.older == [])
    #expect(Set(renewed.clients) == Set(Role.issuedAtInit(.production).map { home.credential(of: $0) }))
    #expect(Set(renewed.skipped.map(\.path)) == Set(["officer", "gone", "card"].map { "\(home.clients)/\($0).pem" }))
    let after = try certificate(client)
    #expect(after.der != before.der && after.spkiSHA256 == before.spkiSHA256 && after.commonName == before.commonName)
    #expect(try P256KeyPair(privateKeyPEM: try Files.read(client)).spkiSHA256 == after.spkiSHA256)
    // One key: what either certificate of the authority stands for, the other does too.
    for authority in [old, renewed.authority] {
      for one in [before, after, try certificate(home.key(.localCertificate)), card] {
        #expect(one.isIssued(by: authority))
      }
    }
    #expect(try Files.read(home.authority) == renewed.authority.pem)
    #expect(IssuedNames(of: home).holders.count >= renewed.clients.count)
    _ = try HomeKeys.read(from: home)
  }

  @Test func newAuthorityAndOlderOneCountUntilTheOlderIsDropped() throws {
    let office = try LocalAuthority(of: home)
    let (old, key) = try HomeKeys.authority(of: home)
    let holder = try P256KeyPair.generate()
    let elsewhere = try CertificateAuthority.issue(
      commonName: "C. Vos", organizationalUnit: "coordinator", for: holder, by: (old, key), usage: .client, days: 10,
      subjectAlternativeNames: [])
    try Files.create(home.clients + "/card.pem", elsewhere.pem)
    let renewed = try office.renew(newKey: true)
    #expect(renewed.older.map(\.der) == [old.der] && renewed.authority.spkiSHA256 != old.spkiSHA256)
    let (present, presentKey) = try HomeKeys.authority(of: home)
    #expect(present.der == renewed.authority.der && presentKey.spkiSHA256 == present.spkiSHA256)
    #expect(HomeKeys.authorities(of: home).map(\.der) == [present.der, old.der])
    #expect(try Files.read(home.authority) == Files.read(home.key(.authorityCertificate)))
    #expect(try certificate(home.credential(of: .index)).isIssued(by: present))
    // Other machines know the older authority alone, until they were given both.
    #expect(try certificate(home.key(.localCertificate)).isIssued(by: old))
    #expect(office.dependingOnOlder() == [home.clients + "/card.pem"])
    #expect(HomeCertificate.all(in: home).map(\.use).filter { $0 == .olderAuthority }.count == 1)
    _ = try office.dropOlder()
    #expect(HomeKeys.authorities(of: home).map(\.der) == [present.der])
    #expect(try Files.read(home.authority) == present.pem)
    #expect(try certificate(home.key(.localCertificate)).isIssued(by: present))
  }

  @Test func lostKeysOfTheOwnRegionAreReplaced() throws {
    for (file, word) in [
      (KeyFile.authorityKey, "cert renew authority --new-key"), (.localKey, "cert renew local --new-key"),
    ] {
      Files.remove(home.key(file))
      #expect(refusal { _ = try HomeKeys.read(from: home) }?.contains(word) == true)
      let office = try LocalAuthority(of: home)
      if file == .authorityKey {
        _ = try office.renew(newKey: true)
      } else {
        _ = try office.renewListener(newKey: true)
      }
      _ = try HomeKeys.read(from: home)
    }
  }

  @Test func endsOfTheOwnRegionAreToldThreeTimesAndOnceEnded() {
    let end: Int64 = 1_900_000_000
    let notices = EndNotices([.init(what: "the authority", at: end, command: "samenloop cert renew authority")])
    var told: [Int64: String] = [:]
    for day in (-2...70).reversed() {
      for _ in 0..<3 {
        for text in notices.due(at: end - Int64(day) * 86_400) { told[Int64(day)] = text }
      }
    }
    #expect(told.keys.sorted() == [0, 3, 14, 60])
    #expect(told[60]?.contains("ends at") == true && told[0]?.contains("ended at") == true)
    #expect(told.values.allSatisfy { $0.contains("samenloop cert renew authority") })
    // A start late in that time tells it once.
    let late = EndNotices([.init(what: "the authority", at: end, command: "")])
    #expect(late.due(at: end - 86_400).count == 1 && late.due(at: end - 86_399).isEmpty)
  }

  /// A machine whose clock is years ahead must not exchange the listener's certificate for one that nobody takes afterwards.
  @Test func noStartRenewsTheListenersCertificateByTheClock() throws {
    let configuration = try home.readConfiguration()
    let authority = try HomeKeys.authority(of: home)
    let key = try P256KeyPair(privateKeyPEM: try Files.read(home.key(.localKey)))
    let short = try CertificateAuthority.issue(
      commonName: "nhn local", organizationalUnit: nil, for: key, by: authority, usage: .server, days: 1,
      subjectAlternativeNames: configuration.allLocalNames.map(\.alternativeName))
    try Files.replace(home.key(.localCertificate), short.pem)
    #expect(try !LocalCertificate.renew(in: home, configuration))
    #expect(try LocalAuthority(of: home).renewListener(newKey: false).notAfter > now.adding(days: 3_000).seconds)
    let other = try LocalAuthority(of: home).renewListener(newKey: true)
    #expect(other.spkiSHA256 != short.spkiSHA256)
    _ = try HomeKeys.read(from: home)
  }
}
