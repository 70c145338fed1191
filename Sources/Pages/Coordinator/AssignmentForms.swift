/// Forms that stand both on the list and on a match's page.
enum AssignmentForms {
  /// Gives a family to a colleague, or takes it back.
  ///
  /// - Parameters:
  ///   - from: The page to which the reader returns.
  ///   - key: Tells the fields of several such forms apart.
  static func assign(
    _ id: String, _ frame: PageFrame, _ colleagues: [Colleague], current: Colleague?, from: String, key: String
  ) -> HTML {
    Form.post(.match(id, .assign), frame.token, hidden: [(.from, from)], label: .assignTo) {
      element(.div, .classes("inline")) {
        Field.select(
          .assignee, id: ElementId("assignee", key), label: .assignTo,
          choices: [Choice("", .nobody)] + colleagues.map { Choice($0.id, .name($0.name)) }, selected: current?.id)
        Field.text(
          .colleague, id: ElementId("colleague", key), label: .otherColleague, isRequired: false, maxLength: 100)
        Form.button(.assign, .quiet)
      }
    }
  }

  /// Reminds the own professional.
  static func remind(_ id: String, _ frame: PageFrame, from: String) -> HTML {
    Form.post(.match(id, .remind), frame.token, hidden: [(.from, from)], label: .remindTitle) {
      element(.p, phrase: .remindExplained)
      Form.actions { Form.button(.remind, .quiet) }
    }
  }
}

extension Phrase {
  static let assignTo = Phrase("Toewijzen aan", "Assign to")
  static let otherColleague = Phrase("Of een andere collega", "Or another colleague")
  static let nobody = Phrase("Niemand", "Nobody")
  static let assign = Phrase("Toewijzen", "Assign it")
  static let remindTitle = Phrase("Herinneren", "Remind")
  static let remind = Phrase("Leg vast dat u herinnerde", "Record that you reminded")
  static let remindExplained = Phrase(
    "Bel of mail de eigen professional, en leg dat hier vast.",
    "Call or write to the own professional, and record it here.")
}
