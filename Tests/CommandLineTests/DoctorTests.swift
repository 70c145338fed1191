import Cryptography
import Foundation
import LocalAPI
import PeerProtocol
import System
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop doctor` on homes with one fault each: it names the cause, and nothing of the rest fails for it.
@Suite(.timeLimit(.minutes(30))) struct DoctorTests {
  /// The findings of a run, by check; of several the worst.
  private func look(_ node: TestNode, _ words: String...) throws -> (status: Int32, found: [String: JSONValue]) {
    let run = try TestNode.run(["doctor"] + words + ["--home", node.home.path, "--json"])
    let order = ["ok", "skipped", "warn", "fail"]
    func rank(_ finding: JSONValue) -> Int { order.firstIndex(of: finding["state"]?.stringValue ?? "") ?? -1 }
    var found: [String: JSONValue] = [:]
    for finding in try #require(run.json["findings"]?.arrayValue, "\(run)") {
      let name = [finding["peer"], finding["check"]].compactMap { $0?.stringValue }.joined(separator: " ")
      if found[name].map({ rank($0) < rank(finding) }) ?? true { found[name] = finding }
    }
    return (run.status, found)
  }

  private func facts(_ node: TestNode, now: Timestamp? = nil) throws -> DoctorFacts {
    DoctorFacts(
      home: node.home, now: now ?? Timestamp(seconds: Int64(time(nil))),
      configuration: .success(try node.home.readConfiguration()),
      status: .failure(CommandFailure(.notReachable, "off", code: "not-running")))
  }

  private func findings(_ facts: DoctorFacts, _ check: String) -> [Finding] {
    var run = DoctorRun()
    run.run(HomeChecks.table, facts)
    return run.findings.filter { $0.check == check }
  }

  /// Every file below a folder with its bytes.
  private func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      files[name] = FileManager.default.contents(atPath: folder + "/" + name)
    }
    return files
  }

  @Test func homeWithoutFaultIsFineAndStaysAsItIs() throws {
    let node = try TestNode()
    let before = try contents(node.home.path)
    let (status, found) = try look(node)
    #expect(status == 0, "\(found)")
    #expect(found.values.allSatisfy { $0["state"] != "fail" })
    for check in ["home", "permissions", "keys", "store origin", "store", "chain", "clock", "ports"] {
      #expect(found[check]?["state"] == "ok", "\(check): \(String(describing: found[check]))")
    }
    #expect(found["node"]?["state"] == "skipped" && found["storage"]?["state"] == "skipped")
    #expect(found["node"]?["command"]?.stringValue == "samenloop serve --home \(node.home.path)")
    #expect(try contents(node.home.path) == before)
    let text = try TestNode.run(["doctor", "--home", node.home.path])
    #expect(text.output.contains("\nnot checked: the peers: the node does not run"))
  }

  @Test func keyThatOthersMayReadIsNamedAndTheRemedyWorks() throws {
    let node = try TestNode()
    #expect(chmod(node.home.key(.storageKey), 0o644) == 0)
    let (status, found) = try look(node)
    #expect(status == ExitCode.configuration.rawValue)
    #expect(found["permissions"]?["state"] == "fail" && found["keys"]?["state"] == "fail")
    #expect(found["permissions"]?["cause"]?.stringValue?.contains(node.home.key(.storageKey)) == true)
    // What has nothing to do with it is looked at all the same.
    #expect(found["store origin"]?["state"] == "skipped" && found["ports"]?["state"] == "ok")
    let command = try #require(found["permissions"]?["command"]?.stringValue)
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", command]
    try shell.run()
    shell.waitUntilExit()
    #expect(try look(node).status == 0)
  }

  @Test func homeThatIsNoneOrHasAFaultySettingEndsWith78() throws {
    let node = try TestNode()
    var text = String(decoding: try Files.read(node.home.configuration), as: UTF8.self)
    text = text.replacingOccurrences(of: "\"training\"", with: "\"trainig\"")
    try Files.replace(node.home.configuration, Array(text.utf8))
    let (status, found) = try look(node)
    #expect(status == ExitCode.configuration.rawValue)
    #expect(found["home"]?["cause"]?.stringValue?.contains("environment") == true, "\(found)")
    #expect(found["keys"]?["state"] == "skipped" && found["disk"]?["state"] == "skipped")
    let none = try TestNode.run(["doctor", "--home", node.home.path + "-nowhere", "--json"])
    #expect(none.status == ExitCode.configuration.rawValue)
  }

  @Test func keysOfAnotherStoreAreNamed() throws {
    let node = try TestNode()
    try node.start()
    #expect(node.stop() == 0)
    try Files.replace(node.home.key(.pseudonymSecret), [UInt8](repeating: 7, count: 32))
    let (status, found) = try look(node)
    #expect(status == ExitCode.configuration.rawValue)
    #expect(found["keys"]?["state"] == "ok" && found["store origin"]?["state"] == "fail")
    #expect(found["store origin"]?["cause"]?.stringValue?.contains("pseudonym.secret") == true)
  }

  @Test func certificateOfAnotherKeyIsNamed() throws {
    let (node, other) = (try TestNode(), try TestNode(region: "gooi"))
    try Files.replace(node.home.key(.tlsCertificate), try Files.read(other.home.key(.tlsCertificate)))
    let found = try look(node).found
    #expect(found["keys"]?["cause"]?.stringValue?.contains("tls.pem is not the certificate of") == true, "\(found)")
  }

  @Test func certificatesAreToldBeforeTheyEnd() throws {
    let node = try TestNode()
    let pem = try Files.read(node.home.key(.authorityCertificate))
    let end = Timestamp(seconds: try X509Certificate(pem: pem).notAfter)
    func state(_ now: Timestamp) throws -> Finding? {
      findings(try facts(node, now: now), "certificates").first { $0.cause.contains("keys/authority.pem") }
    }
    #expect(try state(end.adding(days: -61))?.state == .ok)
    #expect(try state(end.adding(days: -13))?.cause.contains("in 13 days") == true)
    #expect(try state(end)?.state == .fail)
    #expect(try state(Timestamp(seconds: 1_000_000_000))?.state == .fail, "not valid yet")
  }

  @Test func clockBeforeTheStoreIsNamed() throws {
    let node = try TestNode()
    try node.start()
    #expect(node.stop() == 0)
    let now = Timestamp(seconds: Int64(time(nil)))
    #expect(findings(try facts(node, now: now), "clock").map(\.state) == [.ok])
    #expect(findings(try facts(node, now: now.adding(days: -1)), "clock").map(\.state) == [.fail])
  }

  @Test func portOfAnotherProgramIsNamed() throws {
    let first = try TestNode()
    try first.start()
    let taken = try #require(first.lines.first { $0["event"] == "ready" }?["localAddress"]?.stringValue)
    let second = try TestNode(region: "gooi", peer: taken)
    let (status, found) = try look(second)
    #expect(status == ExitCode.checkFailed.rawValue)
    #expect(found["ports"]?["state"] == "fail")
    #expect(found["ports"]?["remedy"]?.stringValue?.contains("change peerAddress") == true, "\(found)")
  }

  @Test func storeOfANewerProgramIsNamed() throws {
    let node = try TestNode()
    let name = node.home.store + "/segment-00000000000000000001.journal"
    try Files.makeFolders(node.home.store)
    try Files.create(name, Array("SLJRNL99".utf8))
    let newer = try look(node)
    #expect(newer.status == ExitCode.configuration.rawValue)
    #expect(newer.found["store"]?["cause"]?.stringValue?.contains("newer program") == true)
    try Files.replace(name, Array("something else".utf8))
    #expect(try look(node).found["store"]?["cause"]?.stringValue?.contains("no file of a store") == true)
  }

  @Test func warningsFailOnlyWhereThatIsAsked() throws {
    let node = try TestNode()
    #expect(chmod(node.home.clients, 0o755) == 0)
    let (status, found) = try look(node)
    #expect(status == 0 && found["permissions"]?["state"] == "warn", "\(found)")
    #expect(try look(node, "--strict").status == ExitCode.checkFailed.rawValue)
  }

  @Test func faultOfOneCheckSkipsOnlyThoseThatNeedIt() throws {
    var run = DoctorRun()
    let table = [
      DoctorCheck("a") { _ in .fail("x") }, DoctorCheck("b", needs: ["a"]) { _ in .ok("never") },
      DoctorCheck("c", needs: ["b"]) { _ in .ok("never") }, DoctorCheck("d") { _ in .ok("y") },
    ]
    run.run(table, try facts(try TestNode()), about: "gooi")
    #expect(run.findings.map(\.state) == [.fail, .skipped, .skipped, .ok])
    #expect(run.findings.allSatisfy { $0.peer == "gooi" } && run.exit(isStrict: false) == .checkFailed)
  }

  @Test func nameThatLeadsNowhereEndsTheWay() throws {
    let peer = PeerDocument(
      region: "gooi", name: "Gooi", endpoint: "https://no-such-host.invalid:8443", status: Word(.accepted),
      environment: Word(.training), cardVersion: 1, fingerprint: [], nextStep: "")
    var facts = try facts(try TestNode())
    facts.peerChecks["gooi"] = PeerCheckDocument(
      region: "gooi", endpoint: peer.endpoint, result: Word(.notReachable), detail: "x")
    var run = DoctorRun()
    run.run(PeerChecks.table(peer), facts, about: "gooi")
    let states = Dictionary(uniqueKeysWithValues: run.findings.map { ($0.check, $0.state) })
    #expect(states["name"] == .fail && states["tcp"] == .skipped && states["admission"] == .skipped)
    #expect(states["peering"] == .ok)
  }

  /// Each thing that may come of asking a peer fails the one check that it is about.
  @Test(arguments: [
    (PeerCheckDocument.Result.refused, "tls"), (.timedOut, "tls"), (.otherKey, "key"), (.untrusted, "certificate"),
    (.suspendedThere, "admission"), (.unknownThere, "admission"), (.otherRegion, "admission"),
    (.unexpected, "admission"),
  ])
  func answerOfThePeerFailsItsCheck(result: PeerCheckDocument.Result, check: String) throws {
    let listener = try TestNode()
    try listener.start()
    let address = try #require(listener.lines.first { $0["event"] == "ready" }?["peerAddress"]?.stringValue)
    let peer = PeerDocument(
      region: "gooi", name: "Gooi", endpoint: "https://\(address)", status: Word(.accepted),
      environment: Word(.training), cardVersion: 1, fingerprint: [], nextStep: "")
    var facts = try facts(listener)
    facts.peerChecks["gooi"] = PeerCheckDocument(
      region: "gooi", endpoint: peer.endpoint, result: Word(result), detail: "why")
    var run = DoctorRun()
    run.run(
      PeerChecks.table(peer).filter { ["name", "tcp", "tls", "key", "certificate", "admission"].contains($0.name) },
      facts)
    #expect(run.findings.filter { $0.state == .fail }.map(\.check) == [check], "\(run.findings)")
    #expect(run.findings.first { $0.state == .fail }?.remedy != nil)
  }

  /// A node of an earlier version, or one that answers late, does not say everything: the rest is looked at.
  @Test func answersThatTheNodeDoesNotGiveAreSkipped() throws {
    let peer = PeerDocument(
      region: "gooi", name: "Gooi", endpoint: "https://127.0.0.1:1", status: Word(.accepted),
      environment: Word(.training), cardVersion: 1, fingerprint: [], nextStep: "")
    var facts = try facts(try TestNode())
    facts.peerCheckFailures["gooi"] = CommandFailure(.checkFailed, "no such path")
    facts.agreementsFailure = CommandFailure(.tryAgain, "too late")
    facts.peersFailure = CommandFailure(.tryAgain, "later still")
    var run = DoctorRun()
    run.run(NodeChecks.table, facts)
    run.run(PeerChecks.table(peer).filter { !["name", "tcp", "key"].contains($0.name) }, facts, about: "gooi")
    func found(_ check: String) -> Finding? { run.findings.first { $0.check == check } }
    #expect(found("tls")?.cause == "the node did not ask the peer: no such path" && found("tls")?.state == .skipped)
    #expect(found("agreement")?.cause == "the node does not list its agreements: too late")
    #expect(found("peers")?.cause == "the node does not list its peers: later still")
    #expect(found("peering")?.state == .ok && run.exit(isStrict: true) == .success, "\(run.findings)")
  }

  @Test func waysToAPeerAreFollowedToTheirFault() throws {
    let pair = try TestPair()
    try pair.exchange()
    let fine = try look(pair.nhn, "gooi")
    #expect(fine.status == 0, "\(fine.found)")
    for check in ["peering", "environment", "name", "tcp", "tls", "key", "certificate", "admission", "agreement"] {
      #expect(fine.found["gooi " + check]?["state"] == "ok", "\(check)")
    }
    #expect(try TestNode.run(["doctor", "utrecht", "--home", pair.nhn.home.path]).status == ExitCode.badData.rawValue)

    _ = try pair.gooi.done("peer", "suspend", "nhn", "--reason", "to be sure")
    let suspended = try look(pair.nhn, "gooi")
    #expect(suspended.status == ExitCode.checkFailed.rawValue)
    #expect(suspended.found["gooi admission"]?["cause"]?.stringValue?.contains("suspended") == true)
    #expect(suspended.found["gooi key"]?["state"] == "ok" && suspended.found["gooi clock"]?["state"] == "skipped")
    _ = try pair.gooi.done("peer", "resume", "nhn")

    #expect(pair.gooi.stop() == 0)
    let down = try look(pair.nhn, "gooi").found
    #expect(down["gooi tcp"]?["state"] == "fail" && down["gooi tls"]?["state"] == "skipped", "\(down)")
    #expect(down["gooi agreement"]?["state"] == "ok" && down["storage"]?["state"] == "ok")

    // The peer lost its key, and its card names another.
    #expect(unlink(pair.gooi.home.key(.tlsKey)) == 0)
    _ = try pair.gooi.done("tls", "make")
    try pair.gooi.start()
    let other = try look(pair.nhn, "gooi").found
    #expect(other["gooi key"]?["state"] == "fail", "\(other)")
    #expect(other["gooi key"]?["command"] == "samenloop peer import-card gooi FILE")
    let card = try pair.gooi.file("card.json", try pair.gooi.done("card", "export").text)
    _ = try pair.nhn.done("peer", "import-card", "gooi", card)
    #expect(try look(pair.nhn, "gooi").found["gooi key"]?["state"] == "ok")
  }
}
