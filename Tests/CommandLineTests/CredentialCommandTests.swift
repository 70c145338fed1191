import Cryptography
import Foundation
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import LocalAPI
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct CredentialCommandTests {
  @Test func issuesWithoutARunningNodeAndForItsOwnerOnly() throws {
    let node = try TestNode()
    for role in Role.allCases {
      let file = node.folder.file("\(role.rawValue).pem")
      let answer = try node.done("credential", "issue", "--role", role.rawValue, "--name", "C. Vos", "--out", file)
      #expect(answer["file"] == .string(file) && answer["role"] == .string(role.rawValue))
      #expect(answer["municipality"] == nil)
      let bytes = try Files.read(file)
      let certificate = try X509Certificate(pem: bytes)
      #expect(certificate.organizationalUnit == role.rawValue)
      #expect(certificate.commonName == "C. Vos")
      #expect(certificate.spkiSHA256 == (try P256KeyPair(privateKeyPEM: bytes)).spkiSHA256)
      #expect(try #require(Files.mode(of: file)) & 0o777 == 0o600)
    }
    try node.start()
    let observer = node.folder.file("observer.pem")
    // The figures of a period are there for an observer, once there are any; exact counts are not.
    let observed = try node.command("report", "statistics", "--year", "2020", "--credential", observer)
    #expect(observed.json["code"] == "not-found", "\(observed)")
    for command in [["status"], ["worklist"], ["report", "register"]] {
      let curious = try TestNode.run(command + ["--home", node.home.path, "--json", "--credential", observer])
      #expect(curious.status == ExitCode.notPermitted.rawValue, "\(command)")
    }
    #expect(try node.worklist("--credential", node.folder.file("coordinator.pem")) == [])
  }

  @Test func issueNeverOverwritesFile() throws {
    let node = try TestNode()
    let file = try node.file("mine.pem", "precious")
    let refused = try node.command("credential", "issue", "--role", "index", "--name", "C", "--out", file)
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["code"] == "file-exists")
    #expect(try Files.read(file) == Array("precious".utf8))
  }

  @Test(arguments: [
    (["--role", "king", "--name", "C"], ExitCode.usage), (["--role", "index", "--name", ""], .usage),
    (["--role", "index", "--name", "  "], .usage), (["--role", "index", "--name", "a\nb"], .usage),
    (["--role", "index", "--name", String(repeating: "x", count: 65)], .usage),
    (["--role", "index", "--municipality", "GM0363", "--name", "C"], .usage),
    (["--role", "coordinator", "--municipality", "363", "--name", "C"], .usage),
    (["--role", "coordinator", "--municipality", "", "--name", "C"], .usage),
    (["--role", "index"], .usage), (["--name", "C"], .usage),
  ])
  func refusesWhatDoesNotFit(options: [String], exit: ExitCode) throws {
    let node = try TestNode()
    let file = node.folder.file("new.pem")
    let run = try TestNode.run(
      ["credential", "issue", "--home", node.home.path, "--json", "--out", file] + options)
    #expect(run.status == exit.rawValue, "\(run)")
    #expect(Files.mode(of: file) == nil)
  }

  @Test func saysWhatIsMissing() throws {
    let node = try TestNode()
    let words = ["credential", "issue", "--role", "index", "--name", "C", "--json", "--out"]
    let noFolder = try TestNode.run(words + [node.folder.file("no/such/x.pem"), "--home", node.home.path])
    #expect(noFolder.status == ExitCode.configuration.rawValue)
    let noHome = try TestNode.run(words + [node.folder.file("x.pem"), "--home", node.folder.file("nowhere")])
    #expect(noHome.status == ExitCode.configuration.rawValue)
    #expect(chmod(node.home.key(.authorityKey), 0o644) == 0)
    let open = try TestNode.run(words + [node.folder.file("x.pem"), "--home", node.home.path])
    #expect(open.json["detail"]?.stringValue?.contains("chmod 600") == true, "\(open)")
    #expect(Files.mode(of: node.folder.file("x.pem")) == nil)
  }

  @Test func revokedCertificateIsRefusedAndNewOneAccepted() throws {
    let node = try TestNode()
    let (old, new) = (node.folder.file("old.pem"), node.folder.file("new.pem"))
    let other = node.folder.file("other.pem")
    for (file, role) in [(old, "operator"), (other, "coordinator")] {
      _ = try node.done("credential", "issue", "--role", role, "--name", "C. Vos", "--out", file)
    }
    try node.start()
    #expect(try node.command("status", "--credential", old).status == 0)
    // A second must have passed: certificates carry whole seconds.
    sleep(1)
    _ = try node.done("credential", "revoke", "--name", "C. Vos", "--role", "operator")
    let pid = try #require(node.pid)
    #expect(kill(pid, SIGHUP) == 0)
    try eventually("the refusal") { try node.command("status", "--credential", old).status != 0 }
    // The log is written by a thread of its own.
    try eventually("the refusal in the log") {
      node.lines.contains { $0["reason"]?.stringValue?.contains("was revoked") == true }
    }
    #expect(try node.command("status", "--credential", other).status == 0)
    sleep(1)
    _ = try node.done("credential", "issue", "--role", "operator", "--name", "C. Vos", "--out", new)
    #expect(try node.command("status", "--credential", new).status == 0)
    #expect(try node.command("status").status == 0)
    #expect(try #require(Files.mode(of: node.home.revokedCredentials)) & 0o777 == 0o600)
    // Of every role, and what stood there stays.
    _ = try node.done("credential", "revoke", "--name", "C. Vos")
    let held = try #require(try RevokedCredentials.read(from: node.home))
    #expect(held.entries.map(\.role) == [.operator, nil])
    #expect(RevokedCredentials(held.json) == held)
  }

  /// A name that is written in another way revokes nobody: that is said, and it is revoked all the same.
  @Test func revokingUnknownNameWarns() throws {
    let node = try TestNode()
    _ = try node.done(
      "credential", "issue", "--role", "index", "--name", "C. Vos", "--out", node.folder.file("vos.pem"))
    #expect(try #require(Files.mode(of: node.home.issuedNames)) & 0o777 == 0o600)
    for name in ["C. Vos", "nhn operator"] {
      let known = try node.command("credential", "revoke", "--name", name)
      #expect(known.status == 0 && known.json["isKnown"] == true && !known.errors.contains("warning"), "\(known)")
    }
    let unknown = try node.command("credential", "revoke", "--name", "operator")
    #expect(unknown.status == 0 && unknown.json["isKnown"] == false)
    #expect(unknown.errors.contains("no certificate was made here for the name \"operator\""))
    #expect(unknown.errors.contains("\"nhn operator\"") && unknown.errors.contains("\"C. Vos\""), "\(unknown)")
    #expect(try RevokedCredentials.read(from: node.home)?.entries.map(\.name).last == "operator")
    // A home that is older than the list has its certificates.
    #expect(unlink(node.home.issuedNames) == 0)
    #expect(try node.command("credential", "revoke", "--name", "nhn index").json["isKnown"] == true)
  }

  @Test func damagedRevocationFileIsAnError() throws {
    let node = try TestNode()
    try Files.create(node.home.revokedCredentials, Array(#"{"revoked":[{"name":"A"}]}"#.utf8))
    #expect(try node.command("credential", "revoke", "--name", "B").status == ExitCode.badData.rawValue)
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("revoked.json") == true, "\(refused)")
  }
}
