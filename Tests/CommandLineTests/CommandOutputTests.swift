import LocalAPI
import PeerProtocol
import Testing

@testable import CommandLine
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct CommandOutputTests {
  @Test func importWithRefusedRowsExitsWith65() throws {
    let good = ImportText.output(try DocumentSamples.importResult(["added": 3, "unchanged": 1]))
    #expect(good.exit == .success)
    let some = try DocumentSamples.importResult([
      "added": 1,
      "refused": [["row": 7, "field": "subject", "reason": "fails the eleven-test"]],
      "faults": [["field": "subject", "reason": "fails the eleven-test", "count": 1, "rows": [7]]],
    ])
    let bad = ImportText.output(some)
    #expect(bad.exit == .badData)
    #expect(bad.json == some.bytes)
    #expect(bad.text.contains("row 7  subject  fails the eleven-test"))
  }

  @Test func importSaysWhetherTheOtherRowsWereTaken() throws {
    func notes(_ added: Int) throws -> String {
      ImportText.output(
        try DocumentSamples.importResult([
          "rows": 2, "added": JSONValue(added), "refused": [["row": 2, "field": "", "reason": ""]],
          "protectedOnly": 1, "protectedRows": [2],
        ])
      ).notes.joined()
    }
    #expect(try notes(1).contains("The other rows are in.") && notes(1).contains("row 2"))
    #expect(try notes(0).contains("No row is in."))
  }

  @Test func equalFaultsShareOneLine() throws {
    let many = ImportText.output(
      try DocumentSamples.importResult([
        "rows": 900, "refusedNotListed": 900,
        "faults": [["field": "sector", "reason": "is not in the list", "count": 900, "rows": [2, 3, 4, 5, 6, 7, 8]]],
      ]))
    #expect(many.text.contains("900 rows (2, 3, 4, 5, 6, …)  sector  is not in the list"), "\(many.text)")
  }

  @Test(arguments: [
    (400, ExitCode.badData), (401, .notPermitted), (403, .notPermitted), (404, .badData), (409, .badData),
    (408, .tryAgain), (413, .badData), (422, .badData), (429, .tryAgain), (500, .checkFailed), (502, .notReachable),
    (503, .tryAgain), (504, .notReachable),
  ])
  func statusesHaveExitCodes(status: Int, exit: ExitCode) { #expect(ExitCode(httpStatus: status) == exit) }

  @Test func problemIsPassedOnWithItsFaults() throws {
    let problem: JSONValue = [
      "type": "about:blank", "title": "t", "status": 400, "code": "malformed", "detail": "Correct it",
      "faults": ["region: must be a text"],
    ]
    let failure = ProblemText.failure(400, try DocumentSamples.answer(problem))
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

  @Test func statusHasOneLineForEachPeer() throws {
    let waiting = DocumentSamples.peer([
      "state": "waiting", "reason": "not reachable", "next": "samenloop sync now gooi",
    ])
    let text = StatusText.text(try DocumentSamples.status(["peers": [waiting]]))
    #expect(text.contains("gooi  waiting  -              0        not reachable  samenloop sync now gooi"))
    #expect(StatusText.text(try DocumentSamples.status()).contains("samenloop peer invite"))
    let offending = DocumentSamples.peer([
      "alarms": [["code": "unproven-match", "count": 2, "lastAt": "2026-11-21T00:00:00Z"]]
    ])
    let alarmed = StatusText.text(
      try DocumentSamples.status(["signals": 3, "youthsInFeed": 2, "openMatches": 1, "peers": [offending]]))
    #expect(alarmed.hasPrefix("nhn: 3 signals, 2 youths in the feed, 1 open matches\n"))
    #expect(alarmed.contains("alarm: unproven-match by gooi, 2 times"))
  }

  @Test func wordOfANewerNodeIsShown() throws {
    let peer = DocumentSamples.peer(["state": "hibernating"])
    #expect(StatusText.text(try DocumentSamples.status(["peers": [peer]])).contains("gooi  hibernating  -"))
  }

  @Test func statusNamesUncheckedAuthorities() throws {
    let text = StatusText.text(
      try DocumentSamples.status([
        "uncheckedAuthorities": [["name": "/CN=Root", "next": "add its revocation list to /home/lists.pem"]]
      ]))
    #expect(
      text.contains(
        "\ncertificates of the authority /CN=Root are not checked for revocation. "
          + "Next: add its revocation list to /home/lists.pem\n"))
  }

  @Test func statusNamesOutdatedRevocationList() throws {
    var lists: JSONValue = [
      "due": "2026-11-20T00:00:00Z", "usedUntil": "2026-11-21T00:00:00Z", "refuses": true, "next": "fetch it",
    ]
    var text = StatusText.text(try DocumentSamples.status(["outdatedRevocationLists": lists]))
    #expect(
      text.contains(
        "\na revocation list is out of date since 2026-11-20T00:00:00Z; its authority's certificates are refused. "
          + "Next: fetch it\n"))
    lists["refuses"] = false
    text = StatusText.text(try DocumentSamples.status(["outdatedRevocationLists": lists]))
    #expect(text.contains("; from 2026-11-21T00:00:00Z its authority's certificates are refused. Next"))
  }

  @Test func withdrawalsNameSuspendedPeers() {
    func withdrawal(_ peer: String, isSuspended: Bool) -> WithdrawalsDocument.Withdrawal {
      WithdrawalsDocument.Withdrawal(
        peer: peer, agreement: "a", kind: "youth", unconfirmed: 1, oldestSince: Timestamp(seconds: 0), ageSeconds: 0,
        suspended: isSuspended ? true : nil)
    }
    let (open, held) = (withdrawal("gooi", isSuspended: false), withdrawal("drenthe", isSuspended: true))
    let alone = RegionCommands.withdrawalNotes(WithdrawalsDocument(withdrawals: [held, held], endings: []))
    #expect(alone.count == 1 && alone[0].contains("samenloop peer resume drenthe"))
    let both = RegionCommands.withdrawalNotes(WithdrawalsDocument(withdrawals: [held, open], endings: []))
    #expect(both.count == 2 && both[1].hasPrefix("The others are sent again by themselves"))
    let end = WithdrawalsDocument.Ending(
      peer: "gooi", agreement: "a", status: Word(.revoked), since: Timestamp(seconds: 0), ageSeconds: 0)
    let ending = RegionCommands.withdrawalNotes(WithdrawalsDocument(withdrawals: [], endings: [end]))
    #expect(ending == ["They are sent again by themselves; at once with: samenloop sync now"])
  }

  @Test func syncNowNamesPeersWithoutAgreement() {
    func text(_ peers: [String], without: [String]? = nil, _ region: String?) -> (text: String, next: String) {
      NodeCommands.synchronized(SynchronizationDocument(synchronized: peers, withoutAgreement: without), region)
    }
    #expect(text([], nil).text.hasPrefix("There are no peers yet"))
    #expect(text(["a"], nil).text == "Exchange with all peers is up to date.")
    #expect(text(["a"], "a").text == "Exchange with a is up to date.")
    let without = text(["a"], without: ["a"], "a")
    #expect(without.text == "No agreement is in force with a: nothing is exchanged there.")
    #expect(without.next.contains("samenloop status"))
    let mixed = text(["a", "b"], without: ["b"], nil)
    #expect(mixed.text.contains("up to date; no agreement is in force with b"))
  }

  @Test func statusShowsRemainingLimitsAndWaitingAdditions() throws {
    let room: JSONValue = ["remaining": 5, "perDay": 5, "perYear": 900, "active": 70, "excepted": 0]
    let full: JSONValue = ["remaining": 0, "perDay": 0, "perYear": 800, "active": 60, "excepted": 0]
    let exception: JSONValue = [
      "region": "nhn", "additions": 6_000, "used": 12, "from": "2026-11-01T00:00:00Z", "until": "2027-01-31T23:59:59Z",
      "status": "concluded", "reason": "entered anew", "documentId": "d", "agreementId": "a", "inForce": true,
      "approvals": [], "nextStep": "",
    ]
    let peer = DocumentSamples.peer([
      "state": "waiting",
      "limits": [
        [
          "agreementId": "a", "sent": full, "received": room, "exceptions": [exception],
          "waiting": ["additions": 2_000, "limit": "perDay", "until": "2026-11-22T03:00:00Z"],
        ]
      ],
      "alarms": [
        ["code": "unusual-rate", "count": 1, "lastAt": "2026-11-21T00:00:00Z", "detail": "gooi added 1,659 youths."]
      ],
    ])
    let text = StatusText.text(try DocumentSamples.status(["peers": [peer]]))
    #expect(text.contains("MAY BE ADDED  NOW  A DAY  A YEAR  IN ALL  EXCEPTED  WAITING  UNTIL"))
    #expect(text.contains("to gooi       0    0      800     60      0         2000     2026-11-22T03:00:00Z"))
    #expect(text.contains("from gooi     5    5      900     70      0         -        -"))
    #expect(
      text.contains("exception: nhn may send 6000 more from 2026-11-01T00:00:00Z until 2027-01-31T23:59:59Z, 12 used"))
    #expect(text.contains("last 2026-11-21T00:00:00Z\n  gooi added 1,659 youths."))
  }

  @Test func statusSaysWhichGuardiansWait() throws {
    let room: JSONValue = ["remaining": 5, "perDay": 5, "perYear": 900, "active": 70, "excepted": 0]
    func text(_ members: JSONValue) throws -> String {
      StatusText.text(try DocumentSamples.status(["peers": [DocumentSamples.peer(members)]]))
    }
    let timed = try text(["guardiansWaiting": ["additions": 3, "from": "2026-11-22T03:00:00Z"]])
    #expect(timed.contains("gooi: 3 guardians wait until 2026-11-22T03:00:00Z. Send them now: samenloop sync now gooi"))
    #expect(try text(["guardiansWaiting": ["additions": 1]]).contains("1 guardian waits for the youths that go first"))
    #expect(try !text([:]).contains("guardian"))
    let limited = try text([
      "limits": [
        [
          "agreementId": "a", "sent": room, "received": room, "exceptions": [],
          "waiting": ["additions": 9, "guardians": 4, "limit": "perDay", "until": "2026-11-22T03:00:00Z"],
        ]
      ]
    ])
    #expect(limited.contains("9 (4 guardians)"))
  }
}
