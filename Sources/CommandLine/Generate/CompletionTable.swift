/// The table of commands as a shell needs it: which word may follow which, and what an option takes.
struct CompletionTable {
  /// A word that may come next, with what it does.
  struct Choice {
    var word: String
    var summary: String
  }

  /// What stands behind an option, or in the place of a word.
  enum Value: Equatable {
    case none
    case file
    case choices([String])
    /// Something that no shell can know, such as the id of a match.
    case other
  }

  /// An option of a command.
  struct Option {
    var name: String
    var help: String
    var value: Value
  }

  let commands: [CommandSpec]

  init(_ commands: [CommandSpec]) { self.commands = commands }

  /// The words of each group of commands, with those that may follow; the program itself has no words.
  var groups: [(path: String, choices: [Choice])] {
    var order: [String] = []
    var found: [String: [Choice]] = [:]
    for command in commands {
      for depth in command.path.indices {
        let group = command.path.prefix(depth).joined(separator: " ")
        if found[group] == nil { order.append(group) }
        let word = command.path[depth]
        guard found[group]?.contains(where: { $0.word == word }) != true else { continue }
        let isWhole = depth + 1 == command.path.count
        found[group, default: []].append(Choice(word: word, summary: isWhole ? command.summary : "…"))
      }
    }
    return order.map { ($0, found[$0] ?? []) }
  }

  /// Every beginning of a command, in words.
  var paths: [String] {
    var paths: [String] = []
    for command in commands {
      for depth in 1...command.path.count {
        let path = command.path.prefix(depth).joined(separator: " ")
        if !paths.contains(path) { paths.append(path) }
      }
    }
    return paths
  }

  /// The options that take a value, in any command.
  var optionsWithValue: [String] {
    Set(commands.flatMap(\.allOptions).filter { $0.value != nil }.map { "--" + $0.name }).sorted()
  }

  /// The options of a command.
  func options(of command: CommandSpec) -> [Option] {
    command.allOptions.map { option in
      Option(name: option.name, help: option.help, value: Self.value(option.value, option.choices))
    }
  }

  /// What the first word behind a command's own is.
  func positional(of command: CommandSpec) -> Value {
    guard let name = command.positionals.first?.name else { return .none }
    return name == "SHELL" ? .choices(Shell.allCases.map(\.rawValue)) : Self.value(name, [])
  }

  private static func value(_ name: String?, _ choices: [String]) -> Value {
    guard let name else { return .none }
    if !choices.isEmpty { return .choices(choices) }
    return name.hasPrefix("FILE") || name == "DIR" || name.hasSuffix(".json") ? .file : .other
  }
}
