import PeerProtocol
import Testing

@testable import Node

@Suite struct CommandOutputTests {
  @Test func anImportWithRefusedRowsEndsWith65() {
    let good = ImportText.output(["added": 3, "updated": 0, "unchanged": 1, "refused": []])
    #expect(good.exit == .success)
    let some: JSONValue = [
      "added": 1, "updated": 0, "unchanged": 0,
      "refused": [["row": 7, "field": "subject", "reason": "fails the eleven-test"]],
      "faults": [["field": "subject", "reason": "fails the eleven-test", "count": 1, "rows": [7]]],
    ]
    let bad = ImportText.output(some)
    #expect(bad.exit == .badData)
    #expect(bad.json == some)
    #expect(bad.text.contains("row 7  subject  fails the eleven-test"))
  }

  @Test func otherRowsAreInOnlyWhereSomeAre() {
    func notes(_ added: Int) -> String {
      ImportText.output([
        "rows": 2, "added": JSONValue(added), "updated": 0, "unchanged": 0, "refused": [["row": 2]],
        "protectedOnly": 1, "protectedRows": [2],
      ]).notes.joined()
    }
    #expect(notes(1).contains("The other rows are in.") && notes(1).contains("row 2"))
    #expect(notes(0).contains("No row is in."))
  }

  @Test func equalFaultsStandInOneLine() {
    let many = ImportText.output([
      "rows": 900, "added": 0, "updated": 0, "unchanged": 0, "refused": [],
      "refusedNotListed": 900,
      "faults": [["field": "sector", "reason": "is not in the list", "count": 900, "rows": [2, 3, 4, 5, 6, 7, 8]]],
    ])
    #expect(many.text.contains("900 rows (2, 3, 4, 5, 6, …)  sector  is not in the list"), "\(many.text)")
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

  @Test func statusNamesAuthoritiesThatAreNotChecked() {
    let text = StatusText.text([
      "region": "nhn", "peers": [],
      "uncheckedAuthorities": [["name": "/CN=Root", "next": "add its revocation list to /home/lists.pem"]],
    ])
    #expect(
      text.contains(
        "\ncertificates of the authority /CN=Root are not checked for revocation. "
          + "Next: add its revocation list to /home/lists.pem\n"))
  }

  @Test func statusNamesARevocationListThatIsOutOfDate() {
    var lists: JSONValue = [
      "due": "2026-11-20T00:00:00Z", "usedUntil": "2026-11-21T00:00:00Z", "refuses": true, "next": "fetch it",
    ]
    var text = StatusText.text(["region": "nhn", "peers": [], "outdatedRevocationLists": lists])
    #expect(
      text.contains(
        "\na revocation list is out of date since 2026-11-20T00:00:00Z; its authority's certificates are refused. "
          + "Next: fetch it\n"))
    lists = lists.adding("refuses", false)
    text = StatusText.text(["region": "nhn", "peers": [], "outdatedRevocationLists": lists])
    #expect(text.contains("; from 2026-11-21T00:00:00Z its authority's certificates are refused. Next"))
  }

  @Test func withdrawalsSayThatNothingGoesToASuspendedPeer() {
    let (open, held): (JSONValue, JSONValue) = (["peer": "gooi"], ["peer": "drenthe", "suspended": true])
    let alone = RegionCommands.withdrawalNotes(["withdrawals": [held, held], "endings": []])
    #expect(alone.count == 1 && alone[0].contains("samenloop peer resume drenthe"))
    let both = RegionCommands.withdrawalNotes(["withdrawals": [held, open], "endings": []])
    #expect(both.count == 2 && both[1].hasPrefix("The others are sent again by themselves"))
    let ending = RegionCommands.withdrawalNotes(["withdrawals": [], "endings": [open]])
    #expect(ending == ["They are sent again by themselves; at once with: samenloop sync now"])
  }

  @Test func syncNowSaysWhatIsNotExchanged() {
    #expect(NodeCommands.synchronized(["synchronized": []], nil).text.hasPrefix("There are no peers yet"))
    #expect(
      NodeCommands.synchronized(["synchronized": ["a"]], nil).text == "Exchange with all peers is up to date.")
    #expect(NodeCommands.synchronized(["synchronized": ["a"]], "a").text == "Exchange with a is up to date.")
    let without = NodeCommands.synchronized(["synchronized": ["a"], "withoutAgreement": ["a"]], "a")
    #expect(without.text == "No agreement is in force with a: nothing is exchanged there.")
    #expect(without.next.contains("samenloop status"))
    let mixed = NodeCommands.synchronized(["synchronized": ["a", "b"], "withoutAgreement": ["b"]], nil)
    #expect(mixed.text.contains("up to date; no agreement is in force with b"))
  }

  @Test func statusShowsWhatLimitsLeaveAndWhatWaits() {
    let room: JSONValue = ["remaining": 5, "perDay": 5, "perYear": 900, "active": 70, "excepted": 0]
    let full: JSONValue = ["remaining": 0, "perDay": 0, "perYear": 800, "active": 60, "excepted": 0]
    let exception: JSONValue = [
      "region": "nhn", "additions": 6_000, "used": 12, "from": "2026-11-01T00:00:00Z", "until": "2027-01-31T23:59:59Z",
      "status": "concluded", "reason": "entered anew",
    ]
    let text = StatusText.text([
      "region": "nhn",
      "peers": [
        [
          "region": "gooi", "state": "waiting",
          "limits": [
            [
              "agreementId": "a", "sent": full, "received": room, "exceptions": [exception],
              "waiting": ["additions": 2_000, "limit": "perDay", "until": "2026-11-22T03:00:00Z"],
            ]
          ],
          "alarms": [
            [
              "code": "unusual-rate", "count": 1, "lastAt": "2026-11-21T00:00:00Z",
              "detail": "gooi added 1,659 youths.",
            ]
          ],
        ]
      ],
    ])
    #expect(text.contains("MAY BE ADDED  NOW  A DAY  A YEAR  IN ALL  EXCEPTED  WAITING  UNTIL"))
    #expect(text.contains("to gooi       0    0      800     60      0         2000     2026-11-22T03:00:00Z"))
    #expect(text.contains("from gooi     5    5      900     70      0         -        -"))
    #expect(
      text.contains("exception: nhn may send 6000 more from 2026-11-01T00:00:00Z until 2027-01-31T23:59:59Z, 12 used"))
    #expect(text.contains("last 2026-11-21T00:00:00Z\n  gooi added 1,659 youths."))
  }
}
