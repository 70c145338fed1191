package import LocalAPI

/// A command as data: its name, its arguments, the role it needs and the code that runs it.
package struct CommandSpec: Sendable {
  package var path: [String]
  package var summary: String
  package var positionals: [PositionalSpec] = []
  package var options: [OptionSpec] = []
  package var example: String
  /// Whose certificate the command uses unless told otherwise; nil for commands that do not call the node.
  package var role: Role?
  /// Whether the role must be named with --as.
  package var requiresRole = false
  package var run: @Sendable (Invocation) throws -> CommandOutput

  package init(
    path: [String], summary: String, positionals: [PositionalSpec] = [], options: [OptionSpec] = [], example: String,
    role: Role? = nil, requiresRole: Bool = false, run: @escaping @Sendable (Invocation) throws -> CommandOutput
  ) {
    self.path = path
    self.summary = summary
    self.positionals = positionals
    self.options = options
    self.example = example
    self.role = role
    self.requiresRole = requiresRole
    self.run = run
  }

  /// The command's words, with spaces.
  package var name: String { path.joined(separator: " ") }

  /// Every option that the command takes, its own and those of all commands.
  package var allOptions: [OptionSpec] {
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

  package static let common = [
    OptionSpec(name: "home", value: "DIR", help: "the node's home (else $SAMENLOOP_HOME, else ./samenloop-home)"),
    OptionSpec(name: "json", value: nil, help: "exactly one JSON object on stdout"),
    OptionSpec(name: "quiet", value: nil, help: "only the result: no advice, and not how far it is"),
    OptionSpec(name: "help", value: nil, help: "this text"),
  ]
}
