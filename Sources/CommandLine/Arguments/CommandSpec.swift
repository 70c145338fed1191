package import LocalAPI

/// A command as data: its name, its arguments, the role it needs and the code that runs it.
package struct CommandSpec: Sendable {
  package var path: [String]
  private let summaryText: @Sendable () -> String
  package var positionals: [PositionalSpec] = []
  package var options: [OptionSpec] = []
  private let exampleText: @Sendable () -> String
  /// Whose certificate the command uses unless told otherwise; nil for commands that do not call the node.
  package var role: Role?
  /// Whether the role must be named with --as.
  package var requiresRole = false
  package var run: @Sendable (Invocation) throws -> CommandOutput

  package init(
    path: [String], summary: @autoclosure @escaping @Sendable () -> String, positionals: [PositionalSpec] = [],
    options: [OptionSpec] = [], example: @autoclosure @escaping @Sendable () -> String, role: Role? = nil,
    requiresRole: Bool = false, run: @escaping @Sendable (Invocation) throws -> CommandOutput
  ) {
    self.path = path
    summaryText = summary
    self.positionals = positionals
    self.options = options
    exampleText = example
    self.role = role
    self.requiresRole = requiresRole
    self.run = run
  }

  /// What the command does, in the language of the command that runs. A table of commands is made once; its texts each time.
  package var summary: String { summaryText() }
  /// A command line that works, in the language of the command that runs.
  package var example: String { exampleText() }

  /// The command's words, with spaces.
  package var name: String { path.joined(separator: " ") }

  /// Every option that the command takes, its own and those of all commands.
  package var allOptions: [OptionSpec] {
    var all = options
    if role != nil {
      let as_ = OptionSpec(
        name: "as", value: "ROLE",
        help: pick("gebruik het certificaat HOME/clients/ROLE.pem", "use the certificate HOME/clients/ROLE.pem"),
        isRequired: requiresRole,
        choices: Role.allCases.map(\.rawValue))
      all += [
        as_,
        OptionSpec(
          name: "credential", value: "FILE",
          help: pick("gebruik dit certificaat met sleutel (PEM)", "use this certificate and key (PEM)")),
        OptionSpec(
          name: "key", value: "FILE",
          help: pick(
            "de sleutel van het certificaat, als die niet in hetzelfde bestand staat",
            "the certificate's key, where it is not in its file")),
        OptionSpec(
          name: "node", value: "URL",
          help: pick(
            "https://HOST:POORT van het lokale adres van het knooppunt; met --authority en --credential is "
              + "geen map nodig",
            "https://HOST:PORT of the node's local listener; with --authority and --credential no home is needed")),
        OptionSpec(
          name: "authority", value: "FILE",
          help: pick("de authority.pem van het knooppunt, bij --node", "the node's authority.pem, with --node")),
      ]
    }
    return all + CommandSpec.common
  }

  package static let common = [
    OptionSpec(
      name: "home", value: "DIR",
      help: pick(
        "de map van het knooppunt (anders $SAMENLOOP_HOME, anders ./samenloop-home)",
        "the node's home (else $SAMENLOOP_HOME, else ./samenloop-home)")),
    OptionSpec(
      name: "json", value: nil,
      help: pick("precies één JSON-object op stdout, in het Engels", "exactly one JSON object on stdout")),
    OptionSpec(
      name: "quiet", value: nil,
      help: pick(
        "alleen de uitkomst: geen advies, en niet hoe ver het is", "only the result: no advice, and not how far it is")),
    OptionSpec(name: "help", value: nil, help: pick("deze tekst", "this text")),
  ]
}
