/// Completions for zsh.
struct ZshCompletions {
  let table: CompletionTable

  var text: String {
    ([Self.head] + steps + values + options + words + [Self.tail]).joined(separator: "\n")
  }

  private static let head = """
    #compdef samenloop
    # Completions of samenloop for zsh, made by: samenloop generate completions zsh
    _samenloop() {
      local at='' next previous=${words[CURRENT-1]}
      local -i i=2
      local -a choices
      while ((i < CURRENT)); do
        next=${words[i]}
        case $next in
    """

  private var steps: [String] {
    [
      "      (\(table.optionsWithValue.joined(separator: "|"))) ((i += 2)); continue ;;",
      "      (-*) ((i += 1)); continue ;;", "    esac", "    case \"${at:+$at }$next\" in",
      "      (\(table.paths.map { "'\($0)'" }.joined(separator: "|"))) at=\"${at:+$at }$next\" ;;", "    esac",
      "    ((i += 1))", "  done",
    ]
  }

  private var values: [String] {
    var lines = ["  case \"$at $previous\" in"]
    for command in table.commands {
      for option in table.options(of: command) where option.value != .none {
        lines.append("    ('\(command.name) --\(option.name)') \(Self.reply(option.value)); return ;;")
      }
    }
    return lines + ["  esac"]
  }

  private var options: [String] {
    ["  if [[ ${words[CURRENT]} == -* ]]; then", "    case $at in"]
      + table.commands.map { command in
        let described = table.options(of: command).map { Self.described("--" + $0.name, $0.help) }
        return "      ('\(command.name)') choices=(\(described.joined(separator: " "))) ;;"
      } + ["    esac", "    _describe option choices", "    return", "  fi"]
  }

  private var words: [String] {
    ["  case $at in"]
      + table.groups.map { group in
        let described = group.choices.map { Self.described($0.word, $0.summary) }
        return "    ('\(group.path)') choices=(\(described.joined(separator: " "))); _describe command choices ;;"
      }
      + table.commands.compactMap { command in
        let value = table.positional(of: command)
        return value == .none || value == .other ? nil : "    ('\(command.name)') \(Self.reply(value)) ;;"
      } + ["  esac"]
  }

  private static let tail = """
    }
    if [[ ${funcstack[1]} == _samenloop ]]; then _samenloop "$@"; else compdef _samenloop samenloop; fi
    """

  private static func reply(_ value: CompletionTable.Value) -> String {
    switch value {
    case .choices(let words): "compadd -- \(words.joined(separator: " "))"
    case .file: "_files"
    case .none, .other: ":"
    }
  }

  /// A word with what it does, quoted.
  private static func described(_ word: String, _ text: String) -> String {
    let joined = word.replacing(":", with: "\\:") + ":" + text
    return "'" + joined.replacing("'", with: "'\\''") + "'"
  }
}
