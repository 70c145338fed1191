import Foundation
import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct MatchTextTests {
  private static let match: JSONValue = [
    "matchId": "-Rg", "kind": "youth", "scope": "across", "peer": "drenthe", "status": "open", "new": false,
    "signals": ["g-1", "g-2"], "detectedAt": "2026-11-21T01:16:29Z", "release": "awaiting",
    "awaitingRelease": ["g-2"],
    "involvements": [
      [
        "organisation": ["id": "w", "name": "Wijkteam Assen", "sector": "wijkteam"],
        "contact": ["name": "A. de Boer", "phone": "+31592000001", "email": ""], "since": "2026-10",
        "involvement": "direct", "temporary": false, "left": "2026-11",
      ]
    ],
    "own": [
      "followUp": ["state": "contacted", "outcome": ["better-fit", "earlier"], "at": "2026-11-22T01:00:00Z"],
      "coordination": ["state": "agreed", "holder": "gooi", "at": "2026-11-22T01:00:00Z"], "consent": "given",
    ],
    "theirs": [
      "followUp": ["state": "none-needed", "reason": "not-reached", "at": "2026-11-23T01:00:00Z"],
      "coordination": ["state": "none", "at": "2026-11-21T01:16:29Z"],
    ],
  ]

  @Test func matchPageAlignsItsColumns() throws {
    let expected = """
      match         -Rg
      kind          youth
      peer          drenthe
      status        open
      our signals   g-1, g-2
      detected      2026-11-21T01:16:29Z
      our contacts  not given yet of g-2; a coordinator has to release them
      involved there
        Wijkteam Assen  A. de Boer  +31592000001  -  direct  since 2026-10  left 2026-11
                   our side                                    their side
        follow-up  contacted 2026-11-22 (better-fit, earlier)  none-needed 2026-11-23 (not-reached)
        leads      gooi, agreed 2026-11-22                     nobody yet
        consent    given                                       -
      """
    #expect(MatchText.page(try DocumentSamples.document(Self.match)) == expected)
  }

  @Test func matchPageShowsTheWholeFamily() throws {
    var page = Self.match
    var other = Self.match
    other["matchId"] = "second"
    other["kind"] = "family"
    page["related"] = [other, Self.match]
    let text = MatchText.page(try DocumentSamples.document(page))
    let parts = text.components(separatedBy: "\n\n")
    try #require(parts.count == 3)
    #expect(parts[1].hasPrefix("the same family\n  match         second\n  kind          family\n"))
    #expect(parts[2].hasPrefix("  match         -Rg\n"))
  }

  @Test func matchWithinTheRegionHasNoSides() throws {
    var match = Self.match
    match["own"] = [:]
    match["theirs"] = [:]
    match["scope"] = "within"
    match["endedAt"] = "2026-11-24T01:16:29Z"
    let text = MatchText.page(try DocumentSamples.document(match))
    #expect(!text.contains("our side"))
    #expect(text.contains("within        drenthe") && text.contains("\ninvolved\n"))
    #expect(text.contains("ended         2026-11-24T01:16:29Z"))
  }

  @Test func endedMatchSaysWhetherContactDetailsHadCome() throws {
    func page(_ status: String, receivedAt: JSONValue? = nil) throws -> String {
      var match = Self.match
      (match["status"], match["involvements"], match["contactsReceivedAt"]) = (.string(status), [], receivedAt)
      return MatchText.page(try DocumentSamples.document(match))
    }
    #expect(try page("open").contains("nothing was received yet"))
    #expect(try page("ended").contains("nothing had been received when it ended"))
    let received = try page("ended", receivedAt: "2026-11-21T10:00:00Z")
    #expect(received.contains("contact details were received, last on 2026-11-21; they were erased when"))
  }

  @Test func worklistShowsReasons() throws {
    let answer: JSONValue = ["items": [["reasons": ["no-contact", "overdue"], "match": Self.match]]]
    let output = WorklistCommand.output(try DocumentSamples.answer(answer))
    #expect(output.json == answer.bytes)
    #expect(
      output.text == """
        MATCH  PEER     DUE  OUR SIGNALS  OURS  THEIRS                                  WHY                  FOR
        -Rg    drenthe  -    g-1, g-2     -     Wijkteam Assen A. de Boer +31592000001  no-contact, overdue  -
        """)
    #expect(WorklistCommand.output(try DocumentSamples.answer(["items": []])).text == "Nothing asks for attention.")
  }

  /// Three matches, of which the first and the last are of one family by way of the second.
  private static let family: JSONValue = {
    func item(_ id: String, _ related: JSONValue, _ reason: JSONValue, _ due: JSONValue) -> JSONValue {
      var match = Self.match
      (match["matchId"], match["signals"], match["assignee"]) = (.string(id), [.string("s-" + id)], "=Sanne, Mulder")
      return [
        "reasons": [reason], "match": match, "related": related, "due": due, "municipalities": ["GM0106"],
        "flagged": id == "x" ? ["o"] : ["none of these"],
        "ours": [
          [
            "organisation": ["id": "o", "name": "Org \(id)"],
            "contact": ["name": "J. \"Jo\" Bos", "phone": "+31201234567", "email": ""], "since": "2026-10",
            "involvement": "direct", "temporary": false,
          ]
        ],
      ]
    }
    return [
      "items": [
        item("a", ["b"], "unread", "2026-12-05T01:16:29Z"), item("x", [], "overdue", "2026-11-05T01:16:29Z"),
        item("c", ["b"], "overdue", "2026-12-01T01:16:29Z"), item("b", ["a", "c"], "unread", "2026-12-09T01:16:29Z"),
      ]
    ]
  }()

  @Test func aFamilyHasOneLineWithItsEarliestDay() throws {
    let lines = WorklistCommand.output(try DocumentSamples.answer(Self.family)).text.split(separator: "\n")
    #expect(lines.count == 3)
    let line = try #require(lines.dropFirst().first)
    #expect(line.hasPrefix("a +2") && line.contains("2026-12-01") && line.contains("s-a, s-c, s-b"), "\(line)")
    #expect(line.contains("unread, overdue") && line.contains("Org c J. \"Jo\" Bos +31201234567"))
    #expect(lines.last?.hasPrefix("x ") == true && lines.last?.contains("2026-11-05") == true)
  }

  @Test(arguments: [80, 120, 200]) func linesFitTheTerminal(width: Int) throws {
    let text = WorklistCommand.output(try DocumentSamples.answer(Self.family), width: width).text
    let lines = text.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= max(width, 110) }, "\(text)")
    #expect(lines.contains { $0.contains("…") })
    #expect(lines.dropFirst().allSatisfy { $0.contains("2026-1") })
  }

  @Test func csvKeepsNumbersAndDisarmsFormulas() throws {
    let text = WorklistCSV.text(try DocumentSamples.document(Self.family))
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines.count == 5)
    #expect(lines[1].hasPrefix("a,a,youth,drenthe,2026-11-21T01:16:29Z,2026-12-05,GM0106,unread,s-a,Org a,"))
    #expect(lines[1].contains(",\"J. \"\"Jo\"\" Bos\",+31201234567,,Wijkteam Assen,A. de Boer,+31592000001,,"))
    #expect(lines[1].hasSuffix(",\"'=Sanne, Mulder\",,"))
    #expect(lines[0].hasSuffix(",our_flagged_organisations") && lines[4].hasSuffix(",,Org x"))
    #expect(lines[2].hasPrefix("c,a,") && lines[3].hasPrefix("b,a,") && lines[4].hasPrefix("x,x,"))
    #expect(CSVText.field("+1+cmd|' /C calc'!A0") == "'+1+cmd|' /C calc'!A0")
    #expect(CSVText.field("-x") == "'-x")
  }

  @Test func followUpTakesSeveralOutcomes() throws {
    let body = try Self.body(["--state", "contacted", "--outcome", "better-fit,earlier"])
    #expect(try JSONValue(parsing: body.encoded()) == ["state": "contacted", "outcome": ["better-fit", "earlier"]])
    let reason = try Self.body(["--state", "none-needed", "--reason", "no-consent"])
    #expect(try JSONValue(parsing: reason.encoded()) == ["state": "none-needed", "reason": "no-consent"])
    for outcome in ["better-fit,", "", "later", "better-fit, earlier"] {
      #expect(throws: CommandFailure.self) { try Self.body(["--state", "contacted", "--outcome", outcome]) }
    }
  }

  private static func body(_ options: [String]) throws -> FollowUpRequest {
    let parser = ArgumentParser(commands: CommandTable.commands)
    guard case .run(let invocation) = try parser.parse(["match", "follow-up"] + options + ["--", "-Rg"]) else {
      throw CommandFailure(.checkFailed, "no command")
    }
    #expect(invocation.positionals == ["-Rg"])
    return try MatchWorkCommands.followUp(invocation)
  }

  @Test(arguments: [
    ["coordinate"], ["coordinate", "--agree", "--propose", "nhn"], ["handover"], ["handover", "--wanted", "--done"],
    ["follow-up"], ["follow-up", "--state", "later"], ["follow-up", "--state", "contacted", "--outcome", "worse"],
    ["consent", "--state", "maybe"], ["consent"], ["release", "--done"], ["list", "--scope", "here"],
  ])
  func wrongOptionsExitWithUsage(words: [String]) throws {
    // Before anything else: there is no home here.
    let operand = words[0] == "list" ? [] : ["--", "ID"]
    let run = try TestNode.run(["match"] + words + ["--home", "/nonexistent/home"] + operand)
    #expect(run.status == ExitCode.usage.rawValue, "\(run)")
  }
}
