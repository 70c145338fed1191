import Foundation
import LocalAPI
import PeerProtocol
import System
import Testing

@testable import CommandLine
@testable import Node

/// The built program as processes: starting, refusing to start, ending.
@Suite(.timeLimit(.minutes(30))) struct ServingTests {
  @Test func servesUntilItIsToldToEnd() throws {
    let node = try TestNode()
    try node.start()
    let ready = try #require(node.lines.first { $0["event"] == "ready" })
    #expect(ready["region"] == "nhn")
    #expect(ready["peerAddress"]?.stringValue?.hasPrefix("127.0.0.1:") == true)
    let status = try node.command("status")
    #expect(status.status == 0 && status.json["region"] == "nhn", "\(status)")
    #expect(status.output.hasSuffix("}\n") && status.errors.isEmpty)
    #expect(node.stop() == 0)
    #expect(node.lines.allSatisfy { $0["event"]?.stringValue != nil && $0["time"] != nil && $0["level"] != nil })
    #expect(node.lines.last?["event"] == "stopped")
    #expect(Files.mode(of: node.home.listening) == nil)
  }

  @Test func startsAgainAfterAPowerCut() throws {
    let node = try TestNode()
    try node.start()
    node.kill()
    try node.start()
    #expect(try node.command("status").status == 0)
  }

  @Test func secondNodeOnTheSameHomeIsRefused() throws {
    let node = try TestNode()
    try node.start()
    let second = try node.command("serve")
    #expect(second.status == ExitCode.tryAgain.rawValue)
    #expect(second.json["code"] == "home-in-use")
    let pid = try #require(node.pid)
    #expect(second.json["detail"]?.stringValue?.contains("process \(pid)") == true)
    #expect(try node.command("status").status == 0)
  }

  @Test func saysThatItIsNotRunning() throws {
    let node = try TestNode()
    let status = try node.command("status")
    #expect(status.status == ExitCode.notReachable.rawValue)
    #expect(status.errors.contains("samenloop serve --home \(node.home.path)"))
    #expect(status.json["code"] == "not-running")
  }

  @Test func saysThatAPortIsTaken() throws {
    let first = try TestNode()
    try first.start()
    let taken = try #require(first.lines.first { $0["event"] == "ready" }?["localAddress"]?.stringValue)
    let second = try TestNode(local: taken)
    let refused = try second.command("serve")
    #expect(refused.status == ExitCode.tryAgain.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("localAddress") == true, "\(refused)")
  }

  @Test func refusesAHomeThatIsThere() throws {
    let node = try TestNode()
    let again = try node.command(
      "init", "--region", "gooi", "--name", "G", "--peer-address", "127.0.0.1:1", "--local-address", "127.0.0.1:2")
    #expect(again.status == ExitCode.configuration.rawValue)
    #expect(again.json["code"] == "home-exists")
  }

  @Test func refusesKeysThatOthersMayRead() throws {
    let node = try TestNode()
    #expect(chmod(node.home.key(.storageKey), 0o644) == 0)
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("chmod 600") == true)
  }

  /// Files of another region or another backup would end matches that are real, and bring back what was erased.
  @Test func refusesKeysAndARegionThatTheStoreWasNotMadeWith() throws {
    let (node, other) = (try TestNode(), try TestNode(region: "gooi"))
    try node.start()
    #expect(node.stop() == 0)
    let origin = try Files.read(node.home.storeOrigin)
    #expect((Files.mode(of: node.home.storeOrigin) ?? 0) & 0o777 == 0o600)
    for file in [KeyFile.pseudonymSecret, .identity] {
      let own = try Files.read(node.home.key(file))
      try Files.replace(node.home.key(file), try Files.read(other.home.key(file)))
      let refused = try node.command("serve")
      #expect(refused.status == ExitCode.configuration.rawValue)
      let detail = refused.json["detail"]?.stringValue ?? ""
      #expect(detail.hasPrefix("\(node.home.key(file)) is not the one that this store was made with"), "\(refused)")
      #expect(detail.hasSuffix("restore keys/ and store/ from one backup"))
      try Files.replace(node.home.key(file), own)
    }
    let configuration = try Files.read(node.home.configuration)
    let renamed = String(decoding: configuration, as: UTF8.self).replacing("\"nhn\"", with: "\"nhm\"")
    try Files.replace(node.home.configuration, Array(renamed.utf8))
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("made for nhn") == true, "\(refused)")
    try Files.replace(node.home.configuration, configuration)
    // Nothing of this changed the store.
    #expect(try Files.read(node.home.storeOrigin) == origin)
    try node.start()
  }

  /// No other address would help.
  @Test func aKeyThatAListenerCannotShowIsNamed() throws {
    let (node, other) = (try TestNode(), try TestNode(region: "gooi"))
    try Files.replace(node.home.key(.localKey), try Files.read(other.home.key(.localKey)))
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.configuration.rawValue)
    let detail = refused.json["detail"]?.stringValue ?? ""
    #expect(
      detail.hasPrefix("\(node.home.key(.localCertificate)) is not the certificate of \(node.home.key(.localKey))"))
    #expect(!detail.contains("localAddress"), "\(detail)")
  }

  /// The node starts: a region may have its reasons, and is told.
  @Test func warnsOfWhatOthersReachOrRead() throws {
    let node = try TestNode(local: "0.0.0.0:0")
    #expect(chmod(node.home.credential(of: .index), 0o644) == 0)
    try node.start()
    let reasons = node.lines.filter { $0["event"] == "configuration-warning" }.compactMap { $0["reason"]?.stringValue }
    #expect(reasons.contains { $0.hasPrefix("localAddress is not loopback") }, "\(reasons)")
    #expect(reasons.contains { $0.contains(node.home.credential(of: .index)) }, "\(reasons)")
    let quiet = try TestNode()
    try quiet.start()
    #expect(!quiet.lines.contains { $0["reason"]?.stringValue?.contains("localAddress") == true })
    #expect(!quiet.lines.contains { $0["reason"]?.stringValue?.contains("chmod") == true })
  }

  @Test func warnsOfANextKeyThatIsTheSame() throws {
    let node = try TestNode()
    try Files.create(node.home.nextTLSKey, try Files.read(node.home.key(.tlsKey)))
    try node.start()
    #expect(
      node.lines.contains {
        $0["event"] == "configuration-warning" && $0["reason"]?.stringValue?.hasPrefix(node.home.nextTLSKey) == true
      })
  }

  /// A store that is older than the file gets it at its next start, and is told from another region's even so.
  @Test func aStoreWithoutItsOriginGetsOne() throws {
    let (node, other) = (try TestNode(), try TestNode(region: "gooi"))
    try node.start()
    #expect(node.stop() == 0)
    let origin = try Files.read(node.home.storeOrigin)
    #expect(unlink(node.home.storeOrigin) == 0)
    let own = try Files.read(node.home.key(.identity))
    try Files.replace(node.home.key(.identity), try Files.read(other.home.key(.identity)))
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.configuration.rawValue)
    #expect(refused.json["detail"]?.stringValue?.contains("from one backup") == true, "\(refused)")
    #expect(Files.mode(of: node.home.storeOrigin) == nil)
    try Files.replace(node.home.key(.identity), own)
    try node.start()
    #expect(node.stop() == 0)
    #expect(try Files.read(node.home.storeOrigin) == origin)
    try Files.replace(node.home.storeOrigin, Array("{".utf8))
    let broken = try node.command("serve")
    #expect(broken.status == ExitCode.configuration.rawValue)
    #expect(broken.json["detail"]?.stringValue?.contains(node.home.storeOrigin) == true, "\(broken)")
  }

  @Test func refusesAFlippedBitAndNamesItsPlace() throws {
    let node = try TestNode()
    try node.start()
    // Enough records that the damaged one is not the last, which a power cut may have torn.
    for _ in 0..<5 { #expect(try node.command("peer", "invite").status == 0) }
    #expect(node.stop() == 0)
    let names = try #require(Files.names(in: node.home.store))
    let segment = try #require(names.filter { $0.hasPrefix("segment-") }.min())
    let path = node.home.store + "/" + segment
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: 100)
    let byte = try #require(try file.read(upToCount: 1)?.first)
    try file.seek(toOffset: 100)
    try file.write(contentsOf: [byte ^ 1])
    try file.close()
    let refused = try node.command("serve")
    #expect(refused.status == ExitCode.badData.rawValue)
    let detail = refused.json["detail"]?.stringValue ?? ""
    #expect(detail.contains(segment) && detail.contains("byte "), "\(refused)")
  }

  @Test func rolesAndCertificatesDecide() throws {
    let node = try TestNode()
    try node.start()
    let wrongRole = try node.command("signal", "list", "--as", "operator")
    #expect(wrongRole.status == ExitCode.notPermitted.rawValue)
    #expect(wrongRole.json["detail"]?.stringValue?.contains("index") == true)
    let stranger = try TestNode(region: "gooi")
    let foreign = try node.command("status", "--credential", stranger.home.credential(of: .operator))
    #expect(foreign.status == ExitCode.notPermitted.rawValue, "\(foreign)")
    let missing = try node.command("status", "--as", "observer")
    #expect(missing.status == ExitCode.configuration.rawValue)
    #expect(missing.errors.contains("samenloop credential issue --role observer"), "\(missing)")
    // Who decides is who the certificate says, and that is told from what was asked for.
    let id = String(repeating: "A", count: 43)
    let file = node.home.credential(of: .operator)
    let other = try node.command("agreement", "approve", id, "--as", "privacy-officer", "--credential", file)
    #expect(other.status == ExitCode.notPermitted.rawValue)
    #expect(other.errors.contains("is a certificate for operator, and --as says privacy-officer"), "\(other)")
    let same = try node.command("agreement", "approve", id, "--as", "operator", "--credential", file)
    #expect(same.status == ExitCode.tryAgain.rawValue, "\(same)")
    let broken = try node.command("status", "--credential", try node.file("junk.pem", "junk"))
    #expect(broken.status == ExitCode.configuration.rawValue)
  }

  @Test func usageIsExplainedWithoutANode() throws {
    let help = try TestNode.run(["--help"])
    #expect(help.status == 0 && help.output.contains("samenloop") && help.errors.isEmpty)
    let version = try TestNode.run(["--version"])
    #expect(version.output == "samenloop \(Version.text)\n")
    let unknown = try TestNode.run(["satus", "--json"])
    #expect(unknown.status == ExitCode.usage.rawValue)
    #expect(unknown.json["detail"]?.stringValue?.contains("did you mean \"status\"") == true)
    let noHome = try TestNode.run(["status", "--home", "/nonexistent/home"])
    #expect(noHome.status == ExitCode.configuration.rawValue && noHome.output.isEmpty)
  }
}
