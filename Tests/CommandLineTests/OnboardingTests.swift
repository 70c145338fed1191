import LocalAPI
import PeerProtocol
import Synchronization
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// From nothing to a first match: the template, the questions of `init`, terms in an invitation, approving by region.
@Suite(.timeLimit(.minutes(30))) struct OnboardingTests {
  private func template(_ environment: PeerEnvironment, peer: String? = nil) throws -> AgreementTemplate {
    AgreementTemplate(
      own: "nhn", peer: peer, environment: environment, today: try #require(CalendarDate(iso: "2026-11-30")))
  }

  // MARK: - The template

  @Test(arguments: ["nl", "en"]) func templateReadsAsTheTermsThatItExplains(language: String) throws {
    let known: LocalAPI.TextLanguage? = .init(rawValue: language)
    let language = try #require(known)
    try LocalAPI.TextLanguage.$current.withValue(language) {
      for peer in [nil, "drenthe"] {
        let template = try template(.training, peer: peer)
        let folder = try TemporaryDirectory()
        let file = folder.file("terms.txt")
        try Files.create(file, Array(template.text.utf8))
        #expect(try TermsFile.read(file) == template.json)
        let terms: AgreementTermsDocument = try DocumentSamples.document(template.json)
        #expect(Set(terms.limits.keys) == (peer == nil ? ["*"] : ["nhn", "drenthe"]))
        #expect(terms.validUntil > terms.validFrom)
        #expect(template.text.split(separator: "\n").allSatisfy { $0.count <= 130 }, "\(template.text)")
      }
    }
  }

  @Test func productionLeavesTheLegalBasisToAPerson() throws {
    #expect(try template(.production).json["legalBasis"] == "")
    #expect(try template(.production).json["contactRelease"] == "approval")
    #expect(try template(.training).json["legalBasis"] != "")
  }

  @Test func commentsAreLinesOfTheirOwnAndFaultsKeepTheirLine() {
    let text = "// a\n{ \"purpose\": \"https://x // y\",\n\t// b\n \"kinds\": [] }"
    let kept = String(decoding: TermsFile.withoutComments(Array(text.utf8)), as: UTF8.self)
    #expect(kept == "\n{ \"purpose\": \"https://x // y\",\n\n \"kinds\": [] }")
  }

  // MARK: - The questions of init

  /// `init` with some options, at a terminal where these lines are typed.
  private func answers(
    _ options: [String: String], typing lines: [String], atTerminal: Bool = true
  ) throws -> (answers: [String: String], shown: [String]) {
    let command = try #require(NodeCommands.all.first { $0.path == ["init"] })
    let rest = Mutex(lines[...])
    let shown = Mutex<[String]>([])
    let terminal = TerminalQuestion(
      isAsked: atTerminal, answer: { rest.withLock { $0.popFirst() } },
      show: { text in shown.withLock { $0.append(text) } })
    let found = try InitQuestions.answers(
      Invocation(command: command, positionals: [], options: options), terminal)
    return (found, shown.withLock { $0 })
  }

  @Test func initAsksForWhatIsMissingAndNothingElse() throws {
    let given = ["region": "nhn", "peer-address": "127.0.0.1:8443"]
    let asked = try answers(given, typing: ["  Noord-Holland Noord ", ""])
    #expect(asked.answers == ["name": "Noord-Holland Noord", "local-address": "127.0.0.1:8444"])
    #expect(asked.shown.count == 2)
    let all = given.merging(["name": "N", "local-address": "127.0.0.1:1"]) { $1 }
    #expect(try answers(all, typing: [], atTerminal: false).answers.isEmpty)
  }

  @Test func initAsksHowPeersReachANodeThatListensEverywhere() throws {
    let given = ["region": "nhn", "name": "N", "local-address": "127.0.0.1:1"]
    let asked = try answers(given, typing: ["", "node.nhn.example", "https://node.nhn.example:8443"])
    #expect(asked.answers == ["peer-address": "0.0.0.0:8443", "endpoint": "https://node.nhn.example:8443"])
  }

  @Test func initAsksAgainWhereAnAnswerWillNotDoAndGivesUp() throws {
    let rest = ["name": "N", "peer-address": "127.0.0.1:1", "local-address": "127.0.0.1:2"]
    #expect(try answers(rest, typing: ["Noord Holland", "nhn"]).answers == ["region": "nhn"])
    for lines in [["A", "B", "C", "nhn"], [], [""]] {
      let failure = #expect(throws: CommandFailure.self) { try answers(rest, typing: lines) }
      #expect(failure?.exit == .usage && failure?.detail.contains("--region") == true)
    }
  }

  @Test func initWithoutATerminalNamesEverythingThatIsMissing() throws {
    let failure = #expect(throws: CommandFailure.self) {
      try answers(["name": "N"], typing: ["nhn"], atTerminal: false)
    }
    let detail = failure?.detail ?? ""
    #expect(failure?.exit == .usage)
    for option in ["--region ID", "--peer-address HOST:PORT", "--local-address HOST:PORT"] {
      #expect(detail.contains(option))
    }
    #expect(!detail.contains("--name NAME,"))
  }

  @Test func initWithClosedInputEndsAtOnceAndMakesNothing() throws {
    let folder = try TemporaryDirectory()
    let home = folder.file("home")
    let run = try TestNode.run(["init", "--home", home, "--region", "nhn"])
    #expect(run.status == ExitCode.usage.rawValue && run.errors.contains("--name NAME"), "\(run)")
    #expect(Files.mode(of: home) == nil)
  }

  @Test func initEndsWithWhatDoctorSays() throws {
    let folder = try TemporaryDirectory()
    let run = try TestNode.run([
      "init", "--home", folder.file("home"), "--region", "nhn", "--name", "N", "--peer-address", "127.0.0.1:0",
      "--local-address", "127.0.0.1:0",
    ])
    #expect(run.status == 0 && run.output.contains("\ndoctor: ") && run.output.contains(" 0 fail"), "\(run)")
    #expect(try TermsFile.read(folder.file("home/terms.txt"))["purpose"] != nil)
  }

  // MARK: - Six commands a side

  @Test func sixCommandsASideLeadToAMatchThatBothSee() throws {
    let ports = [try PortReservation(), try PortReservation()]
    let nhn = try TestNode(region: "nhn", peer: "127.0.0.1:\(ports[0].port)")
    let gooi = try TestNode(region: "gooi", peer: "127.0.0.1:\(ports[1].port)")
    for node in [nhn, gooi] { try node.start() }
    let code = try nhn.done("peer", "invite", "--terms", nhn.home.terms)["code"]?.stringValue ?? ""
    let joined = try gooi.done("peer", "join", "<\(code.prefix(30))\n \(code.dropFirst(30))>")
    #expect(joined["terms"]?["limits"]?["gooi"] != nil && joined["terms"]?["limits"]?["nhn"] != nil)
    let proposed = try nhn.done("peer", "accept", "gooi", "--propose-terms")
    #expect(proposed["status"] == "draft", "\(proposed)")
    #expect(try nhn.done("agreement", "approve", "gooi", "--as", "privacy-officer")["status"] == "proposed")
    let byOperator = try gooi.done("agreement", "approve", "nhn", "--as", "operator", "--wait", "60")
    #expect(byOperator["agreementId"] == proposed["agreementId"])
    #expect(try gooi.done("agreement", "approve", "nhn", "--as", "privacy-officer")["status"] == "concluded")

    let columns =
      "signal_id,subject,birth_date,organisation_id,organisation,sector,contact_name,contact_phone,started_on,informed_on"
    func rows(_ id: String) throws -> String {
      let text = "\(columns)\n\(id),bsn:900000016,2015-06-01,w,Team \(id),wijkteam,A,+31,2026-01-01,2026-01-01\n"
      return try nhn.file(id + ".csv", text)
    }
    _ = try nhn.done("signal", "import", rows("d-1"))
    let imported = try gooi.done("signal", "import", rows("g-1"), "--wait", "90")
    let match = imported["matches"]?.arrayValue?.first
    #expect(match?["peer"] == "nhn" && match?["signals"] == ["g-1"], "\(imported)")
    #expect(match?["involvements"]?.arrayValue?.first?["organisation"]?["name"] == "Team d-1", "\(imported)")
    #expect(imported["added"] == 1)
    // The index of the other region gets there with what waits: nothing new, and the time runs out.
    let later = try nhn.done("signal", "import", rows("d-2"), "--wait", "1")
    #expect(later["matches"] != nil)
  }

  @Test func approvingByRegionWithoutAProposalSaysWhatToDo() throws {
    let node = try TestNode()
    try node.start()
    let run = try node.command("agreement", "approve", "gooi", "--as", "operator")
    #expect(run.status == ExitCode.badData.rawValue && run.json["code"] == "not-found", "\(run)")
    #expect(run.json["detail"]?.stringValue?.contains("--wait SECONDS") == true)
    let waited = try node.command("agreement", "approve", "gooi", "--as", "operator", "--wait", "1")
    #expect(waited.json["detail"]?.stringValue?.contains("no proposal of gooi came within 1 s") == true, "\(waited)")
  }

  @Test func proposingNeedsAFileOrTheInvitation() throws {
    let node = try TestNode()
    for words in [[], ["--invited", "--file", "x"]] {
      let run = try TestNode.run(["agreement", "propose", "gooi", "--home", node.home.path] + words)
      #expect(run.status == ExitCode.usage.rawValue && run.errors.contains("agreement template"), "\(run)")
    }
  }

  @Test func rejectedApplicantReadsWhy() throws {
    let ports = [try PortReservation(), try PortReservation()]
    let nhn = try TestNode(region: "nhn", peer: "127.0.0.1:\(ports[0].port)")
    let gooi = try TestNode(region: "gooi", peer: "127.0.0.1:\(ports[1].port)")
    for node in [nhn, gooi] { try node.start() }
    _ = try gooi.done("peer", "join", nhn.done("peer", "invite")["code"]?.stringValue ?? "")
    _ = try nhn.done("peer", "reject", "gooi", "--reason", "the groups differ")
    try eventually("the reason") {
      try gooi.done("peer", "fingerprint", "nhn")["reason"] == "the groups differ"
    }
    #expect(try gooi.command("status").output.contains("the groups differ"))
  }
}
