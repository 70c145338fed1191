/// One thing to choose from.
struct Choice: Sendable {
  var value: String
  var label: Phrase

  init(_ value: String, _ label: Phrase) {
    self.value = value
    self.label = label
  }
}

/// Fields of forms, each with its label, and a hint that belongs to it.
enum Field {
  /// A list that unfolds.
  static func select(
    _ name: FieldName, id: ElementId, label: Phrase, hint: Phrase? = nil, choices: [Choice], selected: String? = nil
  ) -> HTML {
    wrapped(id, label, hint) { described in
      element(.select, .id(id), .name(name.rawValue), .ariaDescribedBy(described)) {
        for choice in choices {
          element(.option, .value(choice.value), .selected(choice.value == selected), phrase: choice.label)
        }
      }
    }
  }

  /// A line of text. What people type into it is not kept by the browser.
  static func text(
    _ name: FieldName, id: ElementId, label: Phrase, hint: Phrase? = nil, isRequired: Bool = true, maxLength: Int,
    isNumeric: Bool = false
  ) -> HTML {
    wrapped(id, label, hint) { described in
      element(
        .input,
        list: [
          .type("text"), .id(id), .name(name.rawValue), .ariaDescribedBy(described), .required(isRequired),
          .maxLength(maxLength), .autocomplete("off"),
        ] + (isNumeric ? [.inputMode("numeric")] : []))
    }
  }

  /// Lines of text.
  static func lines(
    _ name: FieldName, id: ElementId, label: Phrase, hint: Phrase? = nil, isRequired: Bool = true, maxLength: Int
  ) -> HTML {
    wrapped(id, label, hint) { described in
      element(
        .textarea, .id(id), .name(name.rawValue), .ariaDescribedBy(described), .required(isRequired),
        .maxLength(maxLength), .rows(3))
    }
  }

  /// One of few, all in sight.
  static func radios(
    _ name: FieldName, id: ElementId, legend: Phrase, choices: [Choice], selected: String? = nil
  ) -> HTML {
    group(legend) {
      for (index, choice) in choices.enumerated() {
        tick(
          "radio", name, id: ElementId("choice", "\(id.text)-\(index)"), choice,
          isChecked: choice.value == selected, isRequired: true)
      }
    }
  }

  /// Any of few, all in sight.
  static func checks(
    _ name: FieldName, id: ElementId, legend: Phrase, choices: [Choice], selected: [String] = []
  ) -> HTML {
    group(legend) {
      for (index, choice) in choices.enumerated() {
        tick(
          "checkbox", name, id: ElementId("choice", "\(id.text)-\(index)"), choice,
          isChecked: selected.contains(choice.value))
      }
    }
  }

  /// Yes or nothing.
  static func check(
    _ name: FieldName, id: ElementId, label: Phrase, isChecked: Bool = false, isRequired: Bool = false
  ) -> HTML {
    tick("checkbox", name, id: id, Choice("yes", label), isChecked: isChecked, isRequired: isRequired)
  }

  private static func tick(
    _ type: StaticString, _ name: FieldName, id: ElementId, _ choice: Choice, isChecked: Bool,
    isRequired: Bool = false
  ) -> HTML {
    element(.div, .classes("choice")) {
      element(
        .input, .type(type), .id(id), .name(name.rawValue), .value(choice.value), .checked(isChecked),
        .required(isRequired))
      element(.label, .for(id), phrase: choice.label)
    }
  }

  private static func group(_ legend: Phrase, @HTMLBuilder content: () -> HTML) -> HTML {
    element(.fieldset) {
      element(.legend, phrase: legend)
      element(.div, .classes("choices")) { content() }
    }
  }

  private static func wrapped(
    _ id: ElementId, _ label: Phrase, _ hint: Phrase?, _ control: (ElementId?) -> HTML
  ) -> HTML {
    let hintId = hint.map { _ in ElementId("hint", id.text) }
    return element(.div, .classes("field")) {
      element(.label, .for(id), phrase: label)
      if let hint, let hintId { element(.span, .classes("hint"), .id(hintId), phrase: hint) }
      control(hintId)
    }
  }
}
