import Glibc
import Node

@main
enum Command {
  static func main() { exit(CommandRunner.run(Array(CommandLine.arguments.dropFirst()))) }
}
