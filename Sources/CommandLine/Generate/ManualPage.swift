import LocalAPI
import Node

/// The manual page, in the macros of man(7).
struct ManualPage {
  let commands: [CommandSpec]

  var text: String {
    (head + [".SH COMMANDS"] + commands.flatMap(section) + [".SH OPTIONS OF EVERY COMMAND"]
      + CommandSpec.common.flatMap(Self.option) + [".SH OPTIONS OF COMMANDS THAT ASK THE NODE"]
      + Self.asking.flatMap(Self.option) + exits + Self.environment)
      .joined(separator: "\n")
  }

  private var head: [String] {
    [
      ".TH SAMENLOOP 1 \"\" \"samenloop \(Self.escaped(Version.text))\" \"Samenloop\"", ".SH NAME",
      "samenloop \\- find the youths that two regions share, and no others", ".SH SYNOPSIS", ".B samenloop",
      ".I COMMAND", ".RI [ options ]", ".SH DESCRIPTION",
      "One program is the node of a region and the commands for its people. Options may stand anywhere;",
      "\\fB\\-\\-\\fR ends them. Where a command needs a certificate, its role stands behind it.",
    ]
  }

  private func section(_ command: CommandSpec) -> [String] {
    let words = command.positionals.map { "\\fI\(Self.escaped($0.isRequired ? $0.name : "[\($0.name)]"))\\fR" }
    let title = "\\fB\(Self.escaped(command.name))\\fR"
    let role = command.role.map { " Role: \($0.rawValue)." } ?? ""
    return [
      ".SS \"\(([title] + words).joined(separator: " "))\"",
      Self.line(command.summary + (command.summary.hasSuffix(".") ? "" : ".") + role),
    ]
      + command.options.flatMap(Self.option)
      + [".PP", "Example:", ".PP", ".nf", Self.line(command.example), ".fi"]
  }

  private static func option(_ option: OptionSpec) -> [String] {
    var help = option.help
    if !option.choices.isEmpty { help += ": " + option.choices.joined(separator: ", ") }
    if option.isRequired { help += " (required)" }
    let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
    return [".TP", "\\fB\\-\\-\(escaped(option.name))\\fR\(value)", line(help)]
  }

  /// The options of every command that has a role.
  private static var asking: [OptionSpec] {
    let any = CommandSpec(path: ["status"], summary: "", example: "", role: .operator, run: { _ in .silent })
    return any.allOptions.filter { option in !CommandSpec.common.contains { $0.name == option.name } }
  }

  private var exits: [String] {
    [".SH EXIT STATUS"] + ExitCode.allCases.flatMap { [".TP", "\($0.rawValue)", Self.line($0.meaning)] }
  }

  private static let environment = [
    ".SH ENVIRONMENT", ".TP", "\\fBSAMENLOOP_HOME\\fR", "The node's home, where no \\fB\\-\\-home\\fR is given.", ".TP",
    "\\fBSAMENLOOP_LANGUAGE\\fR",
    "\\fBnl\\fR or \\fBen\\fR: the language of texts for people, before that of the locale.", ".TP",
    "\\fBLC_ALL\\fR, \\fBLC_MESSAGES\\fR, \\fBLANG\\fR",
    "The locale, in this order. Texts are Dutch where its language is \\fBnl\\fR, else English.",
    "JSON, CSV and logs are English.",
  ]

  /// A line of text: one that begins with a dot or an apostrophe would be a request.
  private static func line(_ text: String) -> String {
    let escaped = escaped(text)
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\"", with: "\\(dq")
      .replacing("…", with: "...")
  }
}
