/// An option as a command declares it.
package struct OptionSpec: Sendable {
  package var name: String
  /// What stands for the value in the help text; nil for an option without a value.
  package var value: String?
  package var help: String
  package var isRequired = false
  /// The only values that are taken, where there is such a list.
  package var choices: [String] = []
  /// Whether it may be given more than once.
  package var isRepeatable = false

  package init(
    name: String, value: String?, help: String, isRequired: Bool = false, choices: [String] = [],
    isRepeatable: Bool = false
  ) {
    self.name = name
    self.value = value
    self.help = help
    self.isRequired = isRequired
    self.choices = choices
    self.isRepeatable = isRepeatable
  }
}
