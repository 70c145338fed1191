import PeerProtocol

/// Runs the program: from its arguments to its exit code.
public enum CommandRunner {
  /// Does what the arguments (without the program's name) ask, and gives the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    ProcessSignals.ignoreFailedWrites()
    let options = arguments.prefix { $0 != "--" }
    let commands = CommandTable.commands
    do {
      switch try ArgumentParser(commands: commands).parse(arguments) {
      case .version:
        StandardStream.print("samenloop \(Version.text)")
      case .help(let path):
        StandardStream.print(HelpText(commands: commands).text(about: path))
      case .run(let invocation):
        return finish(try invocation.command.run(invocation), invocation).rawValue
      }
      return ExitCode.success.rawValue
    } catch let failure as CommandFailure {
      return fail(failure, json: options.contains("--json"))
    } catch {
      return fail(CommandFailure(.checkFailed, "\(error)"), json: options.contains("--json"))
    }
  }

  private static func finish(_ output: CommandOutput, _ invocation: Invocation) -> ExitCode {
    if output.isSilent { return output.exit }
    if invocation.json {
      StandardStream.write(JSONText.bytes(of: output.json) + [0x0A], to: StandardStream.output)
    } else {
      StandardStream.print(output.text)
      for note in output.notes { StandardStream.print(note, to: StandardStream.error) }
    }
    return output.exit
  }

  /// With --json stdout is one JSON value in this case too: the problem.
  private static func fail(_ failure: CommandFailure, json: Bool) -> Int32 {
    if json { StandardStream.write(JSONText.bytes(of: failure.json) + [0x0A], to: StandardStream.output) }
    if !failure.isReported { StandardStream.print("samenloop: \(failure.detail)", to: StandardStream.error) }
    return failure.exit.rawValue
  }
}
