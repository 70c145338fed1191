import Node
import PeerProtocol
import System

/// Terms of an agreement in a file, `-` for standard input: JSON, with comments on lines of their own.
enum TermsFile {
  /// The object in the file. Lines that begin with `//` are left out: within a text of JSON no line begins.
  static func read(_ path: String) throws(CommandFailure) -> JSONValue {
    do {
      let value = try JSONText.value(of: withoutComments(try Files.read(path)))
      guard value.objectValue != nil else {
        throw JSONFaults([
          pick(
            "moet één JSON-object zijn; begin met: samenloop agreement template",
            "must be one JSON object; begin with: samenloop agreement template")
        ])
      }
      return value
    } catch let error as JSONFaults {
      throw CommandFailure(.badData, "\(path): \(error.faults.joined(separator: "; "))")
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  /// The same bytes with empty lines for comments, so that a fault still names the right line.
  static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let kept = lines.map { line in
      line.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: [0x2F, 0x2F]) ? [] : line
    }
    return Array(kept.joined(separator: [0x0A]))
  }
}
