import LocalAPI
import Node
import PeerProtocol

/// `samenloop generate …`: files for the machine that the program runs on, made from the table of commands.
enum GenerateCommands {
  static let all = [completions, man, SystemdUnit.command]

  private static let completions = CommandSpec(
    path: ["generate", "completions"],
    summary: pick(
      "een bestand waarmee een shell opdrachten, opties en waarden aanvult: bash, zsh of fish",
      "a file by which a shell completes commands, options and their values: bash, zsh or fish"),
    positionals: [PositionalSpec(name: "SHELL")],
    example: "samenloop generate completions bash >/etc/bash_completion.d/samenloop",
    run: { invocation in
      let name = invocation.positionals[0]
      guard let shell = Shell(rawValue: name) else {
        let known = Shell.allCases.map(\.rawValue)
        throw CommandFailure.usage(
          pick("generate completions: de shell is een van ", "generate completions: the shell is one of ")
            + known.joined(separator: ", ") + Suggested.text(for: name, among: known))
      }
      let table = CompletionTable(invocation.commands)
      let text =
        switch shell {
        case .bash: BashCompletions(table: table).text
        case .zsh: ZshCompletions(table: table).text
        case .fish: FishCompletions(table: table).text
        }
      return CommandOutput(json: ["shell": .string(name), "text": .string(text)], text: text)
    })

  private static let man = CommandSpec(
    path: ["generate", "man"],
    summary: pick(
      "de handleiding samenloop(1), in de taal van man; de tekst is Engels",
      "the manual page samenloop(1), in the language of man"),
    example: "samenloop generate man >/usr/local/share/man/man1/samenloop.1",
    run: { invocation in
      // A package installs one page for everybody.
      let text = TextLanguage.$current.withValue(.en) { ManualPage(commands: invocation.commands).text }
      return CommandOutput(json: ["text": .string(text)], text: text)
    })
}

/// A shell that completions are made for.
enum Shell: String, CaseIterable {
  case bash, zsh, fish
}
