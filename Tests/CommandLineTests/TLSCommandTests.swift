import Cryptography
import Foundation
import PeerProtocol
import System
import Testing

@testable import CommandLine
@testable import Node

/// `tls make`: what is lost is made anew, and what is there stays.
@Suite(.timeLimit(.minutes(30))) struct TLSCommandTests {
  private let node: TestNode
  private let key: String
  private let certificate: String

  init() throws {
    node = try TestNode()
    key = node.home.key(.tlsKey)
    certificate = node.home.key(.tlsCertificate)
  }

  @Test func lostTLSKeyIsReplacedAndNodeStarts() throws {
    let (oldKey, oldCertificate) = (try Files.read(key), try Files.read(certificate))
    #expect(unlink(key) == 0)
    let missing = try node.command("serve")
    #expect(missing.status == ExitCode.configuration.rawValue)
    #expect(missing.json["detail"]?.stringValue?.contains("samenloop tls make --home \(node.home.path)") == true)
    let made = try node.done("tls", "make")
    let keys = try HomeKeys.read(from: node.home)
    #expect(made["isNewKey"] == true && made["tlsKey"] == JSONValue(base64URL: keys.tls.certificate.spkiSHA256))
    #expect(try Files.read(key) != oldKey)
    #expect(Files.mode(of: key).map { $0 & 0o777 } == 0o600)
    #expect(try Files.read(node.home.keys + "/tls-lost.pem") == oldCertificate)
    try node.start()
    #expect(try node.done("card", "show")["tlsKeys"] == [try #require(made["tlsKey"])])
    // Without a peer there is nobody to tell.
    #expect(!node.lines.contains { $0["event"] == "tls-key-unknown-to-peers" })
  }

  /// The key is what peers know: with it nothing is lost.
  @Test func lostCertificateIsMadeForExistingKey() throws {
    let before = try Files.read(key)
    #expect(unlink(certificate) == 0)
    #expect(try node.command("serve").json["detail"]?.stringValue?.contains("samenloop tls make") == true)
    #expect(try node.done("tls", "make")["isNewKey"] == false)
    #expect(try Files.read(key) == before)
    _ = try HomeKeys.read(from: node.home)
  }

  @Test func existingTLSKeyIsNeverOverwritten() throws {
    let before = [try Files.read(key), try Files.read(certificate)]
    let again = try node.command("tls", "make")
    #expect(again.status == ExitCode.configuration.rawValue && again.json["code"] == "file-exists")
    #expect([try Files.read(key), try Files.read(certificate)] == before)
    // One that cannot be read is not lost: somebody has to look.
    #expect(unlink(certificate) == 0)
    try Files.replace(key, Array("no key".utf8))
    #expect(try node.command("tls", "make").status == ExitCode.configuration.rawValue)
    #expect(try Files.read(key) == Array("no key".utf8))
    #expect(Files.mode(of: certificate) == nil)
  }

  /// Peers know the next key where they confirmed the card: another one would be a third that they do not.
  @Test func theNextKeyComesFirst() throws {
    try Files.create(node.home.nextTLSKey, try P256KeyPair.generate().privateKeyPEM)
    #expect(unlink(key) == 0)
    let refused = try node.command("tls", "make")
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("mv \(node.home.nextTLSKey) \(key)") == true)
    #expect(Files.mode(of: key) == nil)
    // As it says: moved, with a certificate of its own.
    #expect(rename(node.home.nextTLSKey, key) == 0)
    let other = try node.command("tls", "make").json["detail"]?.stringValue
    #expect(other?.contains("\(certificate) is not the certificate of \(key): move away") == true)
    #expect(unlink(certificate) == 0)
    #expect(try node.done("tls", "make")["isNewKey"] == false)
  }
}
