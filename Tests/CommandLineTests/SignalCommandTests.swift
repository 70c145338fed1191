import Foundation
import LocalAPI
import PeerProtocol
import Synchronization
import Testing

@testable import CommandLine
@testable import Node

/// Signals through the built program and its local listener.
@Suite(.timeLimit(.minutes(30))) struct SignalCommandTests {
  private static let columns =
    "signal_id,subject,birth_date,guardians,municipality,organisation_id,organisation,sector,shielding,contact_name,"
    + "contact_phone,contact_email,involvement,temporary,started_on,ended_on,end_reason,informed_on,consent"
  private static let started = String(Date(timeIntervalSinceNow: -86_400 * 30).ISO8601Format().prefix(10))

  private static func row(_ id: String, _ subject: String, name: String = "Medewerker") -> String {
    "\(id),\(subject),2015-03-04,,GM0300,nhn-wijkteam-1,wijkteam 1,wijkteam,none,\(name),+31101234567,"
      + "w@nhn.example,direct,false,\(started),,,\(started),given"
  }

  private static func table(_ rows: String...) -> String {
    ([columns] + rows).joined(separator: "\n") + "\n"
  }

  private func counts(_ run: TestNode.Run) -> [Int?] {
    ["added", "updated", "unchanged"].map { run.json[$0]?.integerValue }
  }

  @Test func importTakesGoodRowsAndNamesBadOnes() throws {
    let node = try TestNode()
    try node.start()
    let text = Self.table(
      Self.row("nhn-1", "bsn:999990019"), Self.row("nhn-2", "bsn:999990018"),
      Self.row("nhn-3", "bsn:999990020", name: "\"open"), Self.row("nhn-4", "bsn:999990020"), "nhn-5,too,short")
    let file = try node.file("signals.csv", text)
    let first = try node.command("signal", "import", file)
    #expect(first.status == ExitCode.badData.rawValue, "\(first)")
    #expect(counts(first) == [2, 0, 0], "\(first.output)")
    let refused = first.json["refused"]?.arrayValue ?? []
    #expect(refused.map { $0["row"]?.integerValue } == [3, 4, 6], "\(first.output)")
    #expect(refused.first?["field"] == "subject")
    #expect(!first.output.contains("999990018"))
    let again = try node.command("signal", "import", file)
    #expect(counts(again) == [0, 0, 2])
    let changed = try node.file(
      "changed.csv", Self.table(Self.row("nhn-1", "bsn:999990019", name: "Ander")))
    #expect(counts(try node.command("signal", "import", changed)) == [0, 1, 0])
  }

  @Test(arguments: [0, 1, 400]) func signalListIsCompleteAtAnyLength(count: Int) throws {
    let node = try TestNode()
    try node.start()
    let rows = (0..<count).map { Self.row("nhn-\(1000 + $0)", "vnr:\(1_000_000_000 + $0)") }
    let text = ([Self.columns] + rows).joined(separator: "\n") + "\n"
    #expect(try node.command("signal", "import", try node.file("many.csv", text)).status == 0)
    let list = try node.command("signal", "list")
    let ids = list.json["signals"]?.arrayValue?.compactMap { $0["id"]?.stringValue }
    #expect(ids == (0..<count).map { "nhn-\(1000 + $0)" })
    // More than a piece, so that pieces are put together.
    #expect((list.output.utf8.count > 2 * ListPieces.pieceBytes) == (count == 400))
  }

  @Test func importReadsSpreadsheetExport() throws {
    let node = try TestNode()
    try node.start()
    let text = Self.table(Self.row("nhn-1", "bsn:999990019")).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ";") }.joined(
        separator: "\r\n")
    let run = try node.command("signal", "import", try node.file("sheet.csv", "\u{FEFF}" + text))
    #expect(run.status == 0 && counts(run) == [1, 0, 0], "\(run)")
  }

  @Test func refusesAFileWithAnUnknownColumnWhole() throws {
    let node = try TestNode()
    try node.start()
    let text = Self.table(Self.row("nhn-1", "bsn:999990019")).replacingOccurrences(of: "consent", with: "consnt")
    let run = try node.command("signal", "import", try node.file("unknown.csv", text))
    #expect(run.status == ExitCode.badData.rawValue)
    #expect(run.json["detail"]?.stringValue?.contains("\"consnt\"") == true)
    #expect(try node.command("signal", "list").json["signals"] == [])
  }

  @Test func putsShowsAndWithdrawsOne() throws {
    let node = try TestNode()
    try node.start()
    let document = """
      {"id":"a/b 1","subject":["bsn:999990019"],"birthDate":"2015-03-04","organisationId":"o","organisation":"O",
       "sector":"wijkteam","contactEmail":"w@nhn.example","startedOn":"\(Self.started)"}
      """
    let file = try node.file("signal.json", document)
    let put = try node.command("signal", "put", file)
    #expect(put.status == 0 && put.json == ["id": "a/b 1", "result": "added"], "\(put)")
    #expect(try node.command("signal", "put", file).json["result"] == "unchanged")
    let shown = try node.command("signal", "show", "a/b 1")
    #expect(shown.status == 0 && shown.json["id"] == "a/b 1", "\(shown)")
    #expect(!shown.output.contains("999990019"))
    let withdrawn = try node.command("signal", "withdraw", "a/b 1", "--reason", "risk-gone")
    #expect(withdrawn.status == 0, "\(withdrawn)")
    #expect(try node.command("signal", "show", "none").status == ExitCode.badData.rawValue)
  }

  @Test func refusesADocumentOverItsLimit() throws {
    let node = try TestNode()
    try node.start()
    let document = "{\"id\":\"x\",\"organisation\":\"\(String(repeating: "o", count: 70_000))\"}"
    let run = try node.command("signal", "put", try node.file("large.json", document))
    #expect(run.status == ExitCode.badData.rawValue)
    #expect(run.json["code"] == "too-large", "\(run)")
  }

  // MARK: - The whole index

  private static func numbered(_ numbers: some Sequence<Int>) -> String {
    ([columns] + numbers.map { row("nhn-\($0)", "vnr:\(1_000_000_000 + $0)") }).joined(separator: "\n") + "\n"
  }

  @Test func snapshotImportRemovesUnnamedSignals() throws {
    let node = try TestNode()
    try node.start()
    let all = try node.file("all.csv", Self.numbered(0..<20))
    #expect(try node.command("signal", "import", "--snapshot", all).json["rows"]?.integerValue == 20)
    let fewer = try node.file("fewer.csv", Self.numbered(5..<20))
    let held = try node.command("signal", "import", "--snapshot", fewer)
    #expect(held.status == ExitCode.badData.rawValue, "\(held)")
    #expect(held.json["removed"]?.integerValue == 0 && held.json["removalsHeld"]?["count"]?.integerValue == 5)
    let words = try TestNode.run(["signal", "import", "--snapshot", fewer, "--home", node.home.path])
    #expect(words.errors.contains("--confirm-removals 5"), "\(words)")
    let done = try node.command("signal", "import", "--snapshot", fewer, "--confirm-removals", "5", "--rows", "15")
    #expect(done.status == 0 && done.json["removed"]?.integerValue == 5, "\(done)")
    #expect(try node.command("signal", "list").json["signals"]?.arrayValue?.count == 15)
    // Cut off: in the middle of a row, and in the middle of its last field.
    for (name, cut) in [("row", 40), ("field", 2)] {
      let text = Self.numbered(6..<20)
      let file = try node.file("\(name).csv", String(text.dropLast(cut)))
      let run = try node.command("signal", "import", "--snapshot", file, "--confirm-removals", "15")
      #expect(run.status == ExitCode.badData.rawValue && run.json["removed"]?.integerValue == 0, "\(run)")
    }
    #expect(try node.command("signal", "import", fewer, "--rows", "15").status == ExitCode.usage.rawValue)
    #expect(try node.command("signal", "list").json["signals"]?.arrayValue?.count == 15)
  }

  /// The connection is cut in the middle of the file: nothing is removed, and the next import is let in.
  @Test func brokenUploadRemovesNothing() throws {
    let node = try TestNode()
    try node.start()
    _ = try node.command("signal", "import", "--snapshot", try node.file("all.csv", Self.numbered(0..<20)))
    // A pipe whose writer is killed looks like an end; a file that cannot be read further breaks the request off.
    let client = try LocalClient(node.home, as: .index)
    let query = [(name: "snapshot", value: "true"), (name: "confirmRemovals", value: "20")]
    let half = Array(Self.numbered(0..<20).utf8.prefix(900))
    #expect(throws: CommandFailure.self) {
      try client.importSignals(length: 4_000, query: query, timeout: 20, reader: BrokenSource(half).read)
    }
    #expect(throws: CommandFailure.self) {
      try client.importSignals(length: nil, query: query, timeout: 20, reader: BrokenSource(half).read)
    }
    #expect(try node.command("signal", "list").json["signals"]?.arrayValue?.count == 20)
    let fewer = try node.file("fewer.csv", Self.numbered(1..<20))
    let run = try node.command("signal", "import", "--snapshot", fewer)
    #expect(run.status == 0 && run.json["removed"]?.integerValue == 1, "\(run)")
  }

  // MARK: - Objections

  @Test func objectionIsLodgedRejectedAndUpheld() throws {
    let node = try TestNode()
    try node.start()
    _ = try node.command("signal", "import", try node.file("all.csv", Self.numbered(1..<3)))
    let lodged = try node.command("signal", "objection", "nhn-1", "--lodged")
    #expect(lodged.status == 0 && lodged.json["signals"]?.integerValue == 1, "\(lodged)")
    #expect(try node.command("signal", "show", "nhn-1").json["inFeed"] == false)
    let status = try TestNode.run(["status", "--home", node.home.path])
    #expect(status.output.contains("1 signal is under an objection"), "\(status)")
    let officer = try node.command("signal", "objection", "nhn-1", "--rejected", "--as", "privacy-officer")
    #expect(officer.status == 0)
    #expect(try node.command("signal", "show", "nhn-1").json["inFeed"] == true)
    let first = try node.command("signal", "objection", "nhn-1", "--upheld")
    #expect(first.status == 0 && first.json["standing"] == "awaits-second-person", "\(first)")
    let again = try node.command("signal", "objection", "nhn-1", "--upheld")
    #expect(again.json["standing"] == "awaits-second-person", "one person twice is one person: \(again)")
    #expect(try node.command("signal", "show", "nhn-1").json["inFeed"] == false)
    #expect(try node.command("signal", "decisions").json["decisions"]?.arrayValue?.count == 1)
    let second = try node.command("signal", "objection", "nhn-1", "--upheld", "--as", "privacy-officer")
    #expect(second.status == 0 && second.json["standing"] == "erased", "\(second)")
    #expect(try node.command("signal", "show", "nhn-1").status == ExitCode.badData.rawValue)
    for words in [["nhn-2"], ["nhn-2", "--lodged", "--upheld"]] {
      let run = try TestNode.run(["signal", "objection"] + words + ["--home", node.home.path])
      #expect(run.status == ExitCode.usage.rawValue, "\(run)")
    }
  }

  @Test func joiningStoppedPeerExitsWithNotReachable() throws {
    let inviter = try TestNode(region: "gooi")
    try inviter.start()
    // The endpoint of a node on port 0 is port 1, where nobody listens.
    let code = try #require(try inviter.command("peer", "invite").json["code"]?.stringValue)
    let joiner = try TestNode()
    try joiner.start()
    let run = try joiner.command("peer", "join", code)
    #expect(run.status == ExitCode.notReachable.rawValue, "\(run)")
  }
}

/// A file that breaks off before its end.
private final class BrokenSource: Sendable {
  private let bytes: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

  func read(_ count: Int) -> [UInt8]? {
    bytes.withLock { bytes in
      guard !bytes.isEmpty else { return nil }
      defer { bytes.removeFirst(min(count, bytes.count)) }
      return Array(bytes.prefix(count))
    }
  }
}
