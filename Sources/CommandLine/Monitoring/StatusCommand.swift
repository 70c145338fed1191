import Glibc
import LocalAPI
import Node
import System

/// `samenloop status`: how the node and its peers do; once, again and again, or as an exit code for a monitoring system.
enum StatusCommand {
  /// Milliseconds between two looks of `--watch`.
  private static let watchMilliseconds = 2_000
  /// Puts the cursor to the top left and clears the screen.
  private static let clear = "\u{1B}[H\u{1B}[2J"

  static let spec = CommandSpec(
    path: ["status"],
    summary: pick(
      "hoe het met het knooppunt en de andere regio's gaat, en wat u nu kunt doen",
      "how the node and its peers do, and what to do next"),
    options: [
      OptionSpec(
        name: "check", value: nil,
        help: pick(
          "voor bewaking: afsluitcode 1 en de redenen als er iets mis is",
          "for monitoring: exit code 1 and the reasons where something is wrong")),
      OptionSpec(
        name: "watch", value: nil,
        help: pick("elke twee seconden opnieuw tonen, op een terminal", "show it anew every two seconds, at a terminal")
      ),
    ],
    example: "samenloop status --home nhn", role: .operator, run: { try run($0) })

  private static func run(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    if invocation.has("watch") { try watch(invocation) }
    let status: NodeAnswer<StatusDocument> = try LocalClient(invocation).call(.status)
    guard invocation.has("check") else { return CommandOutput(status, text: StatusText.text(status.document)) }
    let reasons = StatusCheck.reasons(status.document)
    return CommandOutput(
      status, text: reasons.isEmpty ? "ok" : ([pick("niet in orde", "not ok")] + reasons).joined(separator: "\n"),
      exit: reasons.isEmpty ? .success : .checkFailed)
  }

  /// Until somebody ends it.
  private static func watch(_ invocation: Invocation) throws(CommandFailure) -> Never {
    // A home that is not in order is told of first.
    _ = try LocalClient(invocation)
    guard isatty(STDOUT_FILENO) == 1, !invocation.json, !invocation.has("check") else {
      throw .usage(
        pick(
          "--watch is voor een terminal, zonder --json en --check; een programma vraagt met --check",
          "--watch is for a terminal, without --json and --check; a program asks with --check"))
    }
    while true {
      let text: String
      do throws(CommandFailure) {
        let status: NodeAnswer<StatusDocument> = try LocalClient(invocation).call(.status)
        text = StatusText.text(status.document)
      } catch {
        text = error.detail
      }
      guard StandardStream.print(clear + text) else {
        throw CommandFailure(.checkFailed, pick("de terminal is weg", "the terminal is gone"))
      }
      WakeSignal().wait(milliseconds: watchMilliseconds)
    }
  }
}
