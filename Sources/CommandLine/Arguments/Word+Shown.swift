import LocalAPI
import Pages
import PeerProtocol

extension Word {
  /// The word as a person reads it in a line: in English as the documents of the interface have it, since people pass it
  /// to other commands; in Dutch as the pages say it. One that this program does not know stays as it came.
  func shown(_ phrase: (Known) -> Phrase) -> String {
    pick(known.map { Self.inLine(phrase($0).text(in: .dutch)) } ?? text, text)
  }

  /// The text within a line, where it does not begin a sentence.
  private static func inLine(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}

/// `1 signaal`, `2 signalen`; the nouns are those of the language in which it is told.
func counted(_ count: Int, _ one: String, _ several: String) -> String { "\(count) \(count == 1 ? one : several)" }
