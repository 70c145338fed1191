import PeerProtocol

/// An option as a command declares it.
struct OptionSpec: Sendable {
  var name: String
  /// What stands for the value in the help text; nil for an option without a value.
  var value: String?
  var help: String
  var isRequired = false
  /// The only values that are taken, where there is such a list.
  var choices: [String] = []
}

/// A word that a command takes by its place.
struct PositionalSpec: Sendable {
  var name: String
  var isRequired = true
}

/// A command as data: what it is called, what it takes, who may do it and what runs.
struct CommandSpec: Sendable {
  var path: [String]
  var summary: String
  var positionals: [PositionalSpec] = []
  var options: [OptionSpec] = []
  var example: String
  /// Whose certificate the command uses unless told otherwise; nil for commands that do not call the node.
  var role: Role?
  /// Whether the role must be named with --as.
  var requiresRole = false
  var run: @Sendable (Invocation) throws -> CommandOutput

  /// The command's words, with spaces.
  var name: String { path.joined(separator: " ") }

  /// Every option that the command takes, its own and those of all commands.
  var allOptions: [OptionSpec] {
    var all = options
    if role != nil {
      let as_ = OptionSpec(
        name: "as", value: "ROLE", help: "use the certificate HOME/clients/ROLE.pem", isRequired: requiresRole,
        choices: Role.allCases.map(\.rawValue))
      all += [
        as_, OptionSpec(name: "credential", value: "FILE", help: "use this certificate and key (PEM)"),
        OptionSpec(name: "key", value: "FILE", help: "the certificate's key, where it is not in its file"),
        OptionSpec(
          name: "node", value: "URL",
          help: "https://HOST:PORT of the node's local listener; with --authority and --credential no home is needed"),
        OptionSpec(name: "authority", value: "FILE", help: "the node's authority.pem, with --node"),
      ]
    }
    return all + CommandSpec.common
  }

  static let common = [
    OptionSpec(name: "home", value: "DIR", help: "the node's home (else $SAMENLOOP_HOME, else ./samenloop-home)"),
    OptionSpec(name: "json", value: nil, help: "exactly one JSON value on stdout"),
    OptionSpec(name: "help", value: nil, help: "this text"),
  ]
}

/// A command line that was understood.
struct Invocation: Sendable {
  var command: CommandSpec
  var positionals: [String]
  var options: [String: String]

  /// The value of an option, if it was given.
  func option(_ name: String) -> String? { options[name] }
  /// Whether an option without a value was given.
  func has(_ name: String) -> Bool { options[name] != nil }
  var json: Bool { has("json") }
}

/// What a command has to say when it succeeded, or found that some data was refused.
struct CommandOutput: Sendable {
  /// The one value for --json.
  var json: JSONValue
  /// What a person reads on stdout, without the last line end.
  var text: String
  /// Advice for a person, on stderr: the next command, mostly.
  var notes: [String] = []
  var exit = ExitCode.success
  /// Set by commands that speak for themselves (serve): nothing is printed.
  var isSilent = false
}
