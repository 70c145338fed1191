import Synchronization
import Testing

@testable import CommandLine
@testable import Node

/// The line that says how far a long command is.
@Suite(.timeLimit(.minutes(30))) struct ProgressLineTests {
  private final class Terminal: Sendable {
    private let texts = Mutex<[String]>([])
    var written: [String] { texts.withLock { $0 } }
    func write(_ text: String) { texts.withLock { $0.append(text) } }
  }

  private func line(_ terminal: Terminal, isShown: Bool = true, patience: Int = 1) -> ProgressLine {
    ProgressLine(isShown: isShown, interval: 1, patience: patience, write: { terminal.write($0) })
  }

  /// Waits until the terminal has so many texts.
  private func wait(_ terminal: Terminal, for count: Int) {
    let end = MonotonicTime.now + 60
    while terminal.written.count < count, MonotonicTime.now < end {}
  }

  @Test func lineIsWrittenOverAndClearedAtTheEnd() throws {
    let terminal = Terminal()
    let value = try line(terminal).during("Reading", share: { 42 }) { () throws(CommandFailure) -> Int in
      wait(terminal, for: 2)
      return 7
    }
    #expect(value == 7)
    #expect(terminal.written.dropLast().allSatisfy { $0.hasPrefix("\r\u{1B}[KReading: 42%, ") && $0.hasSuffix(" s") })
    #expect(terminal.written.count > 2 && terminal.written.last == "\r\u{1B}[K")
  }

  @Test func lineIsClearedBeforeAFailureIsTold() {
    let terminal = Terminal()
    #expect(throws: CommandFailure.self) {
      try line(terminal).during("Reading") { () throws(CommandFailure) -> Int in
        wait(terminal, for: 1)
        throw CommandFailure(.tryAgain, "later")
      }
    }
    #expect(terminal.written.last == "\r\u{1B}[K")
    #expect(terminal.written.first == "\r\u{1B}[KReading: 0 s")
  }

  @Test func nothingIsSaidWhereNobodyLooksOrNothingLasts() throws {
    let terminal = Terminal()
    _ = try line(terminal, isShown: false).during("Reading") { () throws(CommandFailure) in WakeLess.pause() }
    _ = try line(terminal, patience: 60_000).during("Reading") { () throws(CommandFailure) in 1 }
    #expect(terminal.written.isEmpty)
  }

  @Test func quietAndJSONCommandsAndThoseInPipesSayNothing() throws {
    let parser = ArgumentParser(commands: CommandTable.commands)
    guard case .run(var invocation) = try parser.parse(["status"]) else { return }
    // Standard error of tests may be a terminal; the options decide all the same.
    for option in ["quiet", "json"] {
      invocation.options = [option: ""]
      #expect(!ProgressLine.standard(invocation).isShown)
    }
  }

  private enum WakeLess {
    /// Longer than the patience of the lines above.
    static func pause() {
      let end = MonotonicTime.now + 0.02
      while MonotonicTime.now < end {}
    }
  }
}
