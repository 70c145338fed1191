/// An option as a command declares it.
package struct OptionSpec: Sendable {
  package var name: String
  /// What stands for the value in the help text; nil for an option without a value.
  package var value: String?
  private let helpText: @Sendable () -> String
  package var isRequired = false
  /// The only values that are taken, where there is such a list.
  package var choices: [String] = []
  /// Whether it may be given more than once.
  package var isRepeatable = false

  /// What the option does, in the language of the command that runs.
  package var help: String { helpText() }

  package init(
    name: String, value: String?, help: @autoclosure @escaping @Sendable () -> String, isRequired: Bool = false,
    choices: [String] = [], isRepeatable: Bool = false
  ) {
    self.name = name
    self.value = value
    helpText = help
    self.isRequired = isRequired
    self.choices = choices
    self.isRepeatable = isRepeatable
  }
}
