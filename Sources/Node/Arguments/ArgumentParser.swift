/// Reads a command line against a table of commands.
struct ArgumentParser {
  var commands: [CommandSpec]

  /// What a command line asks for.
  enum Request {
    case run(Invocation)
    /// Help about a command, a group of commands, or (with an empty path) the whole program.
    case help(path: [String])
    case version
  }

  /// The arguments without the program's name. Throws what was not understood, with exit code 64.
  func parse(_ arguments: [String]) throws(CommandFailure) -> Request {
    let (words, options) = try split(arguments)
    if words.isEmpty {
      if options.contains(where: { $0.name == "version" }) { return .version }
      if options.contains(where: { $0.name == "help" }) { return .help(path: []) }
      throw .usage("a command is missing; samenloop --help lists them")
    }
    // `samenloop help`, and `samenloop help peer join`.
    if words[0] == "help" {
      let path = Array(words.dropFirst())
      guard !path.isEmpty, let command = try find(path, wantsHelp: true) else { return .help(path: path) }
      return .help(path: command.path)
    }
    let command = try find(words, wantsHelp: options.contains { $0.name == "help" })
    guard let command else { return .help(path: [words[0]]) }
    if options.contains(where: { $0.name == "help" }) { return .help(path: command.path) }
    let given = try check(options, of: command)
    let positionals = Array(words.dropFirst(command.path.count))
    for (index, spec) in command.positionals.enumerated() where spec.isRequired && index >= positionals.count {
      throw .usage("\(command.name): \(spec.name) is missing; for example: \(command.example)")
    }
    if positionals.count > command.positionals.count {
      let extra = positionals[command.positionals.count]
      throw .usage("\(command.name): \"\(extra)\" is too much; for example: \(command.example)")
    }
    return .run(Invocation(command: command, positionals: positionals, options: given))
  }

  private struct GivenOption {
    var name: String
    var value: String?
  }

  /// Ids of agreements and matches are 32 and 16 bytes in base64url: one in 64 begins with a dash.
  private func isIdentifier(_ argument: String) -> Bool {
    [43, 22].contains(argument.utf8.count)
      && argument.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// Separates words and options. Which options take a value is the same in every command, so that options may stand
  /// before the command's own words.
  private func split(_ arguments: [String]) throws(CommandFailure) -> ([String], [GivenOption]) {
    var takesValue: [String: Bool] = ["version": false]
    for option in commands.flatMap(\.allOptions) { takesValue[option.name] = option.value != nil }
    var words: [String] = []
    var options: [GivenOption] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest
        break
      }
      if argument == "-h" {
        options.append(GivenOption(name: "help"))
        continue
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(argument)
        continue
      }
      let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? ""
      if takesValue[name] == nil && isIdentifier(argument) {
        words.append(argument)
        continue
      }
      guard argument.hasPrefix("--"), let hasValue = takesValue[name] else {
        let known = takesValue.keys.sorted()
        let shown = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
        let meant = Suggestion.closest(to: name, among: known).map { "; did you mean --\($0)?" } ?? ""
        throw .usage("unknown option \(shown)\(meant)")
      }
      if !hasValue {
        guard parts.count == 1 else { throw .usage("--\(name) takes no value") }
        options.append(GivenOption(name: name))
      } else if parts.count == 2 {
        options.append(GivenOption(name: name, value: String(parts[1])))
      } else {
        guard let next = rest.first, next == "-" || !next.hasPrefix("--") else {
          throw .usage("--\(name) needs a value; one that begins with -- is written --\(name)=VALUE")
        }
        rest.removeFirst()
        options.append(GivenOption(name: name, value: next))
      }
    }
    return (words, options)
  }

  /// The command that the words name; nil for a group about which help is wanted.
  private func find(_ words: [String], wantsHelp: Bool) throws(CommandFailure) -> CommandSpec? {
    if let exact = commands.first(where: { words.starts(with: $0.path) }) { return exact }
    let group = commands.filter { $0.path[0] == words[0] }
    guard !group.isEmpty else {
      let meant = Suggestion.text(for: words[0], among: commands.map { $0.path[0] })
      throw .usage("unknown command \"\(words[0])\"\(meant.isEmpty ? "; samenloop --help lists them" : meant)")
    }
    if words.count == 1, wantsHelp { return nil }
    let choices = group.compactMap { $0.path.dropFirst().first }
    let list = choices.joined(separator: ", ")
    guard words.count > 1 else { throw .usage("\(words[0]): say which: \(list)") }
    let meant = Suggestion.text(for: words[1], among: choices)
    throw .usage("unknown command \"\(words[0]) \(words[1])\"\(meant.isEmpty ? "; there are: \(list)" : meant)")
  }

  private func check(_ options: [GivenOption], of command: CommandSpec) throws(CommandFailure) -> [String: String] {
    let specs = command.allOptions
    var given: [String: String] = [:]
    for option in options {
      guard let spec = specs.first(where: { $0.name == option.name }) else {
        throw .usage("\(command.name) takes no --\(option.name); samenloop \(command.name) --help lists its options")
      }
      guard given[option.name] == nil else { throw .usage("--\(option.name) is given twice") }
      let value = option.value ?? ""
      if !spec.choices.isEmpty, !spec.choices.contains(value) {
        let meant = Suggestion.text(for: value, among: spec.choices)
        throw .usage("--\(option.name) is one of \(spec.choices.joined(separator: ", "))\(meant)")
      }
      given[option.name] = value
    }
    // A certificate that is named says its role itself.
    let saysRole = given["credential"] != nil
    for spec in specs where spec.isRequired && given[spec.name] == nil && !(spec.name == "as" && saysRole) {
      throw .usage("\(command.name): --\(spec.name) \(spec.value ?? "") is missing; for example: \(command.example)")
    }
    return given
  }
}
