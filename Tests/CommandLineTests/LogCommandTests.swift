import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine
@testable import Node

/// `samenloop audit checkpoint` and `audit faults`.
@Suite(.timeLimit(.minutes(20))) struct LogCommandTests {
  @Test func checkpointIsSignedAtOnceAndItsWitnessesAreNamed() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let signed = try pair.nhn.done("audit", "checkpoint")
    #expect(signed["signed"] == true && signed["checkpoint"]?["roster"] == 1, "\(signed)")
    #expect(signed["checkpoint"]?["cosigned"] == 1 && signed["checkpoint"]?["witnessedAt"] != nil, "\(signed)")
    #expect(signed["note"]?.stringValue?.hasPrefix("samenloop/nhn/") == true)
    // Within ten minutes that one stands.
    let again = try pair.nhn.done("audit", "checkpoint")
    #expect(again["signed"] == false && again["checkpoint"]?["size"] == signed["checkpoint"]?["size"])
    let text = try TestNode.run(["audit", "checkpoint", "--home", pair.nhn.home.path])
    #expect(text.status == 0 && text.output.contains("cosigned by 1 of 1 peers: witnessed"), "\(text)")
    #expect(try pair.nhn.done("audit", "faults")["faults"]?.arrayValue?.isEmpty == true)
    for words in [["audit", "checkpoint"], ["audit", "faults"]] {
      let run = try TestNode.run(words + ["--home", pair.nhn.home.path, "--as", "operator"])
      #expect(run.status == ExitCode.notPermitted.rawValue, "\(run)")
    }
  }

  /// The answerer's privacy officer sees what the asker's does.
  @Test func whatWasAnsweredIsShown() throws {
    let pair = try TestPair()
    try pair.nhn.put("n1-signal", subject: "bsn:999990019")
    try pair.gooi.put("g1-signal", subject: "bsn:999990019")
    try pair.exchange()
    let compared = try pair.nhn.done("audit", "reconcile", "gooi", "--from", "2026-01-01", "--reason", "audit")
    let result = try #require(compared["reconciliations"]?[0])
    let list = try pair.gooi.command("audit", "list", "--kind", "reconciliation-answered")
    let entry = try JSONText.value(of: Array(try #require(list.output.split(separator: "\n").first).utf8))
    let id = try #require(entry["id"]?.stringValue)
    let shown = try pair.gooi.done("audit", "show", operand: id)
    #expect(shown["entry"]?["statement"] == result["statement"])
    let (batches, disclosures) = (result["there"]?["batches"], result["there"]?["disclosures"])
    let count = try #require(batches?.integerValue) + (try #require(disclosures?.integerValue))
    #expect(shown["answered"]?["count"] == JSONValue(count) && count > 0)
    #expect(shown["answered"]?["records"]?.arrayValue?.count == count)
    let text = try TestNode.run(["audit", "show", id, "--home", pair.gooi.home.path])
    #expect(text.status == 0 && text.output.contains("ANSWERED") && text.output.contains("statement"), "\(text)")
  }

  @Test func faultIsShownWithItsSignedNotes() throws {
    let fault = StatusAuditLog.Fault(
      code: "split-view", region: "gooi", log: "samenloop/gooi/00000000000000aa", size: 64, witness: "drenthe",
      at: Timestamp(seconds: 1_800_000_000), detail: "Call the privacy officer of gooi.")
    let document = LogFaultsDocument(faults: [
      LogFaultsDocument.Shown(
        fault: fault, notes: ["samenloop/gooi/00000000000000aa\n64\nroot\n\n— key\n", "another\n"])
    ])
    let text = LogCommands.text(document)
    for word in [
      "split-view", "2027-01-15T08:00:00Z", "gooi", "samenloop/gooi/00000000000000aa", "64", "drenthe",
      "Call the privacy officer of gooi.", "signed note 1 of 2", "    64\n", "signed note 2 of 2",
    ] {
      #expect(text.contains(word), "\(word) in \(text)")
    }
  }
}
