package import CommandLine
import Glibc
package import LocalAPI
import Node
package import PeerProtocol
import System

/// A region of the demo: its home, its node's process, and the commands that its people give. Everything goes through the
/// program's own command line, as a person would do it.
package final class DemoRegion {
  /// Why the demo cannot go on: the command and what it said.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  package let id: String
  package let name: String
  package let home: String
  private let program: String
  private let ports: (peer: PortReservation, local: PortReservation)
  private var node: ChildProcess?

  package init(id: String, name: String, folder: String, program: String) throws {
    self.id = id
    self.name = name
    self.program = program
    home = folder + "/" + id
    ports = (try PortReservation(), try PortReservation())
  }

  /// The contact that peers get for a signal that is shielded `desk`.
  var desk: Contact {
    Contact(name: "Coördinatiepunt \(name)", phone: "+31880000000", email: "coordinatie@\(id).example")
  }

  /// Where a browser finds the region's pages.
  var pages: String { "https://127.0.0.1:\(ports.local.port)/" }

  /// Where the node's log is.
  package var log: String { home + ".log" }

  /// Makes the home, with keys and certificates of its own.
  package func makeHome() throws {
    try command([
      "init", "--region", id, "--name", name, "--environment", "training",
      "--peer-address", "127.0.0.1:\(ports.peer.port)", "--local-address", "127.0.0.1:\(ports.local.port)",
      "--coordination-desk-name", desk.name, "--coordination-desk-phone", desk.phone, "--coordination-desk-email",
      desk.email,
    ])
  }

  /// Starts the node's process.
  package func start() throws {
    node = try ChildProcess(program, ["serve", "--home", home], output: .nowhere, errors: .file(log))
  }

  /// Waits until the node accepts connections.
  package func waitUntilReady(seconds: Double = 30) throws {
    let deadline = MonotonicTime.now + seconds
    while true {
      try Interruption.check()
      let lines = (try? Files.read(log, limit: 1 << 24)) ?? []
      for line in lines.split(separator: 0x0A) {
        if let event = try? JSONText.value(of: Array(line)), event["event"]?.stringValue == "ready" { return }
      }
      if let status = node?.poll() {
        let last = lines.split(separator: 0x0A).last.map { String(decoding: $0, as: UTF8.self) } ?? "it said nothing"
        throw Failure(description: "the node of \(id) ended with \(status) before it was ready: \(last)")
      }
      guard MonotonicTime.now < deadline else {
        throw Failure(description: "the node of \(id) was not ready within \(Int(seconds)) s; its log is \(log)")
      }
      usleep(10_000)
    }
  }

  /// The node's process while it runs.
  package var process: Int32? { node?.identifier }

  /// Ends the node; throws where it did not end well of its own accord.
  package func stop() throws {
    guard let node else { return }
    self.node = nil
    let status = node.stop(patience: 15)
    guard status == 0 else { throw Failure(description: "the node of \(id) ended with \(status); its log is \(log)") }
  }

  /// Ends the node where it still runs, however it takes that.
  package func abandon() {
    node?.stop(patience: 3)
    node = nil
  }

  /// Gives a command and reads its JSON. `refused` are exit codes that also bring a value. While the command says that it
  /// is too early (75) it is given again, for at most `seconds`; one run may take `runSeconds`. An `operand` that may
  /// begin with a dash, as an id does at times, stands behind all options.
  package func ask<Answer: LocalDocument>(
    _ words: [String], operand: String? = nil, or refused: Set<ExitCode> = [], seconds: Double = 30,
    runSeconds: Double = 90
  ) throws -> Answer {
    let output = try run(words, operand: operand, or: refused, seconds: seconds, runSeconds: runSeconds)
    return try Answer(decoding: output)
  }

  /// The same for a command whose answer is not looked at, or is no document of the local API.
  @discardableResult
  package func command(
    _ words: [String], operand: String? = nil, or refused: Set<ExitCode> = [], seconds: Double = 30,
    runSeconds: Double = 90
  ) throws -> JSONValue {
    try ask(words, operand: operand, or: refused, seconds: seconds, runSeconds: runSeconds)
  }

  private func run(
    _ words: [String], operand: String?, or refused: Set<ExitCode>, seconds: Double, runSeconds: Double
  ) throws -> [UInt8] {
    let deadline = MonotonicTime.now + seconds
    let arguments = words + ["--home", home, "--json"] + (operand.map { ["--", $0] } ?? [])
    while true {
      let result = try ChildProcess.run(program, arguments, seconds: runSeconds)
      let isJSON = (try? JSONText.value(of: result.output)) != nil
      let exit = ExitCode(rawValue: result.status)
      if isJSON, let exit, exit == .success || refused.contains(exit) { return result.output }
      if let status = node?.poll() {
        throw Failure(description: "the node of \(id) ended with \(status) in the middle; its log is \(log)")
      }
      guard exit == .tryAgain, MonotonicTime.now < deadline else {
        let problem = try? ProblemDocument(decoding: result.output)
        let said = problem?.detail ?? String(decoding: result.errors + result.output, as: UTF8.self)
        throw Failure(
          description: "\(id): samenloop \(words.joined(separator: " ")) ended with \(result.status): \(said)")
      }
      try Interruption.check()
      usleep(20_000)
    }
  }

  /// The open matches with other regions that this region's node shows, of youths and of families.
  package func openMatches() throws -> [MatchDocument] {
    let list: MatchList = try ask(["match", "list"])
    return list.matches.filter { $0.status == .open }
  }
}
