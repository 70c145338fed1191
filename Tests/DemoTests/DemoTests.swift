import Glibc
import LocalAPI
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct DemoTests {
  /// A program that starts well and then refuses to invite anybody; its nodes write their process ids.
  private static let refusing = """
    #!/bin/sh
    case "$1" in
      init) echo '{}' ;;
      serve) echo $$ >"$3.pid"; echo '{"event":"ready"}' >&2; exec sleep 600 ;;
      *) echo '{"detail":"nobody comes in today"}'; exit 77 ;;
    esac
    """

  @Test func failingDemoSaysWhyAndLeavesNoProcess() throws {
    let folder = try TemporaryDirectory()
    let program = folder.file("program")
    try Files.create(program, Array(Self.refusing.utf8), mode: 0o700)
    let demo = try DemoRun(
      youths: 12, folder: folder.path, program: program, today: CalendarDate(daysSince1970: 20_500),
      progress: DemoProgress(isShown: false))
    let failure = #expect(throws: DemoRegion.Failure.self) { try demo.run() }
    let said = try #require(failure?.description)
    #expect(said.contains("peer invite") && said.contains("nobody comes in today"))
    for region in ["nhn", "foodvalley", "drenthe", "gooi"] {
      let text = String(decoding: try Files.read(folder.file("\(region).pid")), as: UTF8.self)
      let pid = try #require(pid_t(text.prefix { $0.isNumber }))
      #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }
  }

  @Test func nodeThatExitsAtOnceIsReportedWithItsLastLogLine() throws {
    let folder = try TemporaryDirectory()
    let program = folder.file("program")
    let script = "#!/bin/sh\ncase $1 in init) echo {} ;; *) echo '{\"event\":\"start-failed\"}' >&2; exit 78 ;; esac\n"
    try Files.create(program, Array(script.utf8), mode: 0o700)
    let demo = try DemoRun(
      youths: 12, folder: folder.path, program: program, today: CalendarDate(daysSince1970: 20_500),
      progress: DemoProgress(isShown: false))
    let failure = #expect(throws: DemoRegion.Failure.self) { try demo.run() }
    let said = try #require(failure?.description)
    #expect(said.contains("78") && said.contains("start-failed"))
  }

  @Test func resultListsDifferences() {
    var result = DemoResult(seed: 1, regions: [])
    result.expected = (4, 2)
    result.pairs = [DemoResult.Pair(regions: ["aa", "bb"], youths: 2, families: 1)]
    #expect(result.isRight && result.text.contains("2 of 2 family matches"))
    #expect(result.json["expected"] == ["youth": 4, "family": 2])
    #expect(result.json["right"]?.boolValue == true)
    result.differences = [.init(kind: .missing, match: .family, region: "aa", peer: "bb", signals: ["aa-000007"])]
    #expect(
      !result.isRight && result.text.contains("WRONG: 1") && result.text.contains("missing family match: aa-000007"))
    #expect(result.json["right"]?.boolValue == false)
    #expect(result.json["differences"]?[0]?["signals"] == ["aa-000007"])
    #expect(result.json["differences"]?[0]?["match"] == "family")
  }

  @Test func failedSceneMakesTheResultWrong() {
    var result = DemoResult(seed: 1, regions: [.init(id: "aa", name: "Aland", signals: [])])
    var scene = DemoSceneResult(
      id: "siblings", title: "The girl", lines: [.init(region: "aa", text: "She is six.")], matches: [])
    result.scenes = [scene]
    #expect(result.isRight && result.text.contains("The girl.\n  Aland:\n    She is six.\n"))
    scene.failure = "nobody sees her brother"
    result.scenes.append(scene)
    #expect(!result.isRight && result.text.contains("WRONG: nobody sees her brother"))
    #expect(result.text.contains("siblings: nobody sees her brother"))
    #expect(result.json["right"]?.boolValue == false && result.json["scenes"]?[1]?["right"]?.boolValue == false)
    #expect(result.json["scenes"]?[1]?["failure"] == "nobody sees her brother")
  }

  @Test(arguments: ["9", "100001", "many", "-5", ""]) func youthsOutOfBoundsAreRefused(text: String) {
    let invocation = Invocation(command: DemoCommand.spec, positionals: [], options: ["youths": text])
    let failure = #expect(throws: CommandFailure.self) { try DemoCommand.run(invocation) }
    #expect(failure?.exit == .usage)
  }

  @Test func nonEmptyFolderIsRefused() throws {
    let folder = try TemporaryDirectory()
    try Files.create(folder.file("mine"), [1])
    let invocation = Invocation(command: DemoCommand.spec, positionals: [], options: ["keep": folder.path])
    let failure = #expect(throws: CommandFailure.self) { try DemoCommand.run(invocation) }
    #expect(failure?.exit == .usage)
    #expect(Files.names(in: folder.path) == ["mine"])
  }
}
