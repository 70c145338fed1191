import PeerProtocol
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// Output that cannot be written is an error, whatever was asked.
@Suite(.timeLimit(.minutes(30))) struct LostOutputTests {
  private func run(_ arguments: String, to redirection: String) throws -> ChildProcess.Result {
    try ChildProcess.run(
      "/bin/sh", ["-c", "\(TestNode.english) '\(TestNode.program)' \(arguments) \(redirection)"], seconds: 120)
  }

  @Test(arguments: ["--version", "--help", "help peer", "peer join --help"], [">/dev/full", ">&-"])
  func textsOfTheProgram(arguments: String, redirection: String) throws {
    let run = try run(arguments, to: redirection)
    #expect(run.status == ExitCode.checkFailed.rawValue)
    #expect(String(decoding: run.errors, as: UTF8.self).contains("cannot write to standard output"))
  }

  @Test(arguments: ["", " --json"], [">/dev/full", ">&-"])
  func answersOfANode(json: String, redirection: String) throws {
    let node = try TestNode()
    try node.start()
    for command in ["status", "signal list", "peer list", "agreement list", "match list", "worklist", "peer invite"] {
      let run = try run("\(command) --home \(node.home.path)\(json)", to: redirection)
      #expect(run.status == ExitCode.checkFailed.rawValue, "\(command)")
      #expect(String(decoding: run.errors, as: UTF8.self).contains("cannot write to standard output"), "\(command)")
    }
  }

  /// What went wrong first is the exit code; that its form for programs is lost is said.
  @Test func lostProblem() throws {
    let run = try run("status --home /nowhere --json", to: ">/dev/full")
    #expect(run.status == ExitCode.configuration.rawValue)
    let errors = String(decoding: run.errors, as: UTF8.self)
    #expect(errors.contains("there is no node in /nowhere") && errors.contains("cannot write to standard output"))
  }

  /// Else a file that is opened would take the place of the output, and get what is written to it.
  @Test func closedOutputIsNeverAFileOfTheHome() throws {
    let folder = try TemporaryDirectory()
    let made = try run(
      "init --home \(folder.file("home")) --region nhn --name NHN --peer-address 127.0.0.1:0 --local-address 127.0.0.1:0",
      to: "<&- >&- 2>&-")
    #expect(made.status == ExitCode.checkFailed.rawValue)
    let node = try NodeHome(path: folder.file("home")).readConfiguration()
    #expect(node.region.text == "nhn")
    _ = try HomeKeys.read(from: NodeHome(path: folder.file("home")))
  }
}
