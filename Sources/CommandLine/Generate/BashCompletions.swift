/// Completions for bash 4.
struct BashCompletions {
  let table: CompletionTable

  var text: String {
    ([Self.head] + skipping + Self.walk + steps + ["  done"] + values + Self.optionsHead + options + Self.wordsHead
      + words
      + Self.tail).joined(separator: "\n")
  }

  private static let head = """
    # Completions of samenloop for bash, made by: samenloop generate completions bash
    _samenloop() {
      local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} at='' next i=1
      COMPREPLY=()
      # bash divides --option=value into three words.
      if [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi
      if [[ $word == '=' ]]; then word=''; fi
      while ((i < COMP_CWORD)); do
        next=${COMP_WORDS[i]}
        case $next in
    """

  private var skipping: [String] { ["      \(table.optionsWithValue.joined(separator: "|"))) ((i += 2)); continue ;;"] }

  private static let walk = [
    "      -*) ((i += 1)); continue ;;", "    esac", "    case \"${at:+$at }$next\" in",
  ]

  private var steps: [String] {
    [
      "      \(table.paths.map { "'\($0)'" }.joined(separator: "|"))) at=${at:+$at }$next ;;", "    esac",
      "    ((i += 1))",
    ]
  }

  /// What an option takes: its own words, or files. One that takes something else completes to nothing.
  private var values: [String] {
    var places: [(value: CompletionTable.Value, patterns: [String])] = []
    for command in table.commands {
      for option in table.options(of: command) where option.value != .none {
        let pattern = "'\(command.name) --\(option.name)'"
        if let index = places.firstIndex(where: { $0.value == option.value }) {
          places[index].patterns.append(pattern)
        } else {
          places.append((option.value, [pattern]))
        }
      }
    }
    return ["  case \"$at $previous\" in"]
      + places.map { "    \($0.patterns.joined(separator: "|"))) \(Self.reply($0.value)) ; return ;;" } + ["  esac"]
  }

  private static let optionsHead = ["  if [[ $word == -* ]]; then", "    case $at in"]

  private var options: [String] {
    table.commands.map { command in
      let names = table.options(of: command).map { "--" + $0.name }.joined(separator: " ")
      return "      '\(command.name)') mapfile -t COMPREPLY < <(compgen -W '\(names)' -- \"$word\") ;;"
    } + [
      "      *) mapfile -t COMPREPLY < <(compgen -W '--help --version' -- \"$word\") ;;", "    esac", "    return",
      "  fi",
    ]
  }

  private static let wordsHead = ["  case $at in"]

  private var words: [String] {
    table.groups.map { group in
      "    '\(group.path)') \(Self.reply(.choices(group.choices.map(\.word)))) ;;"
    }
      + table.commands.compactMap { command in
        let value = table.positional(of: command)
        return value == .none || value == .other ? nil : "    '\(command.name)') \(Self.reply(value)) ;;"
      }
  }

  private static let tail = ["  esac", "}", "complete -F _samenloop samenloop"]

  private static func reply(_ value: CompletionTable.Value) -> String {
    switch value {
    case .choices(let words): "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$word\")"
    case .file: "compopt -o filenames 2>/dev/null || :; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
    case .none, .other: ":"
    }
  }
}
