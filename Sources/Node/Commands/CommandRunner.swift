import Glibc
import PeerProtocol
import System

/// Runs the program: from its arguments to its exit code.
public enum CommandRunner {
  /// Does what the arguments (without the program's name) ask, and gives the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    ProcessSignals.ignoreFailedWrites()
    StandardStream.guardClosedStreams()
    let options = arguments.prefix { $0 != "--" }
    let commands = CommandTable.commands
    do {
      switch try ArgumentParser(commands: commands).parse(arguments) {
      case .version: try written(StandardStream.print("samenloop \(Version.text)"))
      case .help(let path): try written(StandardStream.print(HelpText(commands: commands).text(about: path)))
      case .run(let invocation):
        return try finish(try invocation.command.run(invocation), invocation).rawValue
      }
      return ExitCode.success.rawValue
    } catch let failure as CommandFailure {
      return fail(failure, json: options.contains("--json"))
    } catch {
      return fail(CommandFailure(.checkFailed, "\(error)"), json: options.contains("--json"))
    }
  }

  private static func finish(
    _ output: CommandOutput, _ invocation: Invocation
  ) throws(CommandFailure) -> ExitCode {
    if output.isSilent { return output.exit }
    if invocation.json {
      try written(StandardStream.write(JSONText.bytes(of: output.json) + [0x0A], to: StandardStream.output))
    } else {
      try written(StandardStream.print(output.text))
      for note in output.notes { StandardStream.print(note, to: StandardStream.error) }
    }
    return output.exit
  }

  /// Output that is lost is an error: who asked would take a part, or nothing, for the answer.
  private static func written(_ isWritten: Bool) throws(CommandFailure) {
    guard !isWritten else { return }
    throw CommandFailure(.checkFailed, lost, code: lostCode)
  }

  private static let lostCode = "output-lost"
  private static var lost: String {
    "the command was carried out, and its output is lost: cannot write to standard output: \(FileError.text(of: errno)). Ask "
      + "again with room for it"
  }

  /// With --json stdout is one JSON value in this case too: the problem.
  private static func fail(_ failure: CommandFailure, json: Bool) -> Int32 {
    let isWritten =
      !json || failure.code == lostCode
      || StandardStream.write(JSONText.bytes(of: failure.json) + [0x0A], to: StandardStream.output)
    let error = isWritten ? nil : FileError.text(of: errno)
    if !failure.isReported || error != nil {
      StandardStream.print("samenloop: \(failure.detail)", to: StandardStream.error)
    }
    if let error {
      StandardStream.print("samenloop: cannot write to standard output: \(error)", to: StandardStream.error)
    }
    return failure.exit.rawValue
  }
}
