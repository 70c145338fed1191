/// Forms. One that changes something carries the token and goes by POST; one that filters goes by GET.
enum Form {
  /// A form that changes something.
  ///
  /// - Parameters:
  ///   - hidden: Fields that the reader does not see.
  ///   - content: The fields and the buttons.
  static func post(
    _ action: Link, _ token: FormToken, classes: String = "", hidden: [(FieldName, String)] = [],
    label: Phrase? = nil, @HTMLBuilder content: () -> HTML
  ) -> HTML {
    element(
      .form,
      list: [.methodPost, .action(action), .classes(classes)] + (label.map { [.ariaLabel($0)] } ?? [])
    ) {
      Self.hidden(.token, token.text)
      for (name, value) in hidden { Self.hidden(name, value) }
      content()
    }
  }

  /// A form that narrows a list down; its fields stand in the address.
  static func filter(_ action: Link, label: Phrase, classes: String = "", @HTMLBuilder content: () -> HTML) -> HTML {
    element(.form, .methodGet, .action(action), .classes(classes), .ariaLabel(label)) { content() }
  }

  static func hidden(_ name: FieldName, _ value: String) -> HTML {
    element(.input, .type("hidden"), .name(name.rawValue), .value(value))
  }

  /// How much a button weighs on the page.
  enum Weight: Sendable {
    case main, quiet
    /// What it does cannot be taken back.
    case final

    var styleClass: String {
      switch self {
      case .main: ""
      case .quiet: "quiet"
      case .final: "final"
      }
    }
  }

  /// A button with words that say what happens.
  static func button(_ phrase: Phrase, _ weight: Weight = .main, name: FieldName? = nil, value: String = "") -> HTML {
    element(
      .button,
      list: [.type("submit"), .classes(weight.styleClass)]
        + (name.map { [.name($0.rawValue), .value(value)] } ?? [])
    ) { phrase }
  }

  /// Buttons beside each other.
  static func actions(@HTMLBuilder content: () -> HTML) -> HTML {
    element(.div, .classes("actions")) { content() }
  }
}
