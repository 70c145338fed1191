/// How serious something is. It always shows as a word or an icon too, never by colour alone.
package enum Level: Int, Sendable, Comparable, CaseIterable {
  case good, attention, trouble

  package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

  var styleClass: String {
    switch self {
    case .good: "good"
    case .attention: "attention"
    case .trouble: "trouble"
    }
  }

  var icon: Icon {
    switch self {
    case .good: .check
    case .attention: .attention
    case .trouble: .trouble
    }
  }
}

/// A sentence or more with an icon.
enum Message {
  static func html(_ level: Level, role: StaticString? = nil, @HTMLBuilder content: () -> HTML) -> HTML {
    element(.div, list: [.classes("message \(level.styleClass)")] + (role.map { [.role($0)] } ?? [])) {
      level.icon.html
      element(.div) { content() }
    }
  }
}

/// A word with a ground.
enum Mark {
  /// A word that says how serious something is.
  static func html(_ level: Level, _ phrase: Phrase) -> HTML {
    element(.span, .classes("mark \(level.styleClass)")) {
      level.icon.html
      phrase
    }
  }

  /// A word that says what something is.
  static func plain(_ phrase: Phrase) -> HTML { element(.span, .classes("mark plain"), phrase: phrase) }
}
