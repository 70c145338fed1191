package import PeerProtocol

/// A text of this program in both languages, which stand beside each other so that neither is forgotten.
package struct Phrase: Hashable, Sendable {
  private let dutch: Sentence
  private let english: Sentence

  /// The text in Dutch (level B1) and in English.
  package init(_ dutch: Sentence, _ english: Sentence) {
    self.dutch = dutch
    self.english = english
  }

  /// A text without words of its own, such as one that joins two others.
  package init(both sentence: Sentence) { self.init(sentence, sentence) }

  /// A text from outside, such as a name, which is the same in both languages.
  package static func name(_ text: String) -> Phrase {
    Phrase(both: Sentence(parts: [.text(text)]))
  }

  /// A number with separators between the thousands.
  package static func number(_ number: Int) -> Phrase { Phrase(both: "\(number)") }

  /// A day as people write it.
  package static func day(_ day: CalendarDate) -> Phrase { Phrase(both: "\(day)") }

  /// The day on which a moment falls, in the Netherlands.
  package static func day(_ moment: Timestamp) -> Phrase { day(LocalTime(moment).day) }

  /// A moment with its time of day in the Netherlands.
  package static func moment(_ moment: Timestamp) -> Phrase { Phrase(both: "\(moment)") }

  /// A month of a year.
  package static func month(_ month: YearMonth) -> Phrase { Phrase(both: "\(month)") }

  /// A share with one decimal.
  package static func share(perMille: Int) -> Phrase {
    Phrase(both: Sentence(parts: [.share(perMille)]))
  }

  /// The text in one language.
  package func text(in language: PageLanguage) -> String {
    switch language {
    case .dutch: dutch.text(in: .dutch)
    case .english: english.text(in: .english)
    }
  }

  /// Whether nothing would be written.
  package var isEmpty: Bool { dutch.parts.isEmpty && english.parts.isEmpty }

  /// Phrases with a comma between them.
  package static func list(_ phrases: [Phrase]) -> Phrase {
    func joined(_ parts: [Sentence]) -> Sentence {
      Sentence(parts: Array(parts.map(\.parts).joined(separator: [.literal(", ")])))
    }
    return Phrase(joined(phrases.map(\.dutch)), joined(phrases.map(\.english)))
  }
}

/// One language's half of a phrase. What stands in `\( )` is written as the language writes it.
package struct Sentence: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// A piece of a sentence.
  indirect enum Part: Hashable, Sendable {
    case literal(String)
    case text(String)
    case number(Int)
    case share(Int)
    case day(CalendarDate)
    case month(YearMonth)
    case moment(Timestamp)
    case phrase(Phrase)
  }

  let parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  package init(stringLiteral text: String) { parts = text.isEmpty ? [] : [.literal(text)] }

  package init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }

  func text(in language: PageLanguage) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .literal(let literal): text += literal
      case .text(let given): text += given
      case .number(let number): text += language.number(number)
      case .share(let perMille): text += language.share(perMille: perMille)
      case .day(let day): text += language.day(day)
      case .month(let month): text += language.month(month)
      case .moment(let moment): text += language.moment(moment)
      case .phrase(let phrase): text += phrase.text(in: language)
      }
    }
    return text
  }

  /// Takes a sentence's pieces in.
  package struct Interpolation: StringInterpolationProtocol {
    var parts: [Part] = []

    package init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(interpolationCount * 2 + 1) }
    package mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { parts.append(.literal(literal)) } }
    package mutating func appendInterpolation(_ text: String) { parts.append(.text(text)) }
    package mutating func appendInterpolation(_ number: Int) { parts.append(.number(number)) }
    package mutating func appendInterpolation(_ day: CalendarDate) { parts.append(.day(day)) }
    package mutating func appendInterpolation(_ month: YearMonth) { parts.append(.month(month)) }
    package mutating func appendInterpolation(_ moment: Timestamp) { parts.append(.moment(moment)) }
    package mutating func appendInterpolation(_ phrase: Phrase) { parts.append(.phrase(phrase)) }
  }
}
