import PeerProtocol
import Testing

@testable import Node

@Suite struct CommandOutputTests {
  @Test func anImportWithRefusedRowsEndsWith65() {
    let good = SignalCommands.imported(["added": 3, "updated": 0, "unchanged": 1, "refused": []])
    #expect(good.exit == .success)
    let some: JSONValue = [
      "added": 1, "updated": 0, "unchanged": 0,
      "refused": [["row": 7, "field": "subject", "reason": "fails the eleven-test"]],
    ]
    let bad = SignalCommands.imported(some)
    #expect(bad.exit == .badData)
    #expect(bad.json == some)
    #expect(bad.text.contains("row 7  subject  fails the eleven-test"))
  }

  @Test(arguments: [
    (400, ExitCode.badData), (401, .notPermitted), (403, .notPermitted), (404, .badData), (409, .badData),
    (408, .tryAgain), (413, .badData), (422, .badData), (429, .tryAgain), (500, .checkFailed), (502, .notReachable),
    (503, .tryAgain), (504, .notReachable),
  ])
  func statusesHaveExitCodes(status: Int, exit: ExitCode) { #expect(ProblemAnswer.exit(for: status) == exit) }

  @Test func aProblemIsPassedOnAndItsFaultsAreShown() {
    let problem: JSONValue = [
      "type": "about:blank", "title": "t", "status": 400, "code": "malformed", "detail": "Correct it",
      "faults": ["region: must be a text"],
    ]
    let failure = ProblemAnswer.failure(400, problem)
    #expect(failure.json == problem)
    #expect(failure.detail == "Correct it\n  region: must be a text")
  }

  @Test(arguments: ExitCode.allCases) func everyFailureHasTheFormOfAProblem(exit: ExitCode) {
    let json = CommandFailure(exit, "what to do").json
    #expect(json["detail"] == "what to do")
    #expect(json["code"]?.stringValue?.isEmpty == false)
    #expect(json["title"]?.stringValue?.isEmpty == false)
    #expect(json["type"] == "about:blank")
    #expect(json["status"]?.integerValue != nil)
  }

  @Test func readableJSONIsStillJSON() throws {
    let value: JSONValue = ["a": [1, ["b": "x\"y"], [], [:]], "c": .null, "d": true]
    #expect(try JSONText.value(of: Array(JSONText.readable(value).utf8)) == value)
  }

  @Test func columnsLineUp() {
    #expect(TextTable.lines([["a", "bb", "c"], ["aaa", "b", ""]]) == ["a    bb  c", "aaa  b"])
  }

  @Test func statusHasALineAPeer() {
    let text = StatusText.text([
      "region": "nhn",
      "peers": [["region": "gooi", "state": "waiting", "reason": "not reachable", "next": "samenloop sync now gooi"]],
    ])
    #expect(text.contains("gooi  waiting  -              -        not reachable  samenloop sync now gooi"))
    #expect(StatusText.text(["region": "nhn", "peers": []]).contains("samenloop peer invite"))
    let alarmed = StatusText.text([
      "region": "nhn", "signals": 3, "openMatches": 1,
      "peers": [
        ["region": "gooi", "alarms": [["code": "unproven-match", "count": 2, "lastAt": "2026-11-21T00:00:00Z"]]]
      ],
    ])
    #expect(alarmed.hasPrefix("nhn: 3 signals, 1 open matches\n"))
    #expect(alarmed.contains("alarm: unproven-match by gooi, 2 times"))
  }
}
