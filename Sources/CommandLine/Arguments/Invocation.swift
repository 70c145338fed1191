/// A command line that was understood.
package struct Invocation: Sendable {
  package var command: CommandSpec
  package var positionals: [String]
  package var options: [String: String]
  /// The table by which the command line was understood.
  package var commands: [CommandSpec] = []

  package init(command: CommandSpec, positionals: [String], options: [String: String]) {
    self.command = command
    self.positionals = positionals
    self.options = options
  }

  /// The value of an option, if it was given.
  package func option(_ name: String) -> String? { options[name] }
  /// The values of an option that may be given more than once.
  package func all(_ name: String) -> [String] {
    option(name)?.split(separator: Self.separator).map(String.init) ?? []
  }
  /// What stands between values of one option: no argument of a program holds it.
  static let separator: Character = "\0"
  /// Whether an option without a value was given.
  package func has(_ name: String) -> Bool { options[name] != nil }
  package var json: Bool { has("json") }
  /// Whether nothing is told but the result: no advice, and not how far it is.
  package var isQuiet: Bool { has("quiet") }
}
