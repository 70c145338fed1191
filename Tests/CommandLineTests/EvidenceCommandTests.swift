import Foundation
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop evidence …` on two nodes that exchanged something.
@Suite(.timeLimit(.minutes(20))) struct EvidenceCommandTests {
  @Test func exportIsVerifiedWithoutANode() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.gooi.put("g1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let days = [-1, 2].map { CalendarDate(daysSince1970: Int(Date.now.timeIntervalSince1970) / 86_400 + $0).iso }
    let file = pair.nhn.folder.file("export.tar")
    let made = try pair.nhn.done(
      "evidence", "export", "--from", days[0], "--to", days[1], "--output", file)
    #expect(made["file"] == .string(file))
    #expect(try #require(made["receipts"]?.integerValue) >= 2)
    #expect(try #require(made["agreements"]?.integerValue) == 1)
    #expect(made["remarks"] == [])

    // Nothing of who or what was exchanged is in it.
    let bytes = String(decoding: try Files.read(file, limit: 1 << 26), as: UTF8.self)
    for word in ["999990019", "Name n1-signal", "x@y.example"] { #expect(!bytes.contains(word)) }

    let found = try TestNode.run(["evidence", "verify", file, "--json"])
    #expect(found.status == 0 && found.json["verdict"] == "self-asserted", "\(found)")
    let strict = try TestNode.run(["evidence", "verify", file, "--strict", "--json"])
    #expect(strict.status == ExitCode.badData.rawValue)

    // About the peer only, and by people.
    let other = pair.nhn.folder.file("gooi.tar")
    let text = try TestNode.run([
      "evidence", "export", "--from", days[0], "--to", days[1], "--peer", "gooi", "--output", other, "--home",
      pair.nhn.home.path,
    ])
    #expect(text.status == 0, "\(text)")
    let read = try TestNode.run(["evidence", "verify", other, "--earlier", file])
    #expect(read.status == 0 && read.output.hasPrefix("self-asserted: "), "\(read)")
  }

  /// The other region's node cosigns: whoever trusts its card gets a proof, others a claim.
  @Test func exportThatAPeerCosignedIsIntactForWhoTrustsThePeer() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.gooi.put("g1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let days = [-1, 2].map { CalendarDate(daysSince1970: Int(Date.now.timeIntervalSince1970) / 86_400 + $0).iso }
    func export(_ name: String, _ more: String...) throws -> String {
      let file = pair.nhn.folder.file(name)
      let run = try TestNode.run(
        ["evidence", "export", "--from", days[0], "--to", days[1], "--output", file, "--home", pair.nhn.home.path]
          + more)
      try #require(run.status == 0, "\(run)")
      return file
    }
    func verify(_ file: String, _ more: String...) throws -> JSONValue {
      try TestNode.run(["evidence", "verify", file, "--json"] + more).json
    }
    _ = try pair.nhn.done("signal", "show", operand: "n1-signal")
    // The first export has a checkpoint signed, which the peer then gets.
    _ = try export("first.tar")
    try eventually("the cosignature") {
      _ = try pair.nhn.command("sync", "now")
      return try pair.nhn.done("status")["auditLog"]?["checkpoint"]?["cosigned"] == 1
    }
    let card = try pair.nhn.file("gooi-card.json", pair.gooi.done("card", "export").text)
    let own = try pair.nhn.file("nhn-card.json", pair.nhn.done("card", "export").text)
    let file = try export("second.tar", "--open")
    let trusting = try verify(file, "--trust", card, "--trust", own, "--strict")
    #expect(trusting["verdict"] == "intact" && trusting["faults"] == [], "\(trusting)")
    #expect(trusting["logs"]?[0]?["witnessed"] == true)
    #expect(trusting["logs"]?[0]?["cosigners"]?[0]?["region"] == "gooi")
    #expect(try verify(file)["verdict"] == "self-asserted")
    #expect(try verify(file, "--trust", own)["verdict"] == "self-asserted", "its own word proves nothing")

    // What nhn holds is erased: the archive that is made then says so, and fits the one of before.
    _ = try pair.nhn.done("signal", "withdraw", "n1-signal", "--reason", "mistaken")
    let later = try export("later.tar", "--open")
    let found = try verify(later, "--trust", card, "--earlier", file)
    #expect(found["verdict"] == "erased" && found["splitViews"] == [], "\(found)")
    // About the peer only, opened or not, it says nothing of erasure.
    #expect(try verify(export("peer.tar", "--peer", "gooi", "--open"), "--trust", card)["verdict"] == "intact")
  }

  @Test func faultyQuestionsAreRefused() throws {
    let node = try TestNode()
    try node.start()
    let file = node.folder.file("export.tar")
    let reversed = try node.command(
      "evidence", "export", "--from", "2026-02-01", "--to", "2026-01-01", "--output", file)
    #expect(reversed.status == ExitCode.badData.rawValue || reversed.status == ExitCode.usage.rawValue, "\(reversed)")
    let odd = try node.command("evidence", "export", "--from", "1 May", "--to", "2026-01-01", "--output", file)
    #expect(odd.status == ExitCode.usage.rawValue)
    let kind = try node.command(
      "evidence", "export", "--from", "2026-01-01", "--to", "2026-02-01", "--kind", "batches", "--output", file)
    #expect(kind.json["detail"]?.stringValue?.contains("batch-sent") == true, "\(kind)")
    #expect(Files.mode(of: file) == nil)
    let none = try TestNode.run(["evidence", "verify", node.home.configuration, "--json"])
    #expect(none.status == ExitCode.badData.rawValue && none.json["verdict"] == "tampered")
    let trust = try TestNode.run(["evidence", "verify", file, "--trust", node.home.configuration, "--json"])
    #expect(trust.status == ExitCode.badData.rawValue)
  }
}
