/// An alert of Prometheus: when it is raised, and what its reader does.
struct AlertRule {
  /// How soon somebody has to look.
  enum Severity: String {
    /// In the days that come.
    case info
    /// Today.
    case warning
    /// Now.
    case critical
  }

  var name: String
  /// A condition over the figures of `/metrics`.
  var expression: String
  /// How long it must hold, such as `15m`.
  var holdsFor: String
  var severity: Severity
  /// What is wrong.
  var summary: String
  /// What to do: a command, mostly.
  var action: String

  /// The rule as an item of a group in YAML.
  var yaml: String {
    """
          - alert: \(name)
            expr: \(Self.quoted(expression))
            for: \(holdsFor)
            labels:
              severity: \(severity.rawValue)
            annotations:
              summary: \(Self.quoted(summary))
              action: \(Self.quoted(action))

    """
  }

  /// A text in single quotes, in which YAML knows no escape but the doubled quote.
  private static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }
}
