import Glibc
import Node
import System

/// Says how far a long command is: one line on standard error that is written over, and gone when the command is done. Only
/// where a person looks: at a terminal, and not with `--json` or `--quiet`.
struct ProgressLine: Sendable {
  /// Whether anybody looks.
  let isShown: Bool
  /// Milliseconds between two texts, and before the first: what is done by then needs none.
  var interval = 250
  var patience = 1_000
  /// Writes to the terminal.
  let write: @Sendable (String) -> Void

  /// The line of a command at its own standard error.
  static func standard(_ invocation: Invocation) -> ProgressLine {
    ProgressLine(
      isShown: isatty(STDERR_FILENO) == 1 && !invocation.json && !invocation.isQuiet,
      write: { StandardStream.write(Array($0.utf8), to: StandardStream.error) })
  }

  /// Does something long, and meanwhile says what and for how long.
  ///
  /// - Parameter share: how much of it is done, in percent; nil where nobody knows.
  func during<Value>(
    _ what: String, share: @escaping @Sendable () -> Int? = { nil }, _ body: () throws(CommandFailure) -> Value
  ) throws(CommandFailure) -> Value {
    guard isShown else { return try body() }
    let (ended, hasWritten) = (WakeSignal(), Monitor(false))
    let began = MonotonicTime.now
    let thread = WorkerThread { [self] in
      var pause = patience
      while !ended.wait(milliseconds: pause) {
        // To the beginning of the line, and what was there before is cleared.
        write("\r\u{1B}[K" + Self.text(what, share: share(), seconds: Int(MonotonicTime.now - began)))
        hasWritten.withLock { $0 = true }
        pause = interval
      }
    }
    defer {
      ended.signal()
      thread?.join()
      if hasWritten.withLock({ $0 }) { write("\r\u{1B}[K") }
    }
    return try body()
  }

  /// Such as `The file is sent: 42%, 3 s`.
  static func text(_ what: String, share: Int?, seconds: Int) -> String {
    what + ": " + (share.map { "\($0)%, " } ?? "") + "\(seconds) s"
  }
}
