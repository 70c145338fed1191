import PeerProtocol
import System
import TestSupport
import Testing

@testable import CommandLine
@testable import Demo
@testable import Node

/// Completions and the manual page, read by the shells and by groff themselves.
@Suite(.timeLimit(.minutes(30))) struct GenerateTests {
  private func generated(_ words: String...) throws -> String {
    let parser = ArgumentParser(commands: CommandTable.commands)
    guard case .run(let invocation) = try parser.parse(["generate"] + words) else {
      throw CommandFailure(.checkFailed, "no command")
    }
    return try invocation.command.run(invocation).text
  }

  private func run(_ program: String, _ arguments: [String]) throws -> ChildProcess.Result {
    try ChildProcess.run("/usr/bin/env", ["LC_ALL=C.UTF-8", program] + arguments, seconds: 120)
  }

  private static func has(_ program: String) -> Bool {
    (try? ChildProcess.run("/usr/bin/env", [program, "--version"], seconds: 60))?.status == 0
  }

  /// What bash offers behind these words, of which the last is not complete.
  private func bash(_ words: String...) throws -> [String] {
    let folder = try TemporaryDirectory()
    try Files.create(folder.file("rows.csv"), [])
    try Files.create(folder.file("completions"), Array(try generated("completions", "bash").utf8))
    let given = (["samenloop"] + words).map { "'\($0)'" }.joined(separator: " ")
    let script = """
      cd '\(folder.path)'; source ./completions
      COMP_WORDS=(\(given)); COMP_CWORD=\(words.count); _samenloop
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try run("bash", ["--norc", "-euo", "pipefail", "-c", script])
    #expect(result.status == 0 && result.errors.isEmpty, "\(String(decoding: result.errors, as: UTF8.self))")
    return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func bashCompletesCommandsOptionsAndTheirValues() throws {
    #expect(try bash("agr") == ["agreement"])
    #expect(try bash("agreement", "appr") == ["approve", "approve-exception"])
    #expect(try bash("audit", "review", "") == ["plan", "next", "close"])
    #expect(try bash("match", "consent", "--sta") == ["--state"])
    #expect(try bash("match", "consent", "--state", "g") == ["given"])
    #expect(try bash("match", "consent", "--state", "=", "ref") == ["refused"])
    // Options may stand before the command's own words, and their values are no words.
    #expect(try bash("--home", "match", "--json", "peer", "acc") == ["accept"])
    #expect(try bash("status", "--as", "coord") == ["coordinator"])
    #expect(try bash("signal", "import", "ro") == ["rows.csv"])
    #expect(try bash("evidence", "verify", "--trust", "ro") == ["rows.csv"])
    #expect(try bash("match", "show", "").isEmpty)
    #expect(try bash("generate", "completions", "f") == ["fish"])
  }

  @Test(.enabled(if: has("zsh"), "zsh is not there")) func zshReadsItsCompletions() throws {
    let folder = try TemporaryDirectory()
    let file = folder.file("_samenloop")
    try Files.create(file, Array(try generated("completions", "zsh").utf8))
    let result = try run("zsh", ["-f", "-n", file])
    #expect(result.status == 0 && result.errors.isEmpty, "\(String(decoding: result.errors, as: UTF8.self))")
  }

  @Test(.enabled(if: has("fish"), "fish is not there")) func fishCompletesCommandsAndValues() throws {
    let folder = try TemporaryDirectory()
    try Files.create(folder.file("samenloop.fish"), Array(try generated("completions", "fish").utf8))
    func offered(_ line: String) throws -> [String] {
      let result = try run(
        "fish", ["--no-config", "-c", "source '\(folder.file("samenloop.fish"))'; complete -C '\(line)'"])
      #expect(result.status == 0 && result.errors.isEmpty, "\(String(decoding: result.errors, as: UTF8.self))")
      return String(decoding: result.output, as: UTF8.self).split(separator: "\n").map {
        String($0.prefix { $0 != "\t" })
      }
    }
    #expect(try offered("samenloop agreement appr") == ["approve", "approve-exception"])
    #expect(try offered("samenloop match consent --state g") == ["given"])
    #expect(try offered("samenloop --home match peer acc") == ["accept"])
  }

  @Test(.enabled(if: has("groff"), "groff is not there")) func manualPageIsReadWithoutWarnings() throws {
    let folder = try TemporaryDirectory()
    try Files.create(folder.file("samenloop.1"), Array((try generated("man") + "\n").utf8))
    let result = try run("groff", ["-man", "-Tutf8", "-ww", "-P-cbou", folder.file("samenloop.1")])
    let (text, said) = (
      String(decoding: result.output, as: UTF8.self), String(decoding: result.errors, as: UTF8.self)
    )
    #expect(result.status == 0 && said.isEmpty, "\(said)")
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    for part in ["agreement approve ID", "--confirm-removals N", "SAMENLOOP_LANGUAGE", "65 the data was refused"] {
      #expect(words.contains(part), "\(part)")
    }
  }

  /// A line that began with a dot would vanish from the page.
  @Test func textOfTheManualIsNoRequest() throws {
    let odd = CommandSpec(
      path: ["odd"], summary: ".so /etc/passwd", options: [OptionSpec(name: "x", value: nil, help: "'\\n \"q\" a-b")],
      example: ".ex 1", run: { _ in .silent })
    let lines = ManualPage(commands: [odd]).text.split(separator: "\n")
    #expect(lines.contains("\\&.so /etc/passwd.") && lines.contains("\\&.ex 1"))
    #expect(lines.contains("\\&'\\en \\(dqq\\(dq a\\-b"))
  }

  @Test func everyCommandAndOptionIsCompletedAndInTheManual() throws {
    let texts = try (
      generated("completions", "bash"), generated("completions", "zsh"), generated("completions", "fish"),
      generated("man")
    )
    for command in CommandTable.commands {
      for text in [texts.0, texts.1, texts.2] { #expect(text.contains("'\(command.name)'"), "\(command.name)") }
      #expect(texts.3.contains("\\fB\(command.name.replacing("-", with: "\\-"))\\fR"), "\(command.name)")
      for option in command.options {
        #expect(texts.2.contains("'__samenloop_at \"\(command.name)\"' -l \(option.name)"), "\(option.name)")
      }
    }
  }

  @Test func misspeltShellIsNamed() throws {
    let error = #expect(throws: CommandFailure.self) { try generated("completions", "bahs") }
    #expect(error?.exit == .usage && error?.detail.hasSuffix("did you mean \"bash\"?") == true)
  }

  @Test func quietCommandsGiveNoAdvice() throws {
    func home(_ words: String...) throws -> TestNode.Run {
      let folder = try TemporaryDirectory()
      return try TestNode.run(
        [
          "init", "--home", folder.file("home"), "--region", "nhn", "--name", "N", "--peer-address", "127.0.0.1:0",
          "--local-address", "127.0.0.1:0",
        ] + words)
    }
    #expect(try home().errors.contains("Next: samenloop serve"))
    let quiet = try home("--quiet")
    #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.hasPrefix("Made the home of nhn"))
    // What went wrong is told all the same.
    #expect(try TestNode.run(["status", "--quiet", "--home", "/nonexistent/home"]).errors.hasPrefix("samenloop: "))
  }
}
