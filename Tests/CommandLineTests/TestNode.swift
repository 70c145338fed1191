import Foundation
import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// A node of the built program, in a process and a home of its own.
final class TestNode {
  /// What one run of the program said.
  struct Run {
    var status: Int32
    var output: String
    var errors: String

    /// The one JSON object on stdout, without the version that each begins with.
    var json: JSONValue {
      guard output.hasPrefix("{\"schemaVersion\":1"),
        case .object(var members)? = try? JSONText.value(of: Array(output.utf8))
      else { return .string("no JSON object with a version: \(output)") }
      members["schemaVersion"] = nil
      return .object(members)
    }
  }

  let folder: TemporaryDirectory
  let home: NodeHome
  private var process: ChildProcess?

  /// The program beside the test bundle.
  static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("samenloop").path
  }()

  /// Makes a home; ports are the system's unless given.
  init(
    region: String = "nhn", peer: String = "127.0.0.1:0", local: String = "127.0.0.1:0",
    environment: String = "training", _ more: String...
  ) throws {
    folder = try TemporaryDirectory()
    home = NodeHome(path: folder.file("home"))
    let made = try Self.run(
      [
        "init", "--home", home.path, "--region", region, "--name", "Regio \(region)", "--environment", environment,
        "--peer-address", peer, "--local-address", local, "--coordination-desk-name", "Desk \(region)",
      ] + more)
    try #require(made.status == 0, "\(made.errors)")
  }

  /// What tests expect the program to say is English, whatever the locale is.
  static let english = "SAMENLOOP_LANGUAGE=en"

  /// Runs the program to its end.
  ///
  /// - Parameter language: the variable of the environment that chooses the language.
  static func run(_ arguments: [String], language: String = english) throws -> Run {
    let result = try ChildProcess.run("/usr/bin/env", [language, program] + arguments, seconds: 120)
    return Run(
      status: result.status, output: String(decoding: result.output, as: UTF8.self),
      errors: String(decoding: result.errors, as: UTF8.self))
  }

  /// Runs a command on this home, with something on standard input.
  func run(_ words: [String], reading input: String) throws -> Run {
    let process = Process()
    let (feed, output, errors) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = words + ["--home", home.path]
    process.environment = ProcessInfo.processInfo.environment.merging(["SAMENLOOP_LANGUAGE": "en"]) { $1 }
    (process.standardInput, process.standardOutput, process.standardError) = (feed, output, errors)
    try process.run()
    feed.fileHandleForWriting.write(Data(input.utf8))
    try feed.fileHandleForWriting.close()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    let wrong = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: wrong, as: UTF8.self))
  }

  /// Runs a command on this home, with --json.
  func command(_ words: String...) throws -> Run { try Self.run(words + ["--home", home.path, "--json"]) }

  /// Starts serving and waits for the ready line.
  func start() throws {
    let log = folder.file("log")
    let before = readyLines
    let started = try ChildProcess(
      Self.program, ["serve", "--home", home.path], output: .nowhere, errors: .file(log))
    process = started
    for _ in 0..<6_000 {
      if readyLines > before { return }
      if let status = started.poll() { throw CommandFailure(.checkFailed, "ended with \(status): \(lines)") }
      usleep(10_000)
    }
    throw CommandFailure(.checkFailed, "not ready: \(lines)")
  }

  /// Ends it as an operator does; gives the exit status.
  func stop() -> Int32? {
    let status = process?.stop(patience: 30)
    process = nil
    return status
  }

  /// Ends it as a power cut does.
  func kill() {
    guard let process else { return }
    _ = Glibc.kill(process.identifier, SIGKILL)
    _ = process.stop(patience: 10)
    self.process = nil
  }

  private var readyLines: Int { lines.count { $0["event"] == "ready" } }

  var pid: Int32? { process?.identifier }

  /// The log so far; a line that is not JSON becomes a text.
  var lines: [JSONValue] {
    let text = (try? Files.read(folder.file("log"))) ?? []
    return text.split(separator: 0x0A).map { line in
      (try? JSONText.value(of: Array(line))) ?? .string(String(decoding: line, as: UTF8.self))
    }
  }

  /// Writes a file beside the home.
  func file(_ name: String, _ text: String) throws -> String {
    let path = folder.file(name)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }
}
