import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// Runs the program: from its arguments to its exit code.
package enum CommandRunner {
  /// Does what the arguments (without the program's name) ask, and gives the exit code.
  ///
  /// - Parameter language: in which people are told. What --json prints is English, and so are CSV and logs, in every locale.
  package static func run(
    _ arguments: [String], commands: [CommandSpec], language: TextLanguage = .ofEnvironment()
  ) -> Int32 {
    ProcessSignals.ignoreFailedWrites()
    StandardStream.guardClosedStreams()
    let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
    return TextLanguage.$current.withValue(isJSON ? .en : language) { run(arguments, commands, isJSON) }
  }

  private static func run(_ arguments: [String], _ commands: [CommandSpec], _ isJSON: Bool) -> Int32 {
    do {
      switch try ArgumentParser(commands: commands).parse(arguments) {
      case .version: try check(StandardStream.print("samenloop \(Version.text)"))
      case .help(let path): try check(StandardStream.print(HelpText(commands: commands).text(about: path)))
      case .run(let invocation):
        return try finish(try invocation.command.run(invocation), invocation).rawValue
      }
      return ExitCode.success.rawValue
    } catch let failure as CommandFailure {
      return fail(failure, isJSON)
    } catch let failure as NodeFailure {
      return fail(CommandFailure(failure), isJSON)
    } catch {
      return fail(CommandFailure(.checkFailed, "\(error)"), isJSON)
    }
  }

  private static func finish(
    _ output: CommandOutput, _ invocation: Invocation
  ) throws(CommandFailure) -> ExitCode {
    if output.isSilent { return output.exit }
    if invocation.json {
      // A list with an object a line has no line where it is empty.
      try check(StandardStream.write(output.json.isEmpty ? [] : output.jsonLine + [0x0A], to: StandardStream.output))
    } else {
      try check(StandardStream.print(output.text))
      for note in invocation.isQuiet ? [] : output.notes { StandardStream.print(note, to: StandardStream.error) }
    }
    return output.exit
  }

  /// Output that is lost is an error: a reader would take a part of the answer, or nothing, for all of it.
  private static func check(_ isWritten: Bool) throws(CommandFailure) {
    guard !isWritten else { return }
    throw CommandFailure(.checkFailed, lost, code: lostCode)
  }

  private static let lostCode = "output-lost"
  private static var lost: String {
    pick(
      "de opdracht is uitgevoerd, en wat die zegt is verloren: niet te schrijven naar de standaarduitvoer: "
        + "\(FileError.text(of: errno)). Vraag het opnieuw waar ruimte is",
      "the command was carried out, and its output is lost: cannot write to standard output: \(FileError.text(of: errno)). Ask "
        + "again with room for it")
  }

  /// With --json stdout is one JSON object in this case too: the problem.
  private static func fail(_ failure: CommandFailure, _ isJSON: Bool) -> Int32 {
    let isWritten =
      !isJSON || failure.code == lostCode
      || StandardStream.write(
        CommandOutput.versioned(JSONText.bytes(of: failure.json)) + [0x0A], to: StandardStream.output)
    let error = isWritten ? nil : FileError.text(of: errno)
    if !failure.isReported || error != nil {
      StandardStream.print("samenloop: \(failure.detail)", to: StandardStream.error)
    }
    if let error {
      StandardStream.print(
        "samenloop: " + pick("niet te schrijven naar de standaarduitvoer: ", "cannot write to standard output: ")
          + error,
        to: StandardStream.error)
    }
    return failure.exit.rawValue
  }
}
