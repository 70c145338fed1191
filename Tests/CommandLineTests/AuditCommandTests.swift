import Cryptography
import Foundation
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop audit …` on two nodes that exchanged something.
@Suite(.timeLimit(.minutes(30))) struct AuditCommandTests {
  private func lines(_ run: TestNode.Run) throws -> [JSONValue] {
    try #require(run.status == 0, "\(run)")
    return try run.output.split(separator: "\n").map { try JSONText.value(of: Array($0.utf8)) }
  }

  @Test func listShowAndWithdrawalsTellWhatHappened() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.gooi.put("g1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let match = try #require(try pair.nhn.done("match", "list")["matches"]?[0]?["matchId"]?.stringValue)
    _ = try pair.nhn.done("match", "show", operand: match)
    _ = try pair.nhn.done("signal", "show", operand: "n1-signal")
    let agreement = try #require(try pair.nhn.done("agreement", "list")["agreements"]?[0]?["agreementId"]?.stringValue)

    let all = try lines(pair.nhn.command("audit", "list"))
    let kinds = all.compactMap { $0["entry"]?["kind"]?.stringValue }
    for kind in ["instance-began", "started", "agreement-approved", "batch-sent", "batch-received", "shown"] {
      #expect(kinds.contains(kind), "\(kind) in \(kinds)")
    }
    let started = try #require(all.first { $0["entry"]?["kind"] == "started" })
    let digest = Base64URL.encode(SHA256.hash(try Files.read(pair.nhn.home.configuration)))
    #expect(started["entry"]?["configuration"] == .string(digest) && started["entry"]?["termMonths"] == 24)

    // Whoever decided it stands there by role and commitment, in what a request led to as well.
    let accepted = try #require(all.first { $0["entry"]?["kind"] == "peer-accepted" })
    #expect(accepted["entry"]?["role"] == "operator" && accepted["opened"]?[0]?["thing"] == "holder")
    // The same holder looked at the match's page, and so did nobody else.
    let shown = try lines(pair.nhn.command("audit", "list", "--match=\(match)", "--kind", "shown"))
    #expect(Set(shown.compactMap { $0["entry"]?["view"]?.stringValue }) == ["matches", "match"])
    let file = pair.nhn.home.credential(of: .index)
    let own = try lines(pair.nhn.command("audit", "list", "--holder", file, "--signal", "n1-signal", "--kind", "shown"))
    #expect(own.count == 1)
    let id = try #require(own.first?["id"]?.stringValue)
    let entry = try pair.nhn.done("audit", "show", operand: id)
    let opened = entry["opened"]?.arrayValue ?? []
    #expect(opened.contains { $0["thing"] == "signal" && $0["id"] == "n1-signal" }, "\(entry)")
    #expect(opened.contains { $0["thing"] == "holder" && $0["name"] != nil }, "\(entry)")
    // Asking is an entry, without what was asked for.
    let reads = try lines(pair.nhn.command("audit", "list", "--kind", "audit-read"))
    #expect(reads.count >= 4 && !reads.contains { $0["entry"]?.text.contains("n1-signal") ?? true })

    let today = String(Date().ISO8601Format().prefix(10))
    #expect(try lines(pair.nhn.command("audit", "list", "--to", "2020-01-01")).isEmpty)
    #expect(try lines(pair.nhn.command("audit", "list", "--from", today, "--limit", "3")).count == 3)
    #expect(try lines(pair.nhn.command("audit", "list", "--peer", "gooi", "--agreement=\(agreement)")).isEmpty == false)

    _ = try pair.nhn.done("signal", "withdraw", "--reason", "mistaken", operand: "n1-signal")
    try pair.exchange()
    let withdrawals = try pair.nhn.done("audit", "withdrawals", operand: agreement)
    let withdrawal = try #require(withdrawals["withdrawals"]?[0])
    #expect(withdrawal["withdrawals"] == 1 && withdrawal["peer"] == "gooi" && withdrawal["confirmedAt"] != nil)
    #expect(withdrawal["receipt"]?["signatures"]?.arrayValue?.count == 2, "\(withdrawal)")
    // What was erased opens no more, and its entries stand.
    #expect(try lines(pair.nhn.command("audit", "list", "--signal", "n1-signal")).isEmpty)
    let after = try pair.nhn.done("audit", "show", operand: id)
    #expect(after["entry"] == entry["entry"] && after["opened"]?.arrayValue?.count == 1)
  }

  @Test func bothRegionsCompareTheirLogs() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.gooi.put("g1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let words = ["--from", "2026-01-01", "--reason", "random-check"]
    let compared = try pair.nhn.done("audit", "reconcile", "gooi", "--from", "2026-01-01", "--reason", "random-check")
    let result = try #require(compared["reconciliations"]?[0])
    #expect(result["agreed"] == true && result["settled"] == true && result["peer"] == "gooi", "\(result)")
    #expect(result["here"] == result["there"] && (result["here"]?["batches"]?.integerValue ?? 0) >= 2)
    #expect(result["statement"]?["signatures"]?.arrayValue?.count == 1)
    let agreement = try #require(result["agreement"]?.stringValue)
    let one = ["audit", "reconcile", "gooi", "--agreement=\(agreement)"] + words
    let text = try TestNode.run(one + ["--home", pair.nhn.home.path])
    #expect(text.status == 0 && text.output.contains("yes"), "\(text)")
    let asked = try lines(pair.gooi.command("audit", "list", "--kind", "reconciliation-asked"))
    #expect(asked.count == 2 && asked.allSatisfy { $0["entry"]?["reason"] == "random-check" })
    let kept = try lines(pair.nhn.command("audit", "list", "--kind", "reconciled"))
    #expect(kept.count == 2 && kept.allSatisfy { $0["entry"]?["role"] == "privacy-officer" })

    for (words, status) in [
      (["audit", "reconcile", "gooi", "--from", "2026-01-01", "--reason", "curiosity"], ExitCode.usage),
      (["audit", "reconcile", "gooi", "--from", "yesterday", "--reason", "audit"], .usage),
      (["audit", "reconcile", "nowhere", "--from", "2026-01-01", "--reason", "audit"], .badData),
      (["audit", "reconcile", "gooi", "--from", "2026-01-02", "--to", "2026-01-01", "--reason", "audit"], .badData),
      (
        ["audit", "reconcile", "gooi", "--agreement=" + String(repeating: "A", count: 43)]
          + ["--from", "2026-01-01", "--reason", "audit"], .badData
      ),
    ] {
      #expect(try TestNode.run(words + ["--home", pair.nhn.home.path]).status == status.rawValue, "\(words)")
    }
    _ = pair.gooi.stop()
    let unreachable = try TestNode.run(one + ["--home", pair.nhn.home.path])
    #expect(unreachable.status == ExitCode.notReachable.rawValue, "\(unreachable)")
  }

  @Test func onlyAPrivacyOfficerReadsTheLog() throws {
    let node = try TestNode()
    try node.start()
    for role in ["operator", "index", "coordinator"] {
      let run = try node.command("audit", "list", "--as", role)
      #expect(run.status == ExitCode.notPermitted.rawValue, "\(run)")
    }
    for words in [
      ["--from", "yesterday"], ["--signal", "a", "--match", "AAAAAAAAAAAAAAAAAAAAAA"],
    ] {
      let run = try TestNode.run(["audit", "list", "--home", node.home.path, "--json"] + words)
      #expect(run.status == ExitCode.badData.rawValue, "\(run)")
    }
    let unknown = try node.command("audit", "list", "--kind", "nothing")
    #expect(unknown.status == ExitCode.usage.rawValue && unknown.errors.contains("batch-sent, batch-confirmed"))
    #expect(try node.command("audit", "show", "0000000000000000-0").status != 0)
    let text = try TestNode.run(["audit", "list", "--home", node.home.path])
    #expect(text.status == 0 && text.output.hasPrefix("ID "))
    let holder = try TestNode.run(["audit", "list", "--home", node.home.path, "--holder", "none.pem"])
    #expect(holder.status == ExitCode.badData.rawValue && holder.errors.contains("--holder"))
  }

  @Test func certificatesThatComeAndGoAreEntries() throws {
    let node = try TestNode()
    try node.start()
    let base = node.folder.file("boer")
    _ = try TestNode.run(["credential", "request", "--name", "A. de Boer", "--role", "coordinator", "--out", base])
    let signed = try node.command(
      "credential", "sign", base + ".csr", "--role", "coordinator", "--out", base + ".pem")
    #expect(signed.status == 0, "\(signed)")
    let issued = try lines(node.command("audit", "list", "--holder", base + ".pem", "--kind", "certificate-issued"))
    #expect(
      issued.count == 1 && issued[0]["entry"]?["for"] == "coordinator" && issued[0]["entry"]?["role"] == "operator")
    #expect(!issued[0].text.contains("Boer"))
    let revoked = try node.command("credential", "revoke", "--name", "A. de Boer")
    #expect(revoked.status == 0)
    Glibc.kill(try #require(node.pid), SIGHUP)
    var found: [JSONValue] = []
    for _ in 0..<600 where found.isEmpty {
      usleep(50_000)
      found = try lines(node.command("audit", "list", "--holder", base + ".pem", "--kind", "certificate-revoked"))
    }
    #expect(found.count == 1 && found[0]["entry"]?["for"] == "any")
    let id = try #require(found.first?["id"]?.stringValue)
    #expect(try node.done("audit", "show", operand: id)["opened"]?[0]?["name"] == "A. de Boer")
  }
}
