import LocalAPI
import PeerProtocol

/// Something that the operator has to mend, with its remedy beside it.
package struct Trouble: Sendable {
  /// How serious it is.
  package var level: Level
  /// What it is about: a region's name, or this node.
  package var subject: Phrase
  /// What is wrong.
  package var what: Phrase
  /// What the node itself says of it, in the language of the page.
  package var detail: String?
  /// What another program or a file says of it, in English.
  var foreignDetail: String?
  /// What to do.
  package var remedy: Phrase?
  /// The command that does it.
  package var command: String?

  /// A trouble of these members.
  package init(
    _ level: Level, _ subject: Phrase, _ what: Phrase, detail: String? = nil, foreignDetail: String? = nil,
    remedy: Phrase? = nil, command: String? = nil
  ) {
    self.level = level
    self.subject = subject
    self.what = what
    self.detail = detail
    self.foreignDetail = foreignDetail
    self.remedy = remedy
    self.command = command
  }

  /// An alarm about a region.
  init(_ alarm: AlarmDocument, about subject: Phrase) {
    let words = AlarmWords.words(alarm.code)
    let times = CountedNoun.times.counted(alarm.count)
    self.init(
      .trouble, subject,
      Phrase(
        "\(words?.meaning ?? .name(alarm.code)) (\(times), laatst \(Phrase.day(alarm.lastAt)))",
        "\(words?.meaning ?? .name(alarm.code)) (\(times), last on \(Phrase.day(alarm.lastAt)))"),
      // Where this program has words of its own, the node's would say the same twice.
      detail: words == nil ? alarm.detail : nil, remedy: words?.remedy)
  }

  var html: HTML {
    element(.li, .classes(level.styleClass)) {
      element(.p) {
        element(.strong, phrase: subject)
        ": "
        what
      }
      if let detail { element(.p) { Values.said(detail) } }
      if let foreignDetail { element(.p) { Values.english(foreignDetail) } }
      if remedy != nil || command != nil {
        element(.p, .classes("remedy")) {
          element(.span, .classes("muted"), phrase: .remedy)
          if let remedy { remedy }
          if let command { Values.command(command) }
        }
      }
    }
  }
}

extension Phrase {
  static let remedy = Phrase("Wat te doen:", "What to do:")
  static let thisNode = Phrase("Dit knooppunt", "This node")
}
