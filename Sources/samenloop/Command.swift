import CommandLine
import Demo
import Glibc

@main
enum Command {
  /// Ends without the exit handlers of libraries: OpenSSL would free what a thread of the HTTPS client may still use.
  /// Standard output and error are written without buffers of the C library, so nothing is lost.
  static func main() {
    let arguments = Array(Swift.CommandLine.arguments.dropFirst())
    _exit(CommandRunner.run(arguments, commands: CommandTable.commands + [DemoCommand.spec, TrainingCommand.spec]))
  }
}
