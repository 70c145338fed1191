import Cryptography
import Glibc
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import LocalAPI
@testable import Node

/// `cert …` and certificates for browsers and smart cards, as an operator makes them.
@Suite(.timeLimit(.minutes(30))) struct CertificateCommandTests {
  private func openssl(_ node: TestNode, _ script: String) throws -> String {
    let result = try ChildProcess.run("/bin/sh", ["-euc", "cd '\(node.folder.path)'\n" + script], seconds: 60)
    let text = String(decoding: result.output + result.errors, as: UTF8.self)
    try #require(result.status == 0, "\(script): \(text)")
    return text
  }

  @Test func everyCertificateIsShown() throws {
    let node = try TestNode()
    let shown = try node.done("cert", "show")["certificates"]?.arrayValue ?? []
    let uses = shown.compactMap { $0["use"]?.stringValue }
    #expect(uses == ["peer", "local", "authority", "client", "client", "client", "client"], "\(shown)")
    #expect(shown.first?["key"] == JSONValue(base64URL: try HomeKeys.read(from: node.home).tls.certificate.spkiSHA256))
    #expect(shown.allSatisfy { $0["validUntil"]?.stringValue?.hasPrefix("20") == true })
    let text = try TestNode.run(["cert", "show", "--home", node.home.path])
    #expect(text.output.hasPrefix("USE") && text.output.contains("own authority"))
    #expect(
      try TestNode.run(["cert", "show", "--home", node.home.path], language: "SAMENLOOP_LANGUAGE=nl").output
        .contains("eigen autoriteit"))
  }

  /// Both sides go on: the peer learns of the next key under the one that it knows.
  @Test func peersTakeTheNextKeyOver() throws {
    let pair = try TestPair()
    let (nhn, gooi) = (pair.nhn, pair.gooi)
    let before = try gooi.done("card", "show")["tlsKeys"]?.arrayValue ?? []
    let next = try #require(try gooi.done("cert", "renew", "peer", "--new-key")["key"])
    let running = try gooi.command("cert", "renew", "peer", "--switch", "--yes")
    #expect(running.status == ExitCode.tryAgain.rawValue && running.json["code"] == "node-runs", "\(running)")
    #expect(gooi.stop() == 0)
    try gooi.start()
    _ = try gooi.done("sync", "now")
    #expect(try gooi.done("card", "show")["tlsKeys"]?.arrayValue == before + [next])
    #expect(gooi.stop() == 0)
    let asked = try gooi.command("cert", "renew", "peer", "--switch")
    #expect(
      asked.status == ExitCode.checkFailed.rawValue && asked.json["detail"]?.stringValue?.contains("--yes") == true)
    #expect(try gooi.done("cert", "renew", "peer", "--switch", "--yes")["key"] == next)
    try gooi.start()
    for node in [gooi, nhn] { _ = try node.done("sync", "now") }
    #expect(try gooi.done("card", "show")["tlsKeys"]?.arrayValue == [next])
    #expect(!gooi.lines.contains { $0["event"] == "tls-key-unknown-to-peers" })
  }

  /// With another authority, old and new certificates count side by side; then the old ones no longer.
  @Test func authoritiesOverlap() throws {
    let node = try TestNode()
    let old = node.folder.file("old.pem")
    try Files.create(old, try Files.read(node.home.credential(of: .operator)))
    let oldAuthority = node.folder.file("old-authority.pem")
    try Files.create(oldAuthority, try Files.read(node.home.authority))
    let renewed = try node.done("cert", "renew", "authority", "--new-key")
    #expect(renewed["olderAuthorities"] == 1 && renewed["renewed"]?.arrayValue?.count == 3, "\(renewed)")
    try node.start()
    #expect(try node.command("status").status == 0)
    #expect(try node.command("status", "--credential", old).status == 0)
    #expect(node.stop() == 0)
    let asked = try node.command("cert", "renew", "authority", "--drop-older")
    #expect(asked.status == ExitCode.checkFailed.rawValue)
    #expect(asked.json["detail"]?.stringValue?.contains("privacy-officer.pem") == true, "\(asked)")
    _ = try node.done("cert", "renew", "authority", "--drop-older", "--yes")
    try node.start()
    #expect(try node.command("status").status == 0)
    #expect(try node.command("status", "--credential", old).status == ExitCode.notPermitted.rawValue)
  }

  @Test func fileForABrowserOpens() throws {
    let node = try TestNode()
    _ = try node.file("words", "een lange zin\n")
    let words = node.folder.file("words")
    for (file, options) in [("new.p12", []), ("old.p12", ["--compatible"])] {
      let run = try TestNode.run(
        ["credential", "issue", "--role", "coordinator", "--name", "C. Vos", "--out", node.folder.file(file)]
          + ["--passphrase-file", words, "--home", node.home.path, "--json"] + options)
      #expect(run.status == 0, "\(run)")
      // Without OpenSSL's provider for old algorithms.
      let text = try openssl(node, "openssl pkcs12 -in \(file) -passin file:words -info -noenc")
      #expect(text.contains("CN = C. Vos") || text.contains("CN=C. Vos"), "\(text)")
      #expect(text.contains("BEGIN PRIVATE KEY"))
      #expect(text.contains("pbeWithSHA1And3-KeyTripleDES-CBC") == !options.isEmpty, "\(text)")
      #expect(text.contains("MAC: sha1") == !options.isEmpty, "\(text)")
    }
    let short = try node.file("short", "kort\n")
    for options in [[], ["--passphrase-file", short], ["--compatible"]] {
      let file = node.folder.file("x.p12")
      let run = try TestNode.run(
        ["credential", "issue", "--role", "index", "--name", "C", "--out", file, "--home", node.home.path] + options)
      #expect(run.status != 0 && Files.mode(of: file) == nil, "\(run)")
    }
  }

  /// A smart card makes its own key, of RSA or on P-384, and a request that names no role.
  @Test(arguments: ["RSA -pkeyopt rsa_keygen_bits:2048", "EC -pkeyopt ec_paramgen_curve:P-384"])
  func requestOfASmartCardIsSigned(algorithm: String) throws {
    let node = try TestNode()
    try node.start()
    _ = try openssl(
      node,
      "umask 077; openssl genpkey -algorithm \(algorithm) -out card.key; openssl req -new -key card.key -subj '/CN=C. Vos' -out card.csr"
    )
    let (request, file) = (node.folder.file("card.csr"), node.folder.file("card.pem"))
    _ = try node.done("credential", "sign", request, "--role", "coordinator", "--out", file)
    let verified = try openssl(
      node, "openssl verify -purpose sslclient -CAfile \(node.home.authority) card.pem")
    #expect(verified.contains("OK"))
    #expect(try X509Certificate(pem: try Files.read(file)).organizationalUnit == "coordinator")
    let weak = try openssl(
      node, "openssl req -new -newkey rsa:1024 -noenc -keyout weak.key -subj /CN=C -out weak.csr 2>&1; echo made")
    #expect(weak.contains("made"))
    let refused = try node.command(
      "credential", "sign", node.folder.file("weak.csr"), "--role", "index", "--out", node.folder.file("weak.pem"))
    #expect(refused.json["detail"]?.stringValue?.contains("2048") == true, "\(refused)")
  }
}
