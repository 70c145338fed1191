import Node

/// The text that `--help` prints, made from the same table that the parser reads.
struct HelpText {
  var commands: [CommandSpec]

  /// The text about the program, a group of commands or one command.
  func text(about path: [String]) -> String {
    if let command = commands.first(where: { $0.path == path }) { return text(of: command) }
    let chosen = path.isEmpty ? commands : commands.filter { $0.path.starts(with: path) }
    var lines: [String] = []
    if path.isEmpty {
      lines = [
        pick(
          "samenloop \(Version.text): vindt de jeugdigen die twee regio's gemeen hebben, en geen andere.",
          "samenloop \(Version.text): finds the youths that two regions share, and no others."), "",
        pick("Gebruik: samenloop OPDRACHT [opties]", "Usage: samenloop COMMAND [options]"), "",
      ]
    } else {
      lines = [
        pick(
          "Gebruik: samenloop \(path.joined(separator: " ")) OPDRACHT [opties]",
          "Usage: samenloop \(path.joined(separator: " ")) COMMAND [options]"), "",
      ]
    }
    lines += TextTable.lines(chosen.map { ["  " + usage(of: $0, withOptions: false), $0.summary] }, gap: 3)
    lines += [
      "",
      pick(
        "Elke opdracht heeft --home DIR, --json, --quiet en --help. Opties mogen overal staan; na -- "
          + "volgen er geen.",
        "Every command has --home DIR, --json, --quiet and --help. Options may stand anywhere; -- ends them."),
    ]
    if path.isEmpty {
      lines += ["", pick("Afsluitcodes:", "Exit codes:")]
      lines += TextTable.lines(ExitCode.allCases.map { ["  \($0.rawValue)", $0.meaning] }, gap: 3)
    }
    return lines.joined(separator: "\n")
  }

  private func text(of command: CommandSpec) -> String {
    var lines = [
      command.summary, "",
      pick(
        "Gebruik: samenloop \(usage(of: command, withOptions: true))",
        "Usage: samenloop \(usage(of: command, withOptions: true))"), "",
    ]
    let rows = command.allOptions.map { option in
      var help = option.help
      if !option.choices.isEmpty { help += ": " + option.choices.joined(separator: ", ") }
      if option.isRequired { help += pick(" (verplicht)", " (required)") }
      return ["  --" + option.name + (option.value.map { " " + $0 } ?? ""), help]
    }
    lines += TextTable.lines(rows, gap: 3)
    lines += ["", pick("Voorbeeld: \(command.example)", "Example: \(command.example)")]
    return lines.joined(separator: "\n")
  }

  private func usage(of command: CommandSpec, withOptions: Bool) -> String {
    var words = command.path
    words += command.positionals.map { $0.isRequired ? $0.name : "[\($0.name)]" }
    if withOptions {
      words += command.allOptions.filter(\.isRequired).map { "--\($0.name) \($0.value ?? "")" }
      words.append("[options]")
    }
    return words.joined(separator: " ")
  }
}
