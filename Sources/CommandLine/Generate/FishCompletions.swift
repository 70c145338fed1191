/// Completions for fish 3.
struct FishCompletions {
  let table: CompletionTable

  var text: String { (head + words + options).joined(separator: "\n") }

  private var head: [String] {
    [
      "# Completions of samenloop for fish, made by: samenloop generate completions fish",
      "set -g __samenloop_paths \(table.paths.map(Self.quoted).joined(separator: " "))",
      "function __samenloop_at",
      "    set -l at",
      "    set -l is_value 0",
      "    for word in (commandline -opc)[2..-1]",
      "        if test $is_value = 1",
      "            set is_value 0",
      "            continue",
      "        end",
      "        switch $word",
      "            case \(table.optionsWithValue.map(Self.quoted).joined(separator: " "))",
      "                set is_value 1",
      "            case '-*'",
      "            case '*'",
      "                if contains -- (string join ' ' -- $at $word) $__samenloop_paths",
      "                    set at $at $word",
      "                end",
      "        end",
      "    end",
      "    test \"$at\" = \"$argv[1]\"",
      "end",
      "complete -c samenloop -e",
      "complete -c samenloop -f",
    ]
  }

  private var words: [String] {
    table.groups.flatMap { group in
      group.choices.map { choice in
        Self.line(group.path) + " -a \(Self.quoted(choice.word)) -d \(Self.quoted(choice.summary))"
      }
    }
      + table.commands.compactMap { command in
        switch table.positional(of: command) {
        case .none, .other: nil
        case .file: Self.line(command.name) + " -F"
        case .choices(let words): Self.line(command.name) + " -a \(Self.quoted(words.joined(separator: " ")))"
        }
      }
  }

  private var options: [String] {
    table.commands.flatMap { command in
      table.options(of: command).map { option in
        let value =
          switch option.value {
          case .none: ""
          case .file: " -r -F"
          case .choices(let words): " -x -a \(Self.quoted(words.joined(separator: " ")))"
          case .other: " -x"
          }
        return Self.line(command.name) + " -l \(option.name)\(value) -d \(Self.quoted(option.help))"
      }
    }
  }

  private static func line(_ path: String) -> String { "complete -c samenloop -n '__samenloop_at \"\(path)\"'" }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
