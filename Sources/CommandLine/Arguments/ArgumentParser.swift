import Node

/// Reads a command line against a table of commands.
struct ArgumentParser {
  var commands: [CommandSpec]

  /// The request that a command line stands for.
  enum Request {
    case run(Invocation)
    /// Help about a command, a group of commands, or (with an empty path) the whole program.
    case help(path: [String])
    case version
  }

  /// The arguments without the program's name. Throws what was not understood, with exit code 64.
  func parse(_ arguments: [String]) throws(CommandFailure) -> Request {
    let (given, options) = try split(arguments)
    let words = given.filter { !$0.isDashed }.map(\.text)
    if words.isEmpty {
      if let odd = given.first { throw unknownOption(odd.text) }
      if options.contains(where: { $0.name == "version" }) { return .version }
      if options.contains(where: { $0.name == "help" }) { return .help(path: []) }
      throw .usage(
        pick(
          "er is geen opdracht; samenloop --help noemt ze alle", "a command is missing; samenloop --help lists them"))
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
    let positionals = try positionals(given, of: command)
    let values = try check(options, of: command)
    for (index, spec) in command.positionals.enumerated() where spec.isRequired && index >= positionals.count {
      throw .usage(
        "\(command.name): \(spec.name) " + pick("ontbreekt; bijvoorbeeld: ", "is missing; for example: ")
          + command.example)
    }
    // A shell variable that is not set gives an empty word.
    if let empty = positionals.firstIndex(where: \.isBlank), empty < command.positionals.count {
      throw .usage(
        "\(command.name): \(command.positionals[empty].name) "
          + pick("is leeg; bijvoorbeeld: ", "is empty; for example: ") + command.example)
    }
    if positionals.count > command.positionals.count {
      let extra = positionals[command.positionals.count]
      throw .usage(
        "\(command.name): "
          + pick(
            "\"\(extra)\" hoort hier niet; bijvoorbeeld: ", "unexpected argument \"\(extra)\"; for example: ")
          + command.example)
    }
    var invocation = Invocation(command: command, positionals: positionals, options: values)
    invocation.commands = commands
    return .run(invocation)
  }

  private struct GivenOption {
    var name: String
    var value: String?
  }

  /// A word of the command line.
  private struct Word {
    var text: String
    /// Begins with a dash and is no option that is known: an id, if the command takes one there.
    var isDashed = false
  }

  /// Separates words and options. Which options take a value is the same in every command, so that options may stand
  /// before the command's own words.
  private func split(_ arguments: [String]) throws(CommandFailure) -> ([Word], [GivenOption]) {
    var takesValue: [String: Bool] = ["version": false]
    for option in commands.flatMap(\.allOptions) { takesValue[option.name] = option.value != nil }
    var words: [Word] = []
    var options: [GivenOption] = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        words += rest.map { Word(text: $0) }
        break
      }
      if argument == "-h" {
        options.append(GivenOption(name: "help"))
        continue
      }
      guard argument.hasPrefix("-"), argument != "-" else {
        words.append(Word(text: argument))
        continue
      }
      let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? ""
      guard argument.hasPrefix("--"), let hasValue = takesValue[name] else {
        guard ShortIdentifier.isPossible(argument, shortened: true) else { throw unknownOption(argument) }
        words.append(Word(text: argument, isDashed: true))
        continue
      }
      if !hasValue {
        guard parts.count == 1 else {
          throw .usage(pick("--\(name) heeft geen waarde", "--\(name) takes no value"))
        }
        options.append(GivenOption(name: name))
      } else if parts.count == 2 {
        options.append(GivenOption(name: name, value: String(parts[1])))
      } else {
        guard let next = rest.first, next == "-" || !next.hasPrefix("--") else {
          throw .usage(
            pick(
              "--\(name) vraagt om een waarde; begint die met --, schrijf dan --\(name)=WAARDE",
              "--\(name) needs a value; one that begins with -- is written --\(name)=VALUE"))
        }
        rest.removeFirst()
        options.append(GivenOption(name: name, value: next))
      }
    }
    return (words, options)
  }

  private func unknownOption(_ argument: String) -> CommandFailure {
    let shown = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
    return .usage(
      pick("onbekende optie ", "unknown option ") + shown
        + (meant(by: argument).map { Suggested.meant("--\($0)") } ?? ""))
  }

  /// The option that was meant, where one is close.
  private func meant(by argument: String) -> String? {
    let name = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
    return Suggestion.closest(to: name, among: Set(commands.flatMap(\.allOptions).map(\.name) + ["version"]).sorted())
  }

  /// The words behind the command's own, which it takes by their place. A word that begins with a dash can only be an id.
  private func positionals(_ words: [Word], of command: CommandSpec) throws(CommandFailure) -> [String] {
    var own = command.path.count
    var found: [String] = []
    for word in words {
      if !word.isDashed, own > 0 {
        own -= 1
        continue
      }
      if word.isDashed {
        let kind = found.count < command.positionals.count ? command.positionals[found.count].identifier : nil
        let isWhole = ShortIdentifier.isPossible(word.text, shortened: false)
        guard let kind, isWhole || (kind == .shortened && meant(by: word.text) == nil) else {
          throw unknownOption(word.text)
        }
      }
      found.append(word.text)
    }
    return found
  }

  /// The command that the words name; nil for a group about which help is wanted.
  private func find(_ words: [String], wantsHelp: Bool) throws(CommandFailure) -> CommandSpec? {
    if let exact = commands.first(where: { words.starts(with: $0.path) }) { return exact }
    var group = commands.filter { $0.path[0] == words[0] }
    guard !group.isEmpty else {
      let meant = Suggested.text(for: words[0], among: commands.map { $0.path[0] })
      let list = pick("; samenloop --help noemt ze alle", "; samenloop --help lists them")
      throw .usage(
        pick("onbekende opdracht ", "unknown command ") + "\"\(words[0])\"" + (meant.isEmpty ? list : meant))
    }
    if words.count == 1, wantsHelp { return nil }
    // Commands of three words form groups of their own within a group.
    var depth = 1
    while depth < words.count {
      let inner = group.filter { $0.path.count > depth + 1 && $0.path[depth] == words[depth] }
      if inner.isEmpty { break }
      (group, depth) = (inner, depth + 1)
    }
    var choices: [String] = []
    for choice in group.compactMap({ $0.path.dropFirst(depth).first }) where choices.last != choice {
      choices.append(choice)
    }
    let list = choices.joined(separator: ", ")
    guard words.count > depth else {
      throw .usage(
        words.joined(separator: " ") + pick(": voeg een van deze toe: ", ": add one of these: ") + list)
    }
    let meant = Suggested.text(for: words[depth], among: choices)
    let unknown = words.prefix(depth + 1).joined(separator: " ")
    throw .usage(
      pick("onbekende opdracht ", "unknown command ") + "\"\(unknown)\""
        + (meant.isEmpty ? pick("; er zijn: ", "; there are: ") + list : meant))
  }

  private func check(_ options: [GivenOption], of command: CommandSpec) throws(CommandFailure) -> [String: String] {
    let specs = command.allOptions
    var given: [String: String] = [:]
    for option in options {
      guard let spec = specs.first(where: { $0.name == option.name }) else {
        throw .usage(
          pick(
            "\(command.name) heeft geen --\(option.name); samenloop \(command.name) --help noemt de opties",
            "\(command.name) takes no --\(option.name); samenloop \(command.name) --help lists its options"))
      }
      guard given[option.name] == nil || spec.isRepeatable else {
        throw .usage(pick("--\(option.name) staat er twee keer", "--\(option.name) is given twice"))
      }
      let value = option.value ?? ""
      guard spec.value == nil || !value.isBlank else {
        throw .usage(
          "\(command.name): --\(option.name) "
            + pick(
              "is leeg; laat het weg, of geef een waarde", "is empty; leave it out, or give it a value"))
      }
      if !spec.choices.isEmpty, !spec.choices.contains(value) {
        let meant = Suggested.text(for: value, among: spec.choices)
        throw .usage(
          pick("--\(option.name) is een van ", "--\(option.name) is one of ") + spec.choices.joined(separator: ", ")
            + meant)
      }
      given[option.name] = given[option.name].map { "\($0)\(Invocation.separator)\(value)" } ?? value
    }
    // A certificate that is named says its role itself.
    let saysRole = given["credential"] != nil
    for spec in specs where spec.isRequired && given[spec.name] == nil && !(spec.name == "as" && saysRole) {
      throw .usage(
        "\(command.name): --\(spec.name) \(spec.value ?? "") "
          + pick("ontbreekt; bijvoorbeeld: ", "is missing; for example: ") + command.example)
    }
    return given
  }
}

extension String {
  /// Nothing, or blanks only.
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
