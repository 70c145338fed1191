import Glibc
import Node

@main
enum Command {
  /// Ends without the exit handlers of libraries: OpenSSL would free what a thread of the HTTPS client may still use.
  /// Standard output and error are written without buffers of the C library, so nothing is lost.
  static func main() { _exit(CommandRunner.run(Array(CommandLine.arguments.dropFirst()))) }
}
