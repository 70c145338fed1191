import PeerProtocol

/// Values as pages show them.
enum Values {
  /// A day, readable by programs too.
  static func day(_ day: CalendarDate) -> HTML { element(.time, .datetime(day.iso), phrase: .day(day)) }

  /// The day of a moment.
  static func day(_ moment: Timestamp) -> HTML {
    element(.time, .datetime(moment.rfc3339), phrase: .day(moment))
  }

  /// A moment with its time.
  static func moment(_ moment: Timestamp) -> HTML {
    element(.time, .datetime(moment.rfc3339), phrase: .moment(moment))
  }

  /// A number that leads to its records. It tells what it counts to those who hear the link alone.
  static func count(_ count: Int, of what: Phrase, _ link: Link) -> HTML {
    element(.a, .href(link)) {
      Phrase.number(count)
      element(.span, .classes("hidden")) { Phrase(both: " – \(what)") }
    }
  }

  /// A text of the node in the language of the page.
  static func said(_ text: String) -> HTML { element(.span, text: text) }

  /// A text of the node in English, which no translation exists for.
  static func english(_ text: String) -> HTML { element(.span, .lang("en"), text: text) }

  /// A command to be typed, or a sentence of the node that ends with one.
  static func command(_ text: String) -> HTML {
    text.hasPrefix("samenloop ") ? element(.code, .lang("en"), text: text) : element(.code, text: text)
  }

  /// Days left until a day, or since it.
  static func due(_ day: CalendarDate, today: CalendarDate) -> Phrase {
    let days = Int((day.start.seconds - today.start.seconds) / 86_400)
    return switch days {
    case ..<0:
      Phrase("\(CountedNoun.days.counted(-days)) te laat", "\(CountedNoun.days.counted(-days)) overdue")
    case 0: Phrase("vandaag", "today")
    case 1: Phrase("morgen", "tomorrow")
    default: Phrase("nog \(CountedNoun.days.counted(days))", "\(CountedNoun.days.counted(days)) left")
    }
  }

  /// How old something is, in days and from two months on in months.
  static func age(_ from: Timestamp, _ now: Timestamp) -> Phrase {
    let seconds = LocalTime(now).day.start.seconds(since: LocalTime(from).day.start)
    let days = max(0, Int(clamping: seconds / 86_400))
    return switch days {
    case 0: Phrase("vandaag", "today")
    case 1..<60: CountedNoun.days.counted(days)
    default: CountedNoun.months.counted(days / 30)
    }
  }
}
