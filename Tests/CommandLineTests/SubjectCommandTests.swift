import Foundation
import LocalAPI
import PeerProtocol
import TestSupport
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop subject …`.
@Suite(.timeLimit(.minutes(30))) struct SubjectCommandTests {
  private static let youth = "{\"identity\":\"bsn:900000016\",\"capacity\":\"youth\"}"

  @Test func reportIsAPageForThePersonAndAJSONDocument() throws {
    let node = try TestNode()
    try node.start()
    try node.put("s1", subject: "bsn:900000016")
    let file = node.folder.file("report.html")
    let made = try node.run(
      ["subject", "report", "--reason", "file 1", "--language", "nl", "--output", file], reading: Self.youth)
    #expect(made.status == 0 && made.output.contains("request-1"), "\(made)")
    #expect(made.errors.contains("subject close request-1"))
    let page = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
    #expect(page.contains("<html lang=\"nl\">") && page.contains("Org s1") && !page.contains("<script"))
    #expect(!page.contains("900000016") && !page.contains("Name s1") && !page.contains("What we keep"))
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let again = try node.run(["subject", "report", "--reason", "file 1", "--output", file], reading: Self.youth)
    #expect(again.status == ExitCode.configuration.rawValue && again.errors.contains("never overwritten"), "\(again)")
    let document = try node.run(["subject", "report", "--reason", "file 1", "--json"], reading: Self.youth).json
    #expect(document["request"]?["id"] == "request-1" && document["signals"]?[0]?["organisation"] == "Org s1")
    let both = try node.run(["subject", "report", "--reason", "file 1"], reading: Self.youth)
    #expect(both.output.contains("Wat wij over u bewaren") && both.output.contains("What we keep about you"))
    let status = try TestNode.run(["status", "--home", node.home.path])
    #expect(status.output.contains("1 request of a person waits for an answer"), "\(status)")
    let closed = try node.done("subject", "close", "request-1", "--outcome", "answered")
    #expect(closed["outcome"] == "answered")
    #expect(try TestNode.run(["subject", "requests", "--home", node.home.path]).output.contains("No request waits"))
  }

  @Test func erasureTakesTwoPeopleAndLeavesACertificate() throws {
    let node = try TestNode()
    try node.start()
    try node.put("s1", subject: "bsn:900000016")
    let unsure = try node.run(["subject", "erase"], reading: Self.youth)
    #expect(unsure.status == ExitCode.usage.rawValue && unsure.errors.contains("--confirm erasure"), "\(unsure)")
    let first = try node.run(["subject", "erase", "--confirm", "erasure"], reading: Self.youth)
    #expect(first.status == 0 && first.output.contains("awaits-second-person"), "\(first)")
    #expect(first.errors.contains("subject confirm request-1 --confirm request-1"))
    let alone = try node.command(
      "subject", "confirm", "request-1", "--confirm", "request-1", "--as", "privacy-officer")
    #expect(alone.status != 0, "\(alone)")
    let second = try node.done("subject", "confirm", "request-1", "--confirm", "request-1")
    #expect(second["standing"] == "erased")
    #expect(try node.done("signal", "list")["signals"] == [])
    let file = node.folder.file("certificate.tar")
    let made = try node.done("subject", "certificate", "request-1", "--output", file)
    #expect(made["request"] == "request-1" && made["pending"] == 0)
    let verified = try TestNode.run(["evidence", "verify", file])
    #expect(verified.status == 0 && verified.output.contains("certificate of erasure for request-1"), "\(verified)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    let place = try #require(bytes.range(of: Data("\"signals\":1".utf8)))
    bytes[place.upperBound - 1] = UInt8(ascii: "7")
    let changed = node.folder.file("changed.tar")
    try bytes.write(to: URL(fileURLWithPath: changed))
    let tampered = try TestNode.run(["evidence", "verify", changed])
    #expect(tampered.status == ExitCode.badData.rawValue && tampered.output.hasPrefix("tampered"), "\(tampered)")
  }

  @Test func objectionAndInformingGoByIdentity() throws {
    let node = try TestNode()
    try node.start()
    try node.put("s1", subject: "bsn:900000016")
    let lodged = try node.run(["subject", "object", "--lodge"], reading: Self.youth)
    #expect(lodged.status == 0 && lodged.output.contains("request-1  lodged"), "\(lodged)")
    #expect(try node.done("signal", "show", "s1")["objection"] == "lodged")
    let rejected = try node.run(["subject", "object", "--reject"], reading: Self.youth)
    #expect(rejected.output.contains("request-1  released"), "\(rejected)")
    let informed = try node.run(["subject", "inform", "--on", "2026-01-15"], reading: Self.youth)
    #expect(informed.status == 0 && informed.output.contains("2026-01-15"), "\(informed)")
    #expect(try node.done("signal", "show", "s1")["informedOn"] == "2026-01-15")
  }

  @Test(arguments: [
    ("", ["report", "--reason", "x"], "one JSON object"),
    ("900000016", ["report", "--reason", "x"], "one JSON object"),
    ("{\"identity\":\"bsn:900000016\"}", ["report", "--reason", "x"], "capacity"),
    ("{\"identity\":\"bsn:900000016\",\"capacity\":\"mother\"}", ["report", "--reason", "x"], "representative"),
    (Self.youth, ["report"], "--reason"), (Self.youth, ["object"], "--lodge"),
    (Self.youth, ["inform", "--on", "soon"], "YYYY-MM-DD"),
    (Self.youth, ["report", "--reason", "x", "--received", "soon"], "YYYY-MM-DD"),
  ]) func whatIsMissingIsNamedAndNoIdentityRepeated(input: String, words: [String], named: String) throws {
    let node = try TestNode()
    let run = try node.run(["subject"] + words, reading: input)
    #expect(run.status != 0 && run.errors.contains(named), "\(run)")
    #expect(!(run.errors + run.output).contains("900000016"), "\(run)")
  }
}
