import Cryptography
import Glibc
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import Node

@Suite(.timeLimit(.minutes(30))) struct NodeHomeTests {
  private let folder: TemporaryDirectory
  private let home: NodeHome
  private let configuration: NodeConfiguration

  init() throws {
    folder = try TemporaryDirectory()
    home = NodeHome(path: folder.file("home"))
    configuration = try NodeConfiguration(reading: [
      "region": "nhn", "name": "Noord", "peerAddress": "127.0.0.1:8443", "localAddress": "127.0.0.1:8444",
    ])
  }

  private func failure(_ body: () throws -> Void) -> NodeFailure? {
    do {
      try body()
      return nil
    } catch {
      return error as? NodeFailure
    }
  }

  @Test func makesAllOfItForItsOwnerOnly() throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    var read = try home.readConfiguration()
    #expect(read.fileSHA256 == SHA256.hash(try Files.read(home.configuration)))
    read.fileSHA256 = nil
    #expect(read == configuration)
    let keys = try HomeKeys.read(from: home)
    #expect(keys.tls.certificate.commonName == "nhn")
    for file in KeyFile.allCases { #expect((Files.mode(of: home.key(file)) ?? 0) & 0o777 == 0o600) }
    for path in [home.path, home.keys, home.store, home.audit, home.clients] {
      #expect((Files.mode(of: path) ?? 0) & 0o777 == 0o700)
    }
    #expect(Files.mode(of: home.credential(of: .privacyOfficer)) == nil, "with real data the key is theirs")
    for role in Role.issuedAtInit(.production) {
      let bundle = try Files.read(home.credential(of: role))
      let certificate = try X509Certificate(pem: bundle)
      #expect(certificate.organizationalUnit == role.rawValue)
      #expect(try P256KeyPair(privateKeyPEM: bundle).spkiSHA256 == certificate.spkiSHA256)
      #expect((Files.mode(of: home.credential(of: role)) ?? 0) & 0o777 == 0o600)
    }
    #expect(Files.names(in: folder.path) == ["home"])
  }

  @Test func issueNeverOverwritesFile() throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    let secret = try Files.read(home.key(.pseudonymSecret))
    let refused = failure { try HomeBuilder(configuration: configuration).build(at: home) }
    #expect(refused?.kind == .configuration)
    #expect(refused?.code == "home-exists")
    #expect(try Files.read(home.key(.pseudonymSecret)) == secret)
    #expect(Files.names(in: folder.path) == ["home"])
  }

  @Test func takesAnEmptyFolder() throws {
    try Files.makeFolder(home.path)
    try HomeBuilder(configuration: configuration).build(at: home)
    #expect(try home.readConfiguration().region.text == "nhn")
  }

  @Test(arguments: KeyFile.allCases) func refusesKeysThatOthersMayRead(file: KeyFile) throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    #expect(chmod(home.key(file), 0o640) == 0)
    let refused = failure { _ = try HomeKeys.read(from: home) }
    #expect(refused?.kind == .configuration)
    #expect(refused?.detail.contains("chmod 600 \(home.key(file))") == true)
  }

  @Test(arguments: KeyFile.allCases) func namesAKeyThatIsMissingOrBroken(file: KeyFile) throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    #expect(unlink(home.key(file)) == 0)
    let missing = failure { _ = try HomeKeys.read(from: home) }
    #expect(missing?.detail.contains("\(home.key(file)) is missing") == true)
    if file.length != nil || file == .tlsKey || file == .tlsCertificate {
      try Files.create(home.key(file), Array("x".utf8))
      #expect(failure { _ = try HomeKeys.read(from: home) }?.kind == .configuration)
    }
  }

  @Test func whatOthersMayReadIsNamed() throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    #expect(HomePermissions.warning(home) == nil)
    let file = home.credential(of: .operator)
    #expect(chmod(file, 0o640) == 0 && chmod(home.store, 0o755) == 0)
    #expect(HomePermissions.paths(in: home) == [home.store, file])
    let warning = try #require(HomePermissions.warning(home))
    #expect(warning.hasPrefix("others may read \(home.store), \(file): chmod -R go= "))
  }

  /// A key that peers would refuse must not stand on the card.
  @Test(arguments: [
    (OddKey.curve("P-521"), false), (.curve("secp256k1"), false), (.rsa(bits: 1_024), false), (.rsa(bits: 2_048), true),
    (.curve("P-384"), true),
  ])
  func aKeyThatPeersDoNotTakeIsNamed(kind: OddKey, isTaken: Bool) throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    let key = try kind.pem()
    try Files.create(home.nextTLSKey, key)
    let next = failure { _ = try HomeKeys.read(from: home) }
    let words = " is a key that peers do not take"
    #expect(isTaken ? next == nil : next?.detail.hasPrefix(home.nextTLSKey + words) == true)
    #expect(unlink(home.nextTLSKey) == 0)
    try Files.replace(home.key(.tlsKey), key)
    let own = failure { _ = try HomeKeys.read(from: home) }
    // One that is taken is not that of the certificate.
    #expect(own?.detail.hasPrefix(isTaken ? home.key(.tlsCertificate) : home.key(.tlsKey) + words) == true)
  }

  @Test func aNextKeyThatIsBrokenIsNamedAndMayGo() throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    try Files.create(home.nextTLSKey, Array("x".utf8))
    let refused = failure { _ = try HomeKeys.read(from: home) }
    #expect(refused?.kind == .configuration)
    #expect(refused?.detail.hasPrefix("\(home.nextTLSKey) holds no private key") == true)
    #expect(refused?.detail.hasSuffix("or remove it") == true)
  }

  @Test func namesTheFieldOfABrokenConfiguration() throws {
    try HomeBuilder(configuration: configuration).build(at: home)
    try Files.replace(home.configuration, Array("{\"region\":\"nhn\"}".utf8))
    let refused = failure { _ = try home.readConfiguration() }
    #expect(refused?.kind == .configuration)
    #expect(refused?.detail.contains("peerAddress: is missing") == true)
    try Files.replace(home.configuration, [0xEF, 0xBB, 0xBF] + Array(JSONText.bytes(of: configuration.json)))
    #expect(failure { _ = try home.readConfiguration() }?.detail.contains("byte order mark") == true)
    try Files.replace(home.configuration, Array("{".utf8))
    #expect(failure { _ = try home.readConfiguration() }?.kind == .configuration)
    #expect(failure { _ = try NodeHome(path: folder.file("none")).readConfiguration() }?.kind == .configuration)
  }
}
