import Cryptography
import Foundation
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// Two people are two people: who runs a node does not become its privacy officer.
@Suite(.timeLimit(.minutes(30))) struct PrivacyOfficerTests {
  /// A node with real data, and the folder of the people on other machines.
  private struct Production {
    let node: TestNode
    private var authority: String { node.home.authority }

    init() throws {
      node = try TestNode(environment: "production", "--operator-name", "O. Operator")
      try node.start()
    }

    var url: String {
      let file = (try? Files.read(node.home.listening)).flatMap { try? JSONText.value(of: $0) }
      return "https://" + (file?["localAddress"]?.stringValue ?? "")
    }

    /// A key and request, made without a home.
    func request(_ name: String, _ base: String) throws -> String {
      let out = node.folder.file(base)
      let made = try TestNode.run(["credential", "request", "--name", name, "--out", out])
      try #require(made.status == 0, "\(made.errors)")
      return out
    }

    /// The operator brings a request in.
    func sign(_ base: String) throws -> JSONValue {
      let run = try node.command("credential", "sign", base + ".csr", "--out", base + ".pem")
      try #require(run.status == 0, "\(run.errors) \(run.output)")
      return run.json
    }

    /// A command from another machine: no home.
    func remote(_ base: String, _ words: String...) throws -> TestNode.Run {
      try TestNode.run(
        words + ["--node", url, "--authority", authority, "--credential", base + ".pem", "--json"])
    }

    /// What anybody makes who can read the authority's key.
    func forge(_ name: String, role: String = "privacy-officer") throws -> String {
      let key = try P256KeyPair.generate()
      let certificate = try CertificateAuthority.issue(
        commonName: name, organizationalUnit: role, for: key, by: HomeKeys.authority(of: node.home), usage: .client,
        days: 10, subjectAlternativeNames: [])
      let base = node.folder.file("forged-\(name.count)")
      try Files.create(base + ".pem", certificate.pem + key.privateKeyPEM)
      return base
    }
  }

  @Test func operatorAloneDoesNotActAsPrivacyOfficer() throws {
    let world = try Production()
    let home = world.node.home
    #expect(Files.mode(of: home.credential(of: .privacyOfficer)) == nil)
    let issued = try world.node.command(
      "credential", "issue", "--role", "privacy-officer", "--name", "X", "--out", world.node.folder.file("x.pem"))
    #expect(issued.status == ExitCode.notPermitted.rawValue && issued.errors.contains("credential request"))
    // Before there is an officer, and after there is one: by another name, and by the officer's.
    let forged = try world.forge("X")
    #expect(try world.remote(forged, "status").status == ExitCode.notPermitted.rawValue)
    let smit = try world.request("B. Smit", "smit")
    #expect(try world.sign(smit)["state"] == "registered")
    let twin = try world.forge("B. Smit")
    for base in [forged, twin] {
      let refused = try world.remote(base, "status")
      #expect(refused.status == ExitCode.notPermitted.rawValue && refused.json["status"] == 403, "\(refused)")
      #expect(refused.errors.contains("credential request") && refused.errors.contains("credential sign"))
    }
    // A file in clients/ changes nothing, nor does a restart, nor another word in node.json.
    try Files.create(home.credential(of: .privacyOfficer), try Files.read(twin + ".pem"))
    let configuration = String(decoding: try Files.read(home.configuration), as: UTF8.self)
    for word in ["production", "training"] {
      #expect(world.node.stop() == 0)
      try Files.replace(
        home.configuration,
        Array(configuration.replacingOccurrences(of: "\"production\"", with: "\"\(word)\"").utf8))
      try world.node.start()
      #expect(try world.node.command("status", "--as", "privacy-officer").status == ExitCode.notPermitted.rawValue)
    }
    #expect(try world.remote(smit, "status").status == 0)
  }

  @Test func secondOfficerNeedsTheConsentOfTheFirst() throws {
    let world = try Production()
    let (smit, vos) = (try world.request("B. Smit", "smit"), try world.request("C. Vos", "vos"))
    let first = try world.sign(smit)
    #expect(first["state"] == "registered" && first["name"] == "B. Smit")
    // An answer that was lost: the same certificate again.
    Files.remove(smit + ".pem")
    #expect(try world.sign(smit)["certificate"] == first["certificate"])
    let second = try world.sign(vos)
    #expect(second["state"] == "proposed")
    let id = try #require(second["id"]?.stringValue)
    let waiting = try world.remote(vos, "credential", "approve", id)
    #expect(waiting.status == ExitCode.notPermitted.rawValue && waiting.errors.contains("credential approve"))
    #expect(
      try world.node.command("credential", "approve", id, "--credential", world.node.home.credential(of: .operator))
        .status == ExitCode.notPermitted.rawValue)
    let status = try world.node.done("status")["credentials"]
    #expect(status?["privacyOfficers"]?[0]?["name"] == "B. Smit" && status?["proposals"]?[0]?["name"] == "C. Vos")
    let approved = try world.remote(smit, "credential", "approve", id)
    #expect(approved.status == 0, "\(approved)")
    #expect(try world.remote(vos, "status").status == 0)
    let officers = try world.node.done("credential", "list")["privacyOfficers"]
    #expect(officers?[1]?["approvals"]?.arrayValue?.map { $0["name"] } == ["O. Operator", "B. Smit"])
    // Kept over a power cut.
    world.node.kill()
    try world.node.start()
    #expect(try world.remote(vos, "status").status == 0)
  }

  @Test func revokedOfficerStaysRevoked() throws {
    let world = try Production()
    let (smit, vos) = (try world.request("B. Smit", "smit"), try world.request("C. Vos", "vos"))
    _ = try world.sign(smit)
    let id = try #require(try world.sign(vos)["id"]?.stringValue)
    #expect(try world.remote(smit, "credential", "approve", id).status == 0)
    _ = try world.node.done("credential", "revoke", "--name", "B. Smit")
    #expect(world.node.stop() == 0)
    try world.node.start()
    #expect(try world.remote(smit, "status").status == ExitCode.notPermitted.rawValue)
    // The list of revoked names is the operator's; the registry remembers.
    Files.remove(world.node.home.revokedCredentials)
    #expect(world.node.stop() == 0)
    try world.node.start()
    let refused = try world.remote(smit, "status")
    #expect(refused.status == ExitCode.notPermitted.rawValue && refused.errors.contains("revoked"), "\(refused)")
    #expect(try world.node.done("credential", "list")["privacyOfficers"]?[0]?["state"] == "revoked")
    #expect(try world.remote(vos, "status").status == 0)
  }

  @Test func officerSignsForOfficersOnly() throws {
    let world = try Production()
    let smit = try world.request("B. Smit", "smit")
    _ = try world.sign(smit)
    let out = world.node.folder.file("two")
    _ = try TestNode.run(["credential", "request", "--name", "D. Two", "--role", "operator", "--out", out])
    let own = try world.remote(smit, "credential", "sign", out + ".csr", "--role", "operator", "--out", out + ".pem")
    #expect(own.status == ExitCode.notPermitted.rawValue, "\(own)")
    // A request says its role; nobody is given another one by mistake.
    let wrong = try world.node.command("credential", "sign", out + ".csr", "--out", out + ".pem")
    #expect(wrong.status == ExitCode.badData.rawValue && wrong.errors.contains("operator"), "\(wrong)")
    let next = try world.request("E. Next", "next")
    let signed = try world.remote(smit, "credential", "sign", next + ".csr", "--out", next + ".pem")
    #expect(signed.status == 0 && signed.json["state"] == "registered", "\(signed)")
    #expect(try world.remote(next, "status").status == 0)
    let operators = try world.node.command(
      "credential", "sign", out + ".csr", "--role", "operator", "--out", out + ".pem")
    #expect(operators.json["state"] == "issued", "\(operators)")
    #expect(try world.remote(out, "peer", "list").status == 0)
  }

  @Test func upgradedHomeKeepsTheOfficerInItsFolder() throws {
    // As `init` of earlier versions made it: the member is not there, the privacy officer's certificate is.
    let node = try TestNode()
    let text = String(decoding: try Files.read(node.home.configuration), as: UTF8.self)
    try Files.replace(
      node.home.configuration, Array(text.replacingOccurrences(of: "\"environment\": \"training\",", with: "").utf8))
    #expect(try node.home.readConfiguration().environment == .production)
    try node.start()
    #expect(try node.command("status", "--as", "privacy-officer").status == 0)
    let officers = try node.done("credential", "list")["privacyOfficers"]?.arrayValue
    #expect(officers?.map { $0["ground"] } == ["found"])
  }

  @Test func trainingTakesEveryOfficerInItsFolder() throws {
    let node = try TestNode()
    try node.start()
    #expect(try node.command("status", "--as", "privacy-officer").status == 0)
    let second = node.home.clients + "/second.pem"
    _ = try node.done("credential", "issue", "--role", "privacy-officer", "--name", "Second", "--out", second)
    #expect(try node.command("status", "--credential", second).status == 0)
  }

  @Test func keyMayBeInAFileOfItsOwn() throws {
    let world = try Production()
    let smit = try world.request("B. Smit", "smit")
    _ = try world.sign(smit)
    // Beside the certificate, named, and of another certificate.
    #expect(try world.remote(smit, "status").status == 0)
    let moved = world.node.folder.file("elsewhere")
    try Files.create(moved, try Files.read(smit + ".key"))
    Files.remove(smit + ".key")
    let without = try world.remote(smit, "status")
    #expect(without.status == ExitCode.configuration.rawValue && without.errors.contains("--key"), "\(without)")
    #expect(try world.remote(smit, "status", "--key", moved).status == 0)
    let other = try world.request("C. Vos", "vos")
    let wrong = try world.remote(smit, "status", "--key", other + ".key")
    #expect(wrong.status == ExitCode.configuration.rawValue && wrong.errors.contains("is not the key"), "\(wrong)")
  }

  @Test func remoteCommandsNameWhatIsMissing() throws {
    for (words, expected) in [
      (["--node", "http://h:1"], "--node is https://HOST:PORT"), (["--node", "https://h:1"], "--authority"),
      (["--node", "https://h:1", "--authority", "/nowhere/a.pem"], "--credential"),
      (["--node", "https://h:1", "--authority", "/nowhere/a.pem", "--credential", "/nowhere/c.pem"], "/nowhere/a.pem"),
      (["--key", "k"], "--key goes with --credential"),
    ] {
      let run = try TestNode.run(["status"] + words)
      #expect(run.status != 0 && run.errors.contains(expected), "\(words) \(run.errors)")
    }
  }

  @Test func localNamesStandInTheListenersCertificate() throws {
    let node = try TestNode(region: "nhn", "--local-names", "node.example.nl, 10.1.2.3")
    func names(_ host: String) throws -> Bool {
      try X509Certificate(pem: Files.read(node.home.key(.localCertificate))).isFor(host: host)
    }
    #expect(try names("node.example.nl") && names("10.1.2.3") && names("localhost") && names("127.0.0.1"))
    let text = String(decoding: try Files.read(node.home.configuration), as: UTF8.self)
    try Files.replace(
      node.home.configuration, Array(text.replacingOccurrences(of: "10.1.2.3", with: "other.example.nl").utf8))
    try node.start()
    #expect(try names("other.example.nl") && !names("10.1.2.3") && names("::1"))
    #expect(try node.command("status").status == 0)
  }
}
