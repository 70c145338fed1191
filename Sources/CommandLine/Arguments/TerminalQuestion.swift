import Glibc
import Node

/// A question at a terminal before something that counts as a person's word, or cannot be taken back. Scripts are not asked.
struct TerminalQuestion {
  /// Whether a person sits there: standard input is a terminal.
  let isAsked: Bool
  /// The next line that the person types; nil at the end of input.
  let answer: () -> String?
  /// Shows what is asked.
  let show: (String) -> Void

  /// Over the process's own streams; nobody is asked where the command has `--yes`.
  static func standard(_ invocation: Invocation) -> TerminalQuestion {
    TerminalQuestion(
      isAsked: isatty(STDIN_FILENO) == 1 && !invocation.has("yes"), answer: { readLine() },
      show: { StandardStream.print($0, to: StandardStream.error) })
  }

  /// The option that goes with it.
  static let option = OptionSpec(
    name: "yes", value: nil,
    help: pick(
      "doorgaan zonder eerst te tonen waar het over gaat en te vragen",
      "go on without showing what it is about and asking"))

  /// Shows a text and goes on where the person types `yes`, or `ja`: to `act`, such as "approve this". Else `nothing` tells
  /// that nothing happened.
  func confirm(
    _ text: String, to act: String = pick("dit goed te keuren", "approve this"),
    else nothing: String = pick("er is niets goedgekeurd", "nothing was approved")
  ) throws(CommandFailure) {
    guard isAsked else { return }
    show(text + "\n" + pick("Typ ja om \(act):", "Type yes to \(act):"))
    guard let word = answer()?.lowercased(), ["yes", pick("ja", "yes")].contains(word) else {
      throw CommandFailure(.checkFailed, nothing)
    }
  }

  /// The same for what cannot be taken back: without a terminal nothing happens unless the command has `--yes`.
  static func require(_ invocation: Invocation, _ terms: String, to act: String) throws(CommandFailure) {
    guard !invocation.has("yes") else { return }
    let question = standard(invocation)
    guard question.isAsked else {
      throw CommandFailure(
        .checkFailed,
        terms + " "
          + pick("Er is niets veranderd; om het te doen: --yes erbij", "Nothing was changed; to do it, add --yes"))
    }
    try question.confirm(terms, to: act, else: pick("er is niets veranderd", "nothing was changed"))
  }
}
