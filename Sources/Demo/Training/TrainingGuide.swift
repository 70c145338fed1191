import CommandLine
import Glibc
import LocalAPI
import Node

/// Tells a person at a terminal what to do next, and waits until they did.
final class TrainingGuide {
  /// Columns of a line of prose.
  private static let width = 100

  let language: TextLanguage
  /// Whether somebody presses Enter after each step.
  private let waits: Bool
  private let descriptor: Int32
  private var step = 0

  /// - Parameter descriptor: where it is told.
  init(language: TextLanguage, waits: Bool, descriptor: Int32) {
    (self.language, self.waits, self.descriptor) = (language, waits, descriptor)
  }

  /// One of the two texts.
  func pick(_ nl: String, _ en: String) -> String { language.pick(nl, en) }

  /// The heading of the next step.
  func begin(_ nl: String, _ en: String) {
    step += 1
    say("")
    say("\(step). " + pick(nl, en))
  }

  /// What there is to know or to do.
  func tell(_ nl: String, _ en: String) { for line in Self.wrapped(pick(nl, en)) { say("   " + line) } }

  /// A line that is copied, such as an address: never divided.
  func show(_ line: String) { say("     " + line) }

  /// Waits for Enter, where somebody is there.
  func wait() throws {
    guard waits else { return }
    StandardStream.write(
      Array(("   " + pick("Druk op Enter om verder te gaan. ", "Press Enter to go on. ")).utf8), to: descriptor)
    var byte: UInt8 = 0
    while byte != UInt8(ascii: "\n") {
      try Interruption.check()
      var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&input, 1, 100) > 0 else { continue }
      // The end of input counts as an Enter for all steps.
      guard read(STDIN_FILENO, &byte, 1) == 1 else { return }
    }
  }

  private func say(_ line: String) { StandardStream.print(line, to: descriptor) }

  private static func wrapped(_ text: String) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if !last.isEmpty && last.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] = last + (last.isEmpty ? "" : " ") + word
      }
    }
    return lines
  }
}
