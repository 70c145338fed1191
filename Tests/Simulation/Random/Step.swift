/// One thing that people do or that goes wrong, at its moment.
struct Step: Sendable {
  /// Milliseconds after the beginning.
  var at: Int
  var action: Action
}

extension Step: CustomStringConvertible {
  /// A line of the script of a failing run.
  var description: String { "\(at) ms: \(action)" }
}
